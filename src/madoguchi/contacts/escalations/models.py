"""Escalations with everything that was said in them, uses of the city's form, and calls that were put through.

Written only by the actions of this room.
"""

from django.db import models
from django.db.models import Q

from madoguchi.contacts.escalations.rules import (
    CALLER_LABELS,
    OUTCOME_LABELS,
    REASON_LABELS,
    STATE_LABELS,
    STEP_LABELS,
    UNANSWERED,
    Caller,
    Outcome,
    Reason,
    State,
    StepKind,
)
from madoguchi.contacts.rules import LEVEL_LABELS, TRANSFER_LABELS, Level, Transfer
from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField

LEVELS = [(level.value, label) for level, label in LEVEL_LABELS.items()]


class Escalation(models.Model):
    """One case on its way. A contact has at most one that is open."""

    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="escalations")
    level = models.PositiveSmallIntegerField(choices=LEVELS)
    department = models.ForeignKey(
        "municipality.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="escalations"
    )
    state = MachineCharField(max_length=10, choices=[(one.value, label) for one, label in STATE_LABELS.items()])
    reason = MachineCharField(max_length=10, choices=[(one.value, label) for one, label in REASON_LABELS.items()])
    caller = MachineCharField(max_length=12, choices=[(one.value, label) for one, label in CALLER_LABELS.items()])
    owner = MachineCharField(max_length=40, blank=True)  # the login ID; empty: nobody has taken it yet
    opened_by = MachineCharField(max_length=40)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField()
    reminders = models.PositiveSmallIntegerField(default=0)
    answer = GuardedTextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = MachineCharField(
        max_length=15, blank=True, choices=[(one.value, label) for one, label in OUTCOME_LABELS.items()]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact"], condition=Q(closed_at=None), name="escalation_open_once"),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED.value, closed_at__isnull=False)
                | (~Q(state=State.CLOSED.value) & Q(closed_at__isnull=True)),
                name="escalation_closed_has_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(closed_at=None), name="escalation_open"),
            models.Index(fields=["opened_at"], name="escalation_by_time"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def level_label(self) -> str:
        return LEVEL_LABELS[Level(self.level)]

    @property
    def state_label(self) -> str:
        return STATE_LABELS[State(self.state)]

    @property
    def reason_label(self) -> str:
        return REASON_LABELS[Reason(self.reason)]

    @property
    def caller_label(self) -> str:
        return CALLER_LABELS[Caller(self.caller)]

    @property
    def outcome_label(self) -> str:
        return OUTCOME_LABELS[Outcome(self.outcome)] if self.outcome else ""

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_unanswered(self) -> bool:
        return State(self.state) in UNANSWERED


class EscalationStep(models.Model):
    """What somebody did or wrote: the thread, and the way that the case has gone (ESC-10)."""

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = MachineCharField(max_length=40)
    kind = MachineCharField(max_length=12, choices=[(one.value, label) for one, label in STEP_LABELS.items()])
    from_level = models.PositiveSmallIntegerField(choices=LEVELS)
    level = models.PositiveSmallIntegerField(choices=LEVELS)  # after it
    department = models.ForeignKey("municipality.Department", on_delete=models.PROTECT, null=True, blank=True)
    text = GuardedTextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"

    @property
    def kind_label(self) -> str:
        return STEP_LABELS[StepKind(self.kind)]

    @property
    def level_label(self) -> str:
        return LEVEL_LABELS[Level(self.level)]


class FormUse(models.Model):
    """The city's electronic form was opened for this case, and what receipt number it gave (ESC-05)."""

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="form_uses")
    opened_at = models.DateTimeField()
    opened_by = MachineCharField(max_length=40)
    receipt = GuardedCharField(max_length=60, blank=True)
    receipt_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["opened_at", "pk"]

    def __str__(self) -> str:
        return self.receipt or str(self.opened_at)


class CallTransfer(models.Model):
    """A call that was put through, or could not be: when, to whom, with which result (ESC-10)."""

    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="transfers")
    at = models.DateTimeField()
    by = MachineCharField(max_length=40)
    department = models.ForeignKey("municipality.Department", on_delete=models.PROTECT, null=True, blank=True)
    destination = GuardedCharField(max_length=120)  # as the directory called it at the time, or as it was written
    told_first = models.BooleanField()
    result = MachineCharField(
        max_length=12,
        choices=[(one.value, label) for one, label in TRANSFER_LABELS.items() if one is not Transfer.NONE],
    )

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["at"], name="call_transfer_by_time")]

    def __str__(self) -> str:
        return self.destination

    @property
    def result_label(self) -> str:
        return TRANSFER_LABELS[Transfer(self.result)]
