"""What can be booked, when, and how much is left; for citizens less the telephone's share while it is kept."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import DateTimeField, Exists, OuterRef, QuerySet

from madoguchi.booking.capacity.window import Remaining as Remaining
from madoguchi.booking.capacity.window import booking_window as booking_window
from madoguchi.booking.capacity.window import places_between, slots_between
from madoguchi.booking.capacity.window import slots_in_window as slots_in_window
from madoguchi.booking.models import Booking, RevisedDay, Slot
from madoguchi.booking.rules import Band, Mark, mark_of, near_first
from madoguchi.core import clock
from madoguchi.core.asked_again import Given, asked_again
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import (
    Opening,
    agreed_closures,
    is_in_use,
    is_on,
    openings,
    value_of,
)


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


def may_change_until(slot: Slot) -> datetime:
    """Citizens change and cancel as long as they could book; after that the telephone helps (reading A-07)."""
    return booking_window(slot.site, today=clock.today()).closing_of(clock.in_tokyo(slot.starts_at))


def hold_minutes() -> int:
    minutes: int = value_of("booking.hold_minutes")
    return minutes


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
    return Site.objects.filter(Exists(Slot.objects.filter(site=OuterRef("pk"), starts_at__gt=now)))


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
    slots = places_between(
        site,
        first,
        until,
        now=now,
        for_web=for_web,
        needs_national_system=needs_national_system,
        is_affected=is_affected,
    )
    remaining: dict[date, int] = defaultdict(int)
    for slot in slots:
        day = clock.in_tokyo(slot.starts_at).date()
        remaining[day] += slot.remaining if slot.remaining >= people else 0
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
