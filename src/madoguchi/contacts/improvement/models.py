"""What the FAQ lacks, who sees to it, what came of it."""

from django.db import models
from django.db.models import Q

from madoguchi.contacts.improvement.rules import KIND_LABELS, OPEN, STATE_LABELS, NeedKind, NeedState
from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField


class Need(models.Model):
    kind = MachineCharField(max_length=12, choices=[(kind.value, label) for kind, label in KIND_LABELS.items()])
    key = MachineCharField(max_length=64)  # what makes it the same need tomorrow
    subject = GuardedCharField(max_length=200)
    count = models.PositiveIntegerField()
    before = models.PositiveIntegerField(null=True)
    found_at = models.DateTimeField()
    counted_at = models.DateTimeField()
    state = MachineCharField(
        max_length=6,
        default=NeedState.FOUND.value,
        choices=[(state.value, label) for state, label in STATE_LABELS.items()],
    )
    owner = MachineCharField(max_length=40, blank=True)
    outcome = GuardedTextField(blank=True)
    request_number = MachineCharField(max_length=12, blank=True)  # of the request for a FAQ
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-count", "kind", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="need_once")]
        indexes = [models.Index(fields=["-count"], condition=Q(state__in=OPEN), name="need_open")]

    def __str__(self) -> str:
        return self.subject

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[NeedKind(self.kind)]

    @property
    def state_label(self) -> str:
        return STATE_LABELS[NeedState(self.state)]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN
