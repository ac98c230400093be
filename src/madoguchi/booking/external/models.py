"""外部予約の記録: what was done on the telephone in the city's own system, and its monthly figure."""

from django.db import models

from madoguchi.booking.external.rules import OUTCOME_LABELS, REASON_LABELS
from madoguchi.core.fields import GuardedCharField, MachineCharField
from madoguchi.municipality.models import Procedure


class ExternalRecord(models.Model):
    """One thing that was done for a caller. It is no booking: the truth stands in the city's system."""

    once_key = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = MachineCharField(max_length=40)
    outcome = MachineCharField(max_length=12, choices=list(OUTCOME_LABELS.items()))
    reason = MachineCharField(max_length=12, blank=True, choices=list(REASON_LABELS.items()))
    number = GuardedCharField(max_length=30, blank=True)  # the city's system's own
    search_number = GuardedCharField(max_length=30, blank=True, editable=False)
    visit_at = models.DateTimeField(null=True, blank=True)
    people = models.PositiveSmallIntegerField(default=1)
    procedures = models.ManyToManyField(Procedure, related_name="external_records")
    note = GuardedCharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["search_number"], name="external_by_number"),
            models.Index(fields=["recorded_at"], name="external_by_time"),
        ]


class ExternalMonth(models.Model):
    """How many bookings the city's system says it took by telephone in a month (REP-12)."""

    month = models.DateField(primary_key=True)  # its first day
    accepted = models.PositiveIntegerField()
    source = MachineCharField(max_length=10, choices=[("entered", "入力"), ("imported", "取込み")])
    changed_at = models.DateTimeField()
