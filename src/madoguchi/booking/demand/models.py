"""Counters, and nothing that could tell a person."""

from django.db import models
from django.db.models import Q

from madoguchi.booking.demand.rules import OCCASION_LABELS
from madoguchi.core.fields import MachineCharField
from madoguchi.municipality.models import Procedure

KEY = ["asked_on", "wished_on", "procedure", "channel", "occasion"]


class UnmetDemand(models.Model):
    """How often a place was looked for and not found, on one day, for one procedure, by one channel."""

    asked_on = models.DateField()
    wished_on = models.DateField(null=True, blank=True)  # a month by its first day; None: any day would have done
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="unmet")
    channel = MachineCharField(max_length=10)
    occasion = MachineCharField(
        max_length=12, choices=[(occasion.value, label) for occasion, label in OCCASION_LABELS.items()]
    )
    times = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=KEY, name="unmet_once"),
            models.UniqueConstraint(
                fields=[name for name in KEY if name != "wished_on"],
                condition=Q(wished_on=None),
                name="unmet_once_any_day",
            ),
        ]
