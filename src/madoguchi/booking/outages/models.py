"""Outages of the national system, and the bookings that each of them touches."""

from django.db import models
from django.db.models import F, Q

from madoguchi.booking.outages.rules import FATE_LABELS, Stretch
from madoguchi.core import clock
from madoguchi.core.fields import GuardedCharField, MachineCharField


class Outage(models.Model):
    """While it is not closed, no card procedure is booked from `starts_at` to `ends_at` (open: nobody knows)."""

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    note = GuardedCharField(max_length=200, blank=True)
    entered_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="outage_ends_after_start"
            )
        ]
        indexes = [models.Index(fields=["starts_at"], condition=Q(closed_at=None), name="outage_open")]

    @property
    def stretch(self) -> Stretch:
        return Stretch(
            clock.in_tokyo(self.starts_at), clock.in_tokyo(self.ends_at) if self.ends_at is not None else None
        )


class AffectedBooking(models.Model):
    """A line of the work list. Its fate is read from the booking until it is written down at the end."""

    outage = models.ForeignKey(Outage, on_delete=models.CASCADE, related_name="affected")
    booking = models.ForeignKey("booking.Booking", on_delete=models.CASCADE, related_name="outages")
    slot = models.ForeignKey(
        "booking.Slot", on_delete=models.PROTECT, related_name="outages"
    )  # when it was touched
    closed_as = MachineCharField(
        max_length=10, blank=True, choices=[(fate.value, label) for fate, label in FATE_LABELS.items()]
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outage", "booking"], name="affected_once")]
