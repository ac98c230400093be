"""Which slots may be booked now, and how much is left of each."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple, TypedDict, TypeVar

from django.db.models import BigIntegerField, Case, DateTimeField, F, Field, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest, Least
from django_stubs_ext import WithAnnotations

from madoguchi.booking.capacity.places import protected_at
from madoguchi.booking.models import Slot
from madoguchi.booking.outages.queries import open_outages_now, without_outages
from madoguchi.booking.rules import Window
from madoguchi.core import clock
from madoguchi.core.asked_again import Given, Question, asked_again
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import agreed_closures, contract, values_of

Shown = TypeVar("Shown", Slot, "Places")


class Remaining(TypedDict):
    remaining: int  # how many people still fit


def booking_window(site: Site, *, today: date) -> Window:
    body, booking = contract(), values_of("booking", today)
    own = next((window for window in booking["site_windows"] if window.site == site.code), None)
    return Window(
        opens_days_ahead=own.opens_days_ahead if own else booking["opens_days_ahead"],
        closes_days_before=own.closes_days_before if own else booking["closes_days_before"],
        closes_at=own.closes_at if own else booking["closes_at"],
        service_from=body.service_from,
        service_until=body.service_until,
    )


def slots_in_window(
    site: Site,
    *,
    now: datetime,
    for_web: bool = True,
    needs_national_system: bool = False,
    is_affected: bool = False,
) -> "QuerySet[WithAnnotations[Slot, Remaining]]":
    """Published slots that may be booked now, full ones too, each with `remaining`. Staff book up to the last
    minute: somebody stands at the counter or is on the line. `needs_national_system`: not while it stands still;
    `is_affected`: whoever it drove out may take the protected places."""
    first, until, closed = _open_stretch(site, now=now, for_web=for_web)
    slots = Slot.objects.filter(site=site, starts_at__gte=first, starts_at__lt=until)
    for day in closed:
        slots = slots.exclude(
            starts_at__gte=clock.start_of(day), starts_at__lt=clock.start_of(day + timedelta(days=1))
        )
    if needs_national_system:
        slots = without_outages(slots)
    return with_remaining(slots, now=now, for_web=for_web, is_affected=is_affected).order_by("starts_at")


def slots_between(
    site: Site,
    first: date,
    until: date,
    *,
    now: datetime,
    for_web: bool = True,
    needs_national_system: bool = False,
    is_affected: bool = False,
) -> "list[WithAnnotations[Slot, Remaining]]":
    """Those of `slots_in_window` on the days in [first, until). By a statement that is made once: everybody looks at
    them, again and again."""
    opens, closes, closed = _open_stretch(site, now=now, for_web=for_web)
    since, before = max(opens, clock.start_of(first)), min(closes, clock.start_of(until))
    found = _slots_between(for_web, is_affected)(site.pk, since, before, now)
    return _not_closed(found, closed=closed, needs_national_system=needs_national_system)  # type: ignore[return-value]


class Places(NamedTuple):
    """What a month or two weeks show of a slot."""

    slot_id: int
    starts_at: datetime
    ends_at: datetime
    remaining: int


def places_between(
    site: Site,
    first: date,
    until: date,
    *,
    now: datetime,
    for_web: bool = True,
    needs_national_system: bool = False,
    is_affected: bool = False,
) -> list[Places]:
    """`slots_between` for a page with hundreds of them."""
    opens, closes, closed = _open_stretch(site, now=now, for_web=for_web)
    since, before = max(opens, clock.start_of(first)), min(closes, clock.start_of(until))
    found = map(Places._make, _places_between(for_web, is_affected)(site.pk, since, before, now))
    return _not_closed(found, closed=closed, needs_national_system=needs_national_system)


def _not_closed(slots: "Iterable[Shown]", *, closed: set[date], needs_national_system: bool) -> "list[Shown]":
    outages = open_outages_now() if needs_national_system else []
    return [
        slot
        for slot in slots
        if not closed or clock.in_tokyo(slot.starts_at).date() not in closed
        if not any(outage.stretch.touches(starts_at=slot.starts_at, ends_at=slot.ends_at) for outage in outages)
    ]


def _open_stretch(site: Site, *, now: datetime, for_web: bool) -> tuple[datetime, datetime, set[date]]:
    """From when until when something may be booked, and the days in it that may not: a day that is closed after its
    slots were published takes no more bookings (CAL-12)."""
    window = booking_window(site, today=now.date())
    not_begun = now + datetime.resolution  # what begins at this moment has begun, as in `is_bookable`
    first = max(clock.start_of(window.first_day(now)), not_begun) if for_web else not_begun
    last = window.last_day(now)
    closed = agreed_closures("counter", clock.in_tokyo(first).date(), last, site)
    return first, clock.start_of(last + timedelta(days=1)), closed


_BETWEEN: tuple[Field[Any, Any], ...] = (BigIntegerField(), DateTimeField(), DateTimeField(), DateTimeField())


@cache
def _slots_between(for_web: bool, is_affected: bool) -> "Question[WithAnnotations[Slot, Remaining]]":
    @asked_again(*_BETWEEN)
    def slots(site: Given, since: Given, before: Given, now: Given) -> "QuerySet[WithAnnotations[Slot, Remaining]]":
        published = Slot.objects.filter(site=site, starts_at__gte=since, starts_at__lt=before)
        return with_remaining(published, now=now, for_web=for_web, is_affected=is_affected).order_by("starts_at")

    return slots


@cache
def _places_between(for_web: bool, is_affected: bool) -> Question[tuple[int, datetime, datetime, int]]:
    @asked_again(*_BETWEEN)
    def places(*given: Given) -> "QuerySet[Slot, tuple[int, datetime, datetime, int]]":
        slots = _slots_between(for_web, is_affected).make(*given)
        return slots.values_list("pk", "starts_at", "ends_at", "remaining")  # type: ignore[no-any-return]

    return places


def with_remaining(
    slots: QuerySet[Slot], *, now: datetime | Given, for_web: bool, is_affected: bool = False
) -> "QuerySet[WithAnnotations[Slot, Remaining]]":
    protected = protected_at(now)
    kept_from_this_one = Value(0) if is_affected else protected
    people_left: Combinable = F("people_limit") - F("people_blocked") - F("people_taken") - kept_from_this_one
    if for_web:
        web_left: Combinable = F("people_limit") - F("people_blocked") - F("people_kept") - F("web_taken")
        if is_affected:
            web_left = Greatest(web_left, protected)
        is_kept = Q(kept_until__gt=now)
        people_left = Case(
            When(is_kept, then=Greatest(Least(people_left, web_left), Value(0))), default=people_left
        )
    # A booking may bring several people: as long as one more booking fits, the people decide (000 Q16).
    return slots.annotate(
        remaining=Case(
            When(bookings_taken__lt=F("bookings_limit") - kept_from_this_one, then=people_left), default=Value(0)
        )
    )
