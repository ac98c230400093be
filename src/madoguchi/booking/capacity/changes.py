"""What staff ask for, as the slots that a day should have. Nothing here writes."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from madoguchi.booking.capacity.actions import plan_by_pattern, refuse_beyond_service, share_of
from madoguchi.booking.capacity.queries import days_by_hand, overview, slots_on_day
from madoguchi.booking.models import Slot
from madoguchi.core import clock
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import values_of

ONE_DAY = timedelta(days=1)


def slots_to_start_from(site: Site, day: date) -> list[Slot]:
    """What a revision of a day begins with: what is published, and for a day that nobody has touched the pattern."""
    published = [slot for slot in slots_on_day(day, site=site) if not slot.is_withdrawn]
    if published or day in days_by_hand(site, first=day, until=day + ONE_DAY):
        return published
    return plan_by_pattern(site, first=day, until=day + ONE_DAY)[day]


def with_limits(slots: Sequence[Slot], *, people: int, bookings: int) -> list[Slot]:
    """A day's slots, all with these limits."""
    settings = settings_for(slots)
    return [limited(slot, people=people, bookings=bookings, settings=settings) for slot in slots]


def with_more_places(slots: Sequence[Slot], *, people: int, bookings: int) -> list[Slot]:
    """A day's slots with more (or fewer) places than each has now, never less than none."""
    settings = settings_for(slots)
    return [
        limited(
            slot,
            people=max(slot.people_limit + people, 0),
            bookings=max(slot.bookings_limit + bookings, 0),
            settings=settings,
        )
        for slot in slots
    ]


def settings_for(slots: Sequence[Slot]) -> Mapping[str, Any]:
    """The settings of booking on the day of these slots."""
    return values_of("booking", clock.in_tokyo(slots[0].starts_at).date()) if slots else {}


def limited(slot: Slot, *, people: int, bookings: int, settings: Mapping[str, Any]) -> Slot:
    """The slot as it would be with these limits; the telephone's share follows the number of people."""
    then = copy(slot)
    if (people, bookings) != (slot.people_limit, slot.bookings_limit):
        then.people_limit, then.bookings_limit = people, bookings
        then.people_kept, then.kept_until = share_of(people, clock.in_tokyo(slot.starts_at), settings)
    return then


@dataclass(frozen=True)
class DayToPublish:
    """What publishing would do with a day, or why it leaves it alone."""

    day: date
    new: int
    people: int
    published: int
    reason: str


def preview_of_publishing(site: Site, *, first: date, until: date) -> list[DayToPublish]:
    """Each day in [first, until): how many slots are new, how many stand already, why there are none."""
    refuse_beyond_service(first, until - ONE_DAY)
    plan = plan_by_pattern(site, first=first, until=until)
    found = []
    for seen in overview(site, first=first, until=until):
        new = [] if seen.is_by_hand else [slot for slot in plan[seen.day] if slot.starts_at not in seen.starts]
        found.append(
            DayToPublish(
                day=seen.day,
                new=len(new),
                people=sum(slot.people_limit for slot in new),
                published=seen.slots,
                reason=seen.reason,
            )
        )
    return found
