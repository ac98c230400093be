"""A meeting, what was laid on the table, what was written down of it, and when that was handed in."""

import json

from django.db import models

from madoguchi.core import clock
from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField
from madoguchi.metrics.past.shapes import Period
from madoguchi.reports.content import digest_of
from madoguchi.reports.frozen import Frozen, HandingIn
from madoguchi.reports.schedule import REIWA_BEGAN, WEEKDAYS


class Meeting(models.Model):
    starts_at = models.DateTimeField()
    place = GuardedCharField("場所", max_length=100)
    agenda = GuardedTextField("議題", blank=True)
    planned_by = MachineCharField(max_length=60)
    planned_at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True)
    called_off_reason = GuardedCharField("取りやめた理由", max_length=200, blank=True)

    class Meta:
        ordering = ("-starts_at", "-pk")
        indexes = [models.Index(fields=["starts_at"], name="meeting_by_start")]

    @property
    def name(self) -> str:
        day = clock.in_tokyo(self.starts_at)
        return f"定例会 令和{day.year - REIWA_BEGAN}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


class Pack(Frozen):
    """What was laid on the table."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="packs")
    first = models.DateField()
    last = models.DateField()
    issues = models.ManyToManyField("reports.Issue", related_name="packs")
    made_at = models.DateTimeField()
    made_by = MachineCharField(max_length=60)

    class Meta(Frozen.Meta):
        constraints = [models.UniqueConstraint(fields=["meeting", "version"], name="one_pack_of_a_version")]

    @property
    def period(self) -> Period:
        return Period(self.first, self.last)


class Minutes(models.Model):
    """Open until it is handed in; what changes later is another version."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    version = models.PositiveSmallIntegerField()
    reason = GuardedCharField("直した理由", max_length=200, blank=True)
    attendees = GuardedTextField("出席者")
    said = GuardedTextField("報告・協議の内容")
    decided = GuardedTextField("決まったこと")
    to_do = GuardedTextField("宿題（担当・期限）", blank=True)
    written_by = MachineCharField(max_length=60)
    written_at = models.DateTimeField()
    digest = MachineCharField(max_length=64, blank=True)  # from its submission on

    class Meta:
        ordering = ("-version",)
        constraints = [models.UniqueConstraint(fields=["meeting", "version"], name="one_minutes_of_a_version")]

    @property
    def is_handed_in(self) -> bool:
        return bool(self.digest)

    @property
    def words(self) -> str:
        """What the digest vouches for."""
        kept = (self.version, self.reason, self.attendees, self.said, self.decided, self.to_do)
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @property
    def is_intact(self) -> bool:
        return not self.digest or digest_of(self.words) == self.digest


class MinutesSubmission(HandingIn):
    """REP-26."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="submissions")
