"""Agreed call-backs and their attempts. Written only by `actions.py`."""

from django.db import models
from django.db.models import Q

from madoguchi.contacts.call_backs.rules import END_LABELS, RESULT_LABELS, End, Result
from madoguchi.core.actors import SYSTEM
from madoguchi.core.fields import GuardedCharField, MachineCharField


class CallBack(models.Model):
    """One promise. A contact has at most one that is open; the number is that of the contact."""

    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="call_backs")
    agreed_at = models.DateTimeField()
    agreed_by = MachineCharField(max_length=40)
    due_at = models.DateTimeField()  # until when the citizen was promised to be rung
    note = GuardedCharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    end = MachineCharField(
        max_length=10, blank=True, choices=[(end.value, label) for end, label in END_LABELS.items()]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact"], condition=Q(closed_at=None), name="call_back_open_once")
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(closed_at=None), name="call_back_open")]

    def __str__(self) -> str:
        return str(self.contact)

    @property
    def is_wished(self) -> bool:
        """By the caller, by keys; nobody of us agreed it."""
        return self.agreed_by == SYSTEM.key

    @property
    def end_label(self) -> str:
        return END_LABELS[End(self.end)] if self.end else ""


class CallBackAttempt(models.Model):
    """Somebody dialled."""

    call_back = models.ForeignKey(CallBack, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    by = MachineCharField(max_length=40)
    result = MachineCharField(
        max_length=15, choices=[(result.value, label) for result, label in RESULT_LABELS.items()]
    )

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.result}"

    @property
    def result_label(self) -> str:
        return RESULT_LABELS[Result(self.result)]
