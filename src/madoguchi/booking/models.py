"""予約: slots that were published, bookings that took places in them, and the ledger that proves the count."""

from django.db import models
from django.db.models import F, Q

from madoguchi.booking.rules import CHANNEL_LABELS, spoken_number
from madoguchi.core.fields import GuardedCharField, MachineCharField
from madoguchi.core.text.kana import search_key
from madoguchi.municipality.models import Procedure, Site


class Slot(models.Model):
    """A stretch of time at a site with places. One stock for all procedures (000 Q19).

    `people_taken` and `bookings_taken` move only by the conditional update in `places.py`, together with a row
    of the ledger; the constraints below have the last word.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    people_limit = models.PositiveIntegerField()
    bookings_limit = models.PositiveIntegerField()
    people_taken = models.PositiveIntegerField(default=0)
    bookings_taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "starts_at"], name="slot_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after_start"),
            models.CheckConstraint(condition=Q(people_taken__lte=F("people_limit")), name="slot_people_limit"),
            models.CheckConstraint(
                condition=Q(bookings_taken__lte=F("bookings_limit")), name="slot_bookings_limit"
            ),
        ]
        indexes = [models.Index(fields=["starts_at", "site"], name="slot_by_time")]


class Booking(models.Model):
    """予約: one visit, booked by one representative, with a number that is never used again (000 Q38)."""

    number = MachineCharField(max_length=8, unique=True)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="bookings")
    channel = MachineCharField(
        max_length=10, choices=[(channel.value, label) for channel, label in CHANNEL_LABELS.items()]
    )
    language = MachineCharField(max_length=10)
    phone = GuardedCharField(max_length=15)
    email = GuardedCharField(max_length=254, blank=True)
    made_at = models.DateTimeField()
    # The form carries it, so that a double tap, two tabs or a retry make one booking.
    once_key = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return self.spoken_number

    @property
    def spoken_number(self) -> str:
        return spoken_number(self.number)


class Visitor(models.Model):
    """A person of a booking, and what this person comes for (reading A-03)."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="visitors")
    position = models.PositiveSmallIntegerField()
    name = GuardedCharField(max_length=40)
    kana = GuardedCharField(max_length=80, blank=True)
    search_name = GuardedCharField(max_length=120, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="visitors")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["booking", "position"], name="visitor_position_once")]
        indexes = [models.Index(fields=["search_name"], name="visitor_by_name")]

    def save(self, *args: object, **options: object) -> None:
        self.search_name = " ".join(filter(None, (search_key(self.name), search_key(self.kana))))
        super().save(*args, **options)  # type: ignore[arg-type]


class PlacesTaken(models.Model):
    """The ledger: which booking holds how many places of which slot. Counters must equal its sums."""

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, primary_key=True, related_name="places")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="taken")
    people = models.PositiveIntegerField()


class NumberIssued(models.Model):
    """Every number that was ever given out, kept when its booking is erased: a number is never reused."""

    number = MachineCharField(max_length=8, primary_key=True)
    issued_on = models.DateField()
