"""予約: slots that were published, bookings that took places in them, and the ledger that proves the count."""

from django.db import models
from django.db.models import F, Q

from madoguchi.booking.deliveries.models import DeliveredEvent as DeliveredEvent
from madoguchi.booking.deliveries.models import DeliveredRow as DeliveredRow
from madoguchi.booking.deliveries.models import Delivery as Delivery
from madoguchi.booking.deliveries.models import JudgedDeadline as JudgedDeadline
from madoguchi.booking.demand.models import UnmetDemand as UnmetDemand
from madoguchi.booking.external.models import ExternalMonth as ExternalMonth
from madoguchi.booking.external.models import ExternalRecord as ExternalRecord
from madoguchi.booking.ledger_import.models import ImportedBooking as ImportedBooking
from madoguchi.booking.ledger_import.models import LedgerImport as LedgerImport
from madoguchi.booking.online.models import ProofUsed as ProofUsed
from madoguchi.booking.online.models import WebHold as WebHold
from madoguchi.booking.outages.models import AffectedBooking as AffectedBooking
from madoguchi.booking.outages.models import Outage as Outage
from madoguchi.booking.own_page.rules import Tries
from madoguchi.booking.paper.models import PaperList as PaperList
from madoguchi.booking.rules import CHANNEL_LABELS, STATE_LABELS, BookingState, spoken_number
from madoguchi.booking.telephone.models import CallDraft as CallDraft
from madoguchi.booking.to_telephone.models import CallAttempt as CallAttempt
from madoguchi.booking.to_telephone.models import CallTask as CallTask
from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField
from madoguchi.core.text.kana import search_key
from madoguchi.municipality.models import Procedure, Site

# Forty characters as people count them, each with the selector that chooses its shape (葛󠄀城): PostgreSQL counts both.
NAME_ROOM = 80
# Name, kana and a space between them; a letter may become two when case is folded.
SEARCH_ROOM = 400


def searched_as(name: str, kana: str) -> str:
    return " ".join(filter(None, (search_key(name), search_key(kana))))


class Slot(models.Model):
    """A stretch of time at a site with places. One stock for all procedures (000 Q19).

    The counters move only by the conditional updates in `capacity/places.py`, together with a row of the ledger; the
    constraints below have the last word.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    people_limit = models.PositiveIntegerField()
    bookings_limit = models.PositiveIntegerField()
    people_taken = models.PositiveIntegerField(default=0)
    bookings_taken = models.PositiveIntegerField(default=0)
    web_taken = models.PositiveIntegerField(default=0)  # of people_taken, those who came by the web
    # 000 Q30: places that the city gives out itself (LINE, at the window).
    people_blocked = models.PositiveIntegerField(default=0)
    # The telephone's share, closed to the web until a moment that everybody can see.
    people_kept = models.PositiveIntegerField(default=0)
    kept_until = models.DateTimeField(null=True, blank=True)
    # Replacement places for whoever an outage touches; free for everybody from a moment that everybody can see.
    people_protected = models.PositiveIntegerField(default=0)
    protected_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "starts_at"], name="slot_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after_start"),
            models.CheckConstraint(
                condition=Q(people_taken__lte=F("people_limit") - F("people_blocked")), name="slot_people_limit"
            ),
            models.CheckConstraint(
                condition=Q(bookings_taken__lte=F("bookings_limit")), name="slot_bookings_limit"
            ),
            models.CheckConstraint(condition=Q(web_taken__lte=F("people_taken")), name="slot_web_within_taken"),
        ]
        indexes = [models.Index(fields=["starts_at", "site"], name="slot_by_time")]

    @property
    def is_withdrawn(self) -> bool:
        """Without any place: it stands only for the bookings that once were in it."""
        return not (self.people_limit or self.bookings_limit)


class BlockedPlaces(models.Model):
    """Places of a slot that are given elsewhere, and why: counted apart in lists and reports (CAL-09)."""

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="blocked")
    people = models.PositiveIntegerField()
    note = GuardedCharField(max_length=200)


class RevisedDay(models.Model):
    """A day that was made by hand, perhaps without any slot: publishing by the pattern leaves it alone."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="revised_days")
    day = models.DateField()
    note = GuardedCharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "day"], name="day_revised_once")]


class Booking(models.Model):
    """予約: one visit, booked by one representative, with a number that is never used again (000 Q38).

    A hold is a booking that counts already and lapses by itself; it has no number yet.
    """

    number = MachineCharField(max_length=8, blank=True)
    state = MachineCharField(max_length=10, choices=[(state.value, label) for state, label in STATE_LABELS.items()])
    expires_at = models.DateTimeField(null=True, blank=True)  # of a hold
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="bookings")
    channel = MachineCharField(
        max_length=10, choices=[(channel.value, label) for channel, label in CHANNEL_LABELS.items()]
    )
    language = MachineCharField(max_length=10)
    # 000 Q21: who books for the family; with one person it is the same one.
    name = GuardedCharField(max_length=NAME_ROOM)
    kana = GuardedCharField(max_length=80, blank=True)
    search_name = GuardedCharField(max_length=SEARCH_ROOM, editable=False)
    phone = GuardedCharField(max_length=15)
    email = GuardedCharField(max_length=254, blank=True)
    postal_code = GuardedCharField(max_length=7, blank=True)
    address = GuardedCharField(max_length=200, blank=True)
    note = GuardedTextField(blank=True)
    # LNG-07: help at the counter that was asked for and that was given, by codes of accommodations.csv, and in plain
    # words; what is done, never a diagnosis.
    accommodation = MachineCharField(max_length=200, blank=True)
    accommodation_note = GuardedCharField(max_length=200, blank=True)
    accommodation_given = MachineCharField(max_length=200, blank=True)
    outcome = MachineCharField(max_length=30, blank=True)  # a code of booking.outcomes
    made_at = models.DateTimeField()
    # The form carries it, so that a double tap, two tabs or a retry make one booking.
    once_key = models.UUIDField(unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="booking_number_once"),
            models.CheckConstraint(
                condition=Q(state=BookingState.HELD, expires_at__isnull=False)
                | Q(state=BookingState.LAPSED)
                | ~Q(number=""),
                name="booking_has_number_or_lapses",
            ),
        ]
        indexes = [
            models.Index(fields=["phone"], name="booking_by_phone"),
            models.Index(fields=["search_name"], name="booking_by_name"),
            models.Index(fields=["made_at"], name="booking_by_making"),
            models.Index(fields=["expires_at"], condition=Q(state="held"), name="booking_hold_lapses"),
        ]

    def __str__(self) -> str:
        return self.spoken_number

    def save(self, *args: object, **options: object) -> None:
        self.search_name = searched_as(self.name, self.kana)
        super().save(*args, **options)  # type: ignore[arg-type]

    @property
    def spoken_number(self) -> str:
        return spoken_number(self.number)


class Visitor(models.Model):
    """A person of a booking, and what this person comes for (reading A-03)."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="visitors")
    position = models.PositiveSmallIntegerField()
    name = GuardedCharField(max_length=NAME_ROOM)
    kana = GuardedCharField(max_length=80, blank=True)
    search_name = GuardedCharField(max_length=SEARCH_ROOM, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="visitors")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["booking", "position"], name="visitor_position_once")]
        indexes = [models.Index(fields=["search_name"], name="visitor_by_name")]

    def save(self, *args: object, **options: object) -> None:
        self.search_name = searched_as(self.name, self.kana)
        super().save(*args, **options)  # type: ignore[arg-type]


class PlacesTaken(models.Model):
    """The ledger: which booking holds how many places of which slot. Counters must equal its sums."""

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, primary_key=True, related_name="places")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="taken")
    people = models.PositiveIntegerField()
    by_web = models.BooleanField()


class NumberIssued(models.Model):
    """Every number that was ever given out, kept when its booking is erased: a number is never reused."""

    number = MachineCharField(max_length=8, primary_key=True)
    issued_on = models.DateField()


class LookUps(models.Model):
    """Wrong look-ups of one number, or from one address, under a keyed digest: neither is written down."""

    digest = MachineCharField(max_length=64, primary_key=True)
    wrong = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(null=True, db_index=True)

    @property
    def tries(self) -> Tries:
        return Tries(self.wrong, self.since)
