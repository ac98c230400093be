"""Reading slots and bookings."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypedDict

from django.db.models import Case, F, QuerySet, Value, When
from django_stubs_ext import WithAnnotations

from madoguchi.booking.models import Booking, Slot, Visitor
from madoguchi.booking.my_page import once_key_in
from madoguchi.booking.rules import Mark, Window, mark_of, near_first
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import agreed_closures, contract, is_on, sites_in_use, value_of

MAY_VIEW = "bookings.view"


class Remaining(TypedDict):
    remaining: int  # how many people still fit


@dataclass(frozen=True)
class Availability:
    """How much is left, of a slot or of a whole day."""

    mark: Mark
    remaining: int


@dataclass(frozen=True)
class SlotShown:
    slot: Slot
    availability: Availability


def takes_bookings() -> bool:
    return bool(is_on("own_reservations"))


def booking_window(today: date) -> Window:
    body = contract()
    return Window(
        opens_days_ahead=value_of("booking.opens_days_ahead", on=today),
        closes_days_before=value_of("booking.closes_days_before", on=today),
        service_from=body.service_from,
        service_until=body.service_until,
    )


def slots_in_window(site: Site, *, today: date) -> "QuerySet[WithAnnotations[Slot, Remaining]]":
    """Published slots that may be booked today, full ones too, each with `remaining`."""
    window = booking_window(today)
    first, last = window.first_day(today), window.last_day(today)
    slots = Slot.objects.filter(
        site=site,
        starts_at__gte=clock.start_of(first),
        starts_at__lt=clock.start_of(last + timedelta(days=1)),
    )
    # A day that is closed after its slots were published takes no more bookings (CAL-12).
    for day in agreed_closures("counter", first, last, site):
        slots = slots.exclude(
            starts_at__gte=clock.start_of(day), starts_at__lt=clock.start_of(day + timedelta(days=1))
        )
    return _with_remaining(slots).order_by("starts_at")


def is_bookable(slot: Slot, *, now: datetime) -> bool:
    """May a place be taken in it at this moment, if there is one?"""
    return slot.starts_at > now and slots_in_window(slot.site, today=now.date()).filter(pk=slot.pk).exists()


def sites_with_slots(*, today: date) -> list[Site]:
    """RSV-19: as soon as a branch has slots, it is a place to choose."""
    published = Slot.objects.filter(starts_at__gte=clock.start_of(today)).values("site")
    return list(sites_in_use().filter(pk__in=published))


def availability_by_day(site: Site, *, first: date, until: date, today: date) -> dict[date, Availability]:
    """Each day in [first, until) on which something was published: 001 §7(4)ウ's calendar."""
    slots = slots_in_window(site, today=today).filter(
        starts_at__gte=clock.start_of(first), starts_at__lt=clock.start_of(until)
    )
    remaining: dict[date, int] = defaultdict(int)
    for starts_at, places in slots.values_list("starts_at", "remaining"):
        remaining[clock.in_tokyo(starts_at).date()] += places
    few_up_to: int = value_of("booking.few_up_to", on=today)
    return {
        day: Availability(mark_of(remaining=places, few_up_to=few_up_to), places)
        for day, places in remaining.items()
    }


def slots_of_day(site: Site, day: date, *, today: date) -> list[SlotShown]:
    slots = slots_in_window(site, today=today).filter(
        starts_at__gte=clock.start_of(day), starts_at__lt=clock.start_of(day + timedelta(days=1))
    )
    few_up_to: int = value_of("booking.few_up_to", on=today)
    return [
        SlotShown(slot, Availability(mark_of(remaining=slot.remaining, few_up_to=few_up_to), slot.remaining))
        for slot in slots
    ]


def nearest_free_slots(slot: Slot, *, today: date, people: int, count: int = 3) -> list[Slot]:
    """What to offer instead of a slot that has just been filled, in the order of the clock."""
    free = slots_in_window(slot.site, today=today).filter(remaining__gte=people).exclude(pk=slot.pk)
    around = [
        *free.filter(starts_at__lt=slot.starts_at).order_by("-starts_at")[: 20 * count],
        *free.filter(starts_at__gt=slot.starts_at)[: 20 * count],
    ]
    by_start = {found.starts_at: found for found in around}
    return [by_start[at] for at in near_first(by_start, wish=slot.starts_at, count=count)]


def booking_behind(secret: str) -> Booking | None:
    """The booking whose own page this secret opens; None for a guess (RSV-20)."""
    once_key = once_key_in(secret)
    return _whole(Booking.objects.filter(once_key=once_key)).first() if once_key else None


def bookings_visible_to(actor: Actor) -> QuerySet[Booking]:
    return _whole(Booking.objects.all()) if actor.may(MAY_VIEW) else Booking.objects.none()


def on_day(bookings: QuerySet[Booking], day: date) -> QuerySet[Booking]:
    """In the order in which people come: by time, then by who booked first."""
    return bookings.filter(
        slot__starts_at__gte=clock.start_of(day), slot__starts_at__lt=clock.start_of(day + timedelta(days=1))
    ).order_by("slot__starts_at", "made_at", "pk")


def slots_on_day(day: date) -> QuerySet[Slot]:
    """Everything that was published for a day, whether it may still be booked or not."""
    return (
        Slot.objects.filter(
            starts_at__gte=clock.start_of(day), starts_at__lt=clock.start_of(day + timedelta(days=1))
        )
        .select_related("site")
        .order_by("starts_at", "site")
    )


def last_published_day(site: Site) -> date | None:
    last = Slot.objects.filter(site=site).order_by("-starts_at").first()
    return clock.in_tokyo(last.starts_at).date() if last else None


def people_expected(actor: Actor, day: date) -> int:
    return Visitor.objects.filter(booking__in=on_day(bookings_visible_to(actor), day)).count()


def _whole(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    return bookings.select_related("slot__site").prefetch_related("visitors__procedure")


def _with_remaining(slots: QuerySet[Slot]) -> "QuerySet[WithAnnotations[Slot, Remaining]]":
    # A booking may bring several people: as long as one more booking fits, the people decide (000 Q16).
    people_left = F("people_limit") - F("people_taken")
    return slots.annotate(
        remaining=Case(When(bookings_taken__lt=F("bookings_limit"), then=people_left), default=Value(0))
    )
