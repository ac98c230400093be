"""Calls that have to be made, and the attempts."""

from django.db import models
from django.db.models import Q

from madoguchi.booking.to_telephone.rules import REASON_LABELS, RESULT_LABELS, CallReason, CallResult
from madoguchi.core.fields import GuardedCharField, MachineCharField


class CallTask(models.Model):
    """One reason to telephone the one who booked. Once for each booking and reason while it is open."""

    booking = models.ForeignKey("booking.Booking", on_delete=models.CASCADE, related_name="calls_to_make")
    reason = MachineCharField(
        max_length=20, choices=[(reason.value, label) for reason, label in REASON_LABELS.items()]
    )
    note = GuardedCharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()  # from then on it is too late
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "reason"], condition=Q(closed_at=None), name="call_task_open_once"
            )
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(closed_at=None), name="call_task_open")]

    def __str__(self) -> str:
        return f"{self.booking}: {self.reason_label}"

    @property
    def reason_label(self) -> str:
        return REASON_LABELS[CallReason(self.reason)]

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class CallAttempt(models.Model):
    """Somebody dialled, or decided not to."""

    task = models.ForeignKey(CallTask, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    by = MachineCharField(max_length=40)  # the login ID
    result = MachineCharField(
        max_length=20, choices=[(result.value, label) for result, label in RESULT_LABELS.items()]
    )

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.result}"

    @property
    def result_label(self) -> str:
        return RESULT_LABELS[CallResult(self.result)]
