"""Revisions as people read them before they are done."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.forms import BaseForm
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse

from madoguchi.booking.capacity.actions import Revision
from madoguchi.booking.capacity.queries import bookings_with_places
from madoguchi.booking.models import Booking, Slot
from madoguchi.core import clock

DAY_LIST, BOOKING_PAGE = "city:day", "city:booking"


@dataclass(frozen=True)
class Change:
    """One slot as it is and as it will be."""

    slot: Slot
    now: str
    then: str
    taken: int
    kind: str  # new | changed | withdrawn
    is_in_the_way: bool


@dataclass(frozen=True)
class InTheWay:
    """A booking that would lose its place."""

    number: str  # empty for a hold
    slot: Slot
    url: str
    people: int


@dataclass(frozen=True)
class DayRevised:
    """The preview of one day."""

    day: date
    changes: Sequence[Change]
    in_the_way: Sequence[InTheWay]
    people_before: int
    people_after: int

    @property
    def new(self) -> int:
        return sum(change.kind == "new" for change in self.changes)

    @property
    def changed(self) -> int:
        return sum(change.kind == "changed" for change in self.changes)

    @property
    def withdrawn(self) -> int:
        return sum(change.kind == "withdrawn" for change in self.changes)


def day_revised(day: date, revision: Revision, *, before: Sequence[Slot], wanted: Sequence[Slot]) -> DayRevised:
    blocking = {slot.pk for slot in revision.in_the_way}
    changes = [
        *(Change(slot, "—", limits(slot), 0, "new", False) for slot in revision.new),
        *(
            Change(now, limits(now), limits(then), now.people_taken, "changed", now.pk in blocking)
            for now, then in revision.changed
        ),
        *(
            Change(slot, limits(slot), "取りやめ", slot.people_taken, "withdrawn", slot.pk in blocking)
            for slot in revision.withdrawn
        ),
    ]
    return DayRevised(
        day=day,
        changes=sorted(changes, key=lambda change: change.slot.starts_at),
        in_the_way=[in_the_way(booking) for booking in bookings_with_places(revision.in_the_way)],
        people_before=sum(slot.people_limit for slot in before),
        people_after=sum(slot.people_limit for slot in wanted),
    )


def limits(slot: Slot) -> str:
    until = f"〜{clock.in_tokyo(slot.ends_at):%H:%M}"
    return f"{until} {slot.people_limit}人・{slot.bookings_limit}件"


def in_the_way(booking: Booking) -> InTheWay:
    day = clock.in_tokyo(booking.slot.starts_at).date()
    return InTheWay(
        number=booking.spoken_number,
        slot=booking.slot,
        url=_url(BOOKING_PAGE, booking.number) if booking.number else day_list_url(day),
        people=booking.places.people,
    )


def day_list_url(day: date) -> str:
    return _url(DAY_LIST, day)


def _url(name: str, key: object) -> str:
    """A page of another room, where who must move is found; that room may be shut."""
    try:
        return reverse(name, args=[key])
    except NoReverseMatch:
        return ""


def seen_as(shown: object) -> str:
    """A mark of what a preview has shown: what is done afterwards is what was seen, or it is shown again."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def typed_again(form: BaseForm) -> list[tuple[str, str]]:
    """What was typed, to be carried through the preview: nothing of it is lost on the way back."""
    names = [form.add_prefix(name) for name in form.fields]
    every = form.data.getlist if isinstance(form.data, QueryDict) else lambda name: [form.data.get(name)]
    return [(name, str(value)) for name in names for value in every(name) if value not in (None, "")]
