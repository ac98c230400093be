"""Revisions as people read them before they are done."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.forms import BaseForm
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse

from madoguchi.booking.capacity.actions import SlotRevision
from madoguchi.booking.capacity.queries import bookings_with_places
from madoguchi.booking.capacity.rules import who_must_leave
from madoguchi.booking.models import Booking, Slot
from madoguchi.core import clock
from madoguchi.web.frame.access import StaffRequest
from madoguchi.web.office.moving.lines import Moving, moving_of

DAY_LIST = "city:day"


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
class DayRevised:
    """The preview of one day."""

    day: date
    changes: Sequence[Change]
    revision: SlotRevision
    people_before: int
    people_after: int

    @property
    def is_refused(self) -> bool:
        return bool(self.revision.in_the_way)

    @property
    def new(self) -> int:
        return sum(change.kind == "new" for change in self.changes)

    @property
    def changed(self) -> int:
        return sum(change.kind == "changed" for change in self.changes)

    @property
    def withdrawn(self) -> int:
        return sum(change.kind == "withdrawn" for change in self.changes)


def day_revised(day: date, revision: SlotRevision, *, before: Sequence[Slot], wanted: Sequence[Slot]) -> DayRevised:
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
        revision=revision,
        people_before=sum(slot.people_limit for slot in before),
        people_after=sum(slot.people_limit for slot in wanted),
    )


def limits(slot: Slot) -> str:
    until = f"〜{clock.in_tokyo(slot.ends_at):%H:%M}"
    return f"{until} {slot.people_limit}人・{slot.bookings_limit}件"


def moving_in(request: StaffRequest, revisions: Sequence[SlotRevision], *, refused: Mapping[str, str]) -> Moving:
    """Who stands in the way of these revisions, with a new time for each."""
    in_the_way = [slot for revision in revisions for slot in revision.in_the_way]
    bookings = list(bookings_with_places(in_the_way).prefetch_related("visitors__procedure"))
    return moving_of(
        request,
        bookings,
        avoid={pk for revision in revisions for pk in revision.touched},
        refused=refused,
        leaving=_leaving(bookings, {pk: over for revision in revisions for pk, over in revision.over.items()}),
    )


def _leaving(bookings: Sequence[Booking], over: Mapping[int, tuple[int, int]]) -> set[str]:
    """Whose place goes: who booked last, and no more of them than must."""
    leaving: set[str] = set()
    for slot_id, (people, number_of_bookings) in over.items():
        of_slot = [(one.number, one.places.people) for one in bookings if one.number and one.slot_id == slot_id]
        leaving |= who_must_leave(of_slot, people_over=people, bookings_over=number_of_bookings)
    return leaving


def day_list_url(day: date) -> str:
    """A page of another room, which may be shut."""
    try:
        return reverse(DAY_LIST, args=[day])
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
