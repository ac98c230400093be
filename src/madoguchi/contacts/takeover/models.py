"""A file of a former system and how far it has been taken over; the records that came of it; what was refused."""

from django.db import models

from madoguchi.contacts.takeover.rules import STATE_LABELS, TakeoverState
from madoguchi.core.fields import GuardedCharField, MachineCharField, MachineTextField


class Takeover(models.Model):
    """One batch. Its records are visible exactly while its state is `shown`."""

    key = models.UUIDField(unique=True)
    state = MachineCharField(max_length=10, choices=[(state.value, label) for state, label in STATE_LABELS.items()])
    file_name = GuardedCharField(max_length=120)
    digest = MachineCharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    coding = MachineCharField(max_length=10)
    delimiter = MachineCharField(max_length=1)
    headings = MachineTextField()  # JSON; each heading has passed the guard
    choices = MachineTextField(blank=True)  # JSON: which column is what
    is_masked = models.BooleanField(default=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = MachineCharField(max_length=40)
    # How far the worker has come: the byte behind the last line, and what became of the lines before it.
    position = models.BigIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    indexed_to = models.BigIntegerField(default=0)  # the number of the last record that the search knows
    is_indexed = models.BooleanField(default=False)
    moved_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    staged_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def state_label(self) -> str:
        return STATE_LABELS[TakeoverState(self.state)]

    @property
    def percent(self) -> int:
        return min(100, self.position * 100 // self.size) if self.size else 100


class FormerRecord(models.Model):
    """Where a record came from: the line of the file, and how the former system called it."""

    contact = models.OneToOneField(
        "contacts.Contact", on_delete=models.CASCADE, primary_key=True, related_name="former"
    )
    line = models.PositiveIntegerField()
    number = GuardedCharField(max_length=60, blank=True)
    handler = GuardedCharField(max_length=60, blank=True)


class RefusedLine(models.Model):
    """A line that was not taken over, and why; never what it said."""

    takeover = models.ForeignKey(Takeover, on_delete=models.CASCADE, related_name="refused_lines")
    line = models.PositiveIntegerField()
    reason = MachineTextField()

    class Meta:
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["takeover", "line"], name="takeover_line_refused_once")]
