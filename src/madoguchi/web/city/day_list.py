"""The day list: what the page shows first, and what the live stream pushes after each change."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.template.loader import render_to_string

from madoguchi.booking.capacity.queries import slots_on_day
from madoguchi.booking.counter.actions import MAY_SERVE
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.queries import EXPECTED, bookings_visible_to, expected, on_day
from madoguchi.booking.rules import STATE_LABELS
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import change_of, facts_of
from madoguchi.web.live.register import LiveScreen


@dataclass(frozen=True)
class SlotOfDay:
    slot: Slot
    bookings: tuple[Booking, ...]


@dataclass(frozen=True)
class DayList:
    day: date
    slots: tuple[SlotOfDay, ...]
    may_check_in: bool  # who may, and not before the day has come

    @property
    def states(self) -> list[tuple[str, int]]:
        """How many bookings are in each state, also those with none: a nought says something too."""
        count = Counter(booking.state for shown in self.slots for booking in shown.bookings)
        return [(STATE_LABELS[state], count[state.value]) for state in EXPECTED]

    @property
    def people(self) -> int:
        return sum(shown.slot.people_taken for shown in self.slots)

    @property
    def held(self) -> int:
        """Of these, for whom somebody is filling in a form: they have no line yet."""
        return self.people - sum(len(one.visitors.all()) for shown in self.slots for one in shown.bookings)

    @property
    def places(self) -> int:
        return sum(shown.slot.people_limit for shown in self.slots)


def day_list(day: date, actor: Actor) -> DayList:
    bookings = on_day(expected(bookings_visible_to(actor)), day)
    by_slot = {slot_id: tuple(group) for slot_id, group in groupby(bookings, key=lambda booking: booking.slot_id)}
    slots = tuple(SlotOfDay(slot, by_slot.get(slot.pk, ())) for slot in slots_on_day(day))
    return DayList(day, slots, can_check_in_on(day, actor))


def can_check_in_on(day: date, actor: Actor) -> bool:
    """Nobody comes before the day has come."""
    return actor.may(MAY_SERVE) and day <= clock.today()


def day_topic(day: date) -> str:
    return f"day:{day.isoformat()}"


def topics_touched(event: Event) -> Iterator[str]:
    """A booking touches the list of its day; one that moves, also the list of the day that it leaves."""
    moments = {facts_of(event).get("starts_at"), *change_of(event, "starts_at")} - {None}
    yield from {day_topic(clock.in_tokyo(datetime.fromisoformat(moment)).date()) for moment in moments}


def is_a_day(topic: str) -> bool:
    try:
        _day_of(topic)
    except ValueError:
        return False
    return True


def _day_of(topic: str) -> date:
    return clock.day_of(topic.removeprefix("day:"))


def render_day(topic: str, actor: Actor) -> str:
    day = _day_of(topic)
    return render_to_string("city/_day_list.html", {"shown": day_list(day, actor)})


DAY_SCREEN = LiveScreen(
    topics=r"day:\d{4}-\d{2}-\d{2}",
    right="bookings.view",
    event_kinds=("booking.",),
    touched_by=topics_touched,
    render=render_day,
    exists=is_a_day,
)
