"""A report of a period: its draft, what people write into it, what was issued, and when it was handed in."""

from django.db import models

from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField, MachineTextField
from madoguchi.metrics.past.shapes import Period
from madoguchi.reports.content import Content, from_json
from madoguchi.reports.frozen import Frozen, HandingIn
from madoguchi.reports.meetings.models import Meeting as Meeting
from madoguchi.reports.meetings.models import Minutes as Minutes
from madoguchi.reports.meetings.models import MinutesSubmission as MinutesSubmission
from madoguchi.reports.meetings.models import Pack as Pack
from madoguchi.reports.schedule import CYCLE_LABELS, STATE_LABELS, State


class Report(models.Model):
    code = MachineCharField(max_length=60)  # of reports.csv
    cycle = MachineCharField(max_length=10, choices=[(one.value, label) for one, label in CYCLE_LABELS.items()])
    first = models.DateField()
    last = models.DateField()
    state = MachineCharField(
        max_length=10, choices=[(one.value, label) for one, label in STATE_LABELS.items()], default=State.DRAFT
    )
    draft = MachineTextField(
        blank=True
    )  # what was counted, as text of reports/content.py; without what people write
    drafted_at = models.DateTimeField(null=True)
    entered = MachineTextField(blank=True)  # numbers by table, row and item (reports/entered.py)
    sent_by = MachineCharField(max_length=60, blank=True)
    remark = GuardedTextField("戻した理由", blank=True)
    reason = GuardedTextField("確定し直す理由", blank=True)  # from the second version on
    due_named_on = models.DateField("市が指定した日", null=True)  # goes before the rule of the contract
    due_note = GuardedCharField("指定した人・経緯", max_length=200, blank=True)
    asked_on = models.DateField("市から求められた日", null=True)  # 001 §9(1)

    class Meta:
        ordering = ("-last", "code")
        constraints = [models.UniqueConstraint(fields=["code", "first", "last"], name="one_report_of_a_period")]
        indexes = [models.Index(fields=["state", "last"], name="report_by_state")]

    def __str__(self) -> str:
        return f"{self.code} {self.first:%Y-%m-%d}"

    @property
    def period(self) -> Period:
        return Period(self.first, self.last)

    @property
    def counted(self) -> Content | None:
        return from_json(self.draft) if self.draft else None


class ReportText(models.Model):
    """What somebody wrote at a place that the form names."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="texts")
    key = MachineCharField(max_length=60)
    words = GuardedTextField("文章", blank=True)
    by = MachineCharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="one_text_of_a_place")]


class Issue(Frozen):
    """A report as it was issued. Never changed: a correction is an issue of its own."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="issues")
    issued_at = models.DateTimeField()
    issued_by = MachineCharField(max_length=60)
    personal_checked = GuardedCharField("個人情報ではないと確かめた理由", max_length=200, blank=True)

    class Meta(Frozen.Meta):
        constraints = [models.UniqueConstraint(fields=["report", "version"], name="one_issue_of_a_version")]


class Submission(HandingIn):
    """REP-04: of a report, as it was due on that day."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="submissions")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, null=True, related_name="submissions")
    due_on = models.DateField(null=True)

    @property
    def was_late(self) -> bool:
        return self.due_on is not None and self.handed_on > self.due_on
