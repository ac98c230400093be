"""What can be booked, when, and how much is left; for citizens less the telephone's share while it is kept."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TypedDict

from django.db.models import BigIntegerField, Case, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest, Least
from django_stubs_ext import WithAnnotations

from madoguchi.booking.capacity.places import protected_at
from madoguchi.booking.models import Booking, RevisedDay, Slot
from madoguchi.booking.outages.queries import open_outages_now, without_outages
from madoguchi.booking.rules import Band, Mark, Window, mark_of, near_first
from madoguchi.core import clock
from madoguchi.core.asked_again import Given, Question, asked_again
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import (
    Opening,
    agreed_closures,
    contract,
    is_in_use,
    is_on,
    openings,
    value_of,
    values_of,
)


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


def may_change_until(slot: Slot) -> datetime:
    """Citizens change and cancel as long as they could book; after that the telephone helps (reading A-07)."""
    return booking_window(slot.site, today=clock.today()).closing_of(clock.in_tokyo(slot.starts_at))


def hold_minutes() -> int:
    minutes: int = value_of("booking.hold_minutes")
    return minutes


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
    outages = open_outages_now() if needs_national_system else []
    return [
        slot
        for slot in _slots_between(for_web, is_affected)(site.pk, since, before, now)
        if clock.in_tokyo(slot.starts_at).date() not in closed
        if not any(outage.stretch.touches(starts_at=slot.starts_at, ends_at=slot.ends_at) for outage in outages)
    ]


def _open_stretch(site: Site, *, now: datetime, for_web: bool) -> tuple[datetime, datetime, set[date]]:
    """From when until when something may be booked, and the days in it that may not: a day that is closed after its
    slots were published takes no more bookings (CAL-12)."""
    window = booking_window(site, today=now.date())
    first = clock.start_of(window.first_day(now)) if for_web else now
    last = window.last_day(now)
    closed = agreed_closures("counter", clock.in_tokyo(first).date(), last, site)
    return first, clock.start_of(last + timedelta(days=1)), closed


@cache
def _slots_between(for_web: bool, is_affected: bool) -> "Question[WithAnnotations[Slot, Remaining]]":
    @asked_again(BigIntegerField(), DateTimeField(), DateTimeField(), DateTimeField())
    def slots(site: Given, since: Given, before: Given, now: Given) -> "QuerySet[WithAnnotations[Slot, Remaining]]":
        published = Slot.objects.filter(site=site, starts_at__gte=since, starts_at__lt=before)
        return with_remaining(published, now=now, for_web=for_web, is_affected=is_affected).order_by("starts_at")

    return slots


def is_bookable(slot: Slot, *, now: datetime, for_web: bool = True) -> bool:
    """May a place be taken in it at this moment, if there is one?"""
    window = booking_window(slot.site, today=now.date())
    day = clock.in_tokyo(slot.starts_at).date()
    is_too_soon = for_web and day < window.first_day(now)
    if slot.starts_at <= now or is_too_soon or day > window.last_day(now):
        return False
    return day not in agreed_closures("counter", day, day, slot.site)


def sites_with_slots(*, now: datetime) -> list[Site]:
    """RSV-19: as soon as a branch has slots, it is a place to choose."""
    return [site for site in _sites_with_slots(now) if is_in_use(site)]


@asked_again(DateTimeField())
def _sites_with_slots(now: Given) -> QuerySet[Site]:
    return Site.objects.filter(Exists(Slot.objects.filter(site=OuterRef("pk"), starts_at__gte=now)))


def availability_by_day(
    site: Site,
    *,
    first: date,
    until: date,
    now: datetime,
    people: int = 1,
    for_web: bool = True,
    needs_national_system: bool = False,
    is_affected: bool = False,
) -> dict[date, Availability]:
    """Each day in [first, until) on which something was published: 001 §7(4)ウ's calendar. A slot with fewer places
    than people counts as full for them."""
    slots = slots_in_window(
        site, now=now, for_web=for_web, needs_national_system=needs_national_system, is_affected=is_affected
    ).filter(starts_at__gte=clock.start_of(first), starts_at__lt=clock.start_of(until))
    remaining: dict[date, int] = defaultdict(int)
    for starts_at, places in slots.values_list("starts_at", "remaining"):
        remaining[clock.in_tokyo(starts_at).date()] += places if places >= people else 0
    few_up_to: int = value_of("booking.few_up_to", on=now.date())
    return {
        day: Availability(mark_of(remaining=places, few_up_to=few_up_to), places)
        for day, places in remaining.items()
    }


def slots_of_day(
    site: Site,
    day: date,
    *,
    now: datetime,
    people: int = 1,
    for_web: bool = True,
    needs_national_system: bool = False,
    is_affected: bool = False,
) -> list[SlotShown]:
    slots = slots_between(
        site,
        day,
        day + timedelta(days=1),
        now=now,
        for_web=for_web,
        needs_national_system=needs_national_system,
        is_affected=is_affected,
    )
    few_up_to: int = value_of("booking.few_up_to", on=now.date())
    return [
        SlotShown(slot, Availability(mark_of(remaining=places, few_up_to=few_up_to), places))
        for slot in slots
        for places in [slot.remaining if slot.remaining >= people else 0]
    ]


def nearest_free_slots(
    slot: Slot,
    *,
    now: datetime,
    people: int,
    count: int = 3,
    for_web: bool = True,
    needs_national_system: bool = False,
    is_affected: bool = False,
) -> list[Slot]:
    """What to offer instead of a slot that has just been filled, in the order of the clock."""
    free = slots_in_window(
        slot.site, now=now, for_web=for_web, needs_national_system=needs_national_system, is_affected=is_affected
    )
    free = free.filter(remaining__gte=people).exclude(pk=slot.pk)
    around = [
        *free.filter(starts_at__lt=slot.starts_at).order_by("-starts_at")[: 20 * count],
        *free.filter(starts_at__gt=slot.starts_at)[: 20 * count],
    ]
    by_start = {found.starts_at: found for found in around}
    return [by_start[at] for at in near_first(by_start, wish=slot.starts_at, count=count)]


def slots_on_day(day: date, *, site: Site | None = None) -> QuerySet[Slot]:
    """Everything that was published for a day, whether it may still be booked or not."""
    slots = Slot.objects.filter(
        starts_at__gte=clock.start_of(day), starts_at__lt=clock.start_of(day + timedelta(days=1))
    )
    slots = slots.filter(site=site) if site else slots
    return slots.select_related("site").order_by("starts_at", "site")


@dataclass(frozen=True)
class DayOverview:
    """A day of a site as a whole: what was published, what is taken, and why there is nothing."""

    day: date
    opening: Opening
    by_hand: RevisedDay | None
    standing: tuple[Slot, ...]

    @property
    def is_by_hand(self) -> bool:
        return self.by_hand is not None

    @property
    def starts(self) -> set[datetime]:
        return {slot.starts_at for slot in self.standing}

    @property
    def slots(self) -> int:
        return len(self.standing)

    @property
    def people(self) -> int:
        return sum(slot.people_limit for slot in self.standing)

    @property
    def taken(self) -> int:
        return sum(slot.people_taken for slot in self.standing)

    @property
    def blocked(self) -> int:
        return sum(slot.people_blocked for slot in self.standing)

    @property
    def reason(self) -> str:
        """Why a day has no slots, or is not as the calendar says."""
        if self.by_hand is not None:
            return self.by_hand.note or ("見直し済み" if self.standing else "予約枠を閉じた日")
        return self.opening.reason if self.opening.reason or self.opening.is_open else "閉庁日"


def overview(site: Site, *, first: date, until: date) -> list[DayOverview]:
    """Each day in [first, until), in a fixed number of queries."""
    slots: dict[date, list[Slot]] = defaultdict(list)
    published = Slot.objects.filter(
        site=site, starts_at__gte=clock.start_of(first), starts_at__lt=clock.start_of(until)
    )
    for slot in published.order_by("starts_at"):
        if not slot.is_withdrawn:
            slots[clock.in_tokyo(slot.starts_at).date()].append(slot)
    by_hand = days_by_hand(site, first=first, until=until)
    calendar = openings("counter", first, until - timedelta(days=1), site)
    return [DayOverview(day, opening, by_hand.get(day), tuple(slots[day])) for day, opening in calendar.items()]


def days_by_hand(site: Site, *, first: date, until: date) -> dict[date, RevisedDay]:
    return {row.day: row for row in RevisedDay.objects.filter(site=site, day__gte=first, day__lt=until)}


def last_published_day(site: Site) -> date | None:
    last = Slot.objects.filter(site=site).order_by("-starts_at").first()
    return clock.in_tokyo(last.starts_at).date() if last else None


def bands_on(day: date, site: Site) -> list[Band]:
    """The pattern in force for a site on a weekday. A site with lines of its own follows only those."""
    bands = value_of("booking.bands", on=day)
    own = [band for band in bands if band.site == site.code] or [band for band in bands if not band.site]
    weekday = clock.WEEKDAYS[day.weekday()]
    return [band.as_rule() for band in own if weekday in band.weekdays]


def bookings_with_places(slots: Iterable[Slot]) -> QuerySet[Booking]:
    """Who would lose a place without these slots; holds too, which have no number yet."""
    holders = Booking.objects.filter(slot__in=list(slots), places__isnull=False).select_related(
        "slot__site", "places"
    )
    return holders.order_by("slot__starts_at", "made_at", "pk")


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
