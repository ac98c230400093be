"""What a booking's page says beside the booking itself: what may follow, what happened, what to tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from madoguchi.booking.history import BOOKING
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.rules import BookingState
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.queries import events_visible_to
from madoguchi.municipality.models import Procedure
from madoguchi.municipality.queries import text_in_force, value_of
from madoguchi.web.frame.events_shown import EventShown, events_shown, words

STATE_KINDS = {
    BookingState.BOOKED: "key",
    BookingState.ARRIVED: "warning",
    BookingState.SERVED: "success",
    BookingState.NO_SHOW: "error",
}
NEXT = {
    BookingState.BOOKED: ((BookingState.ARRIVED, "来庁"), (BookingState.NO_SHOW, "不来庁")),
    BookingState.ARRIVED: ((BookingState.BOOKED, "来庁を取り消す"),),
    BookingState.SERVED: ((BookingState.ARRIVED, "完了を取り消す"),),
    BookingState.NO_SHOW: ((BookingState.ARRIVED, "来庁"), (BookingState.BOOKED, "不来庁を取り消す")),
}


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    at: datetime
    who: str
    what: str
    note: str
    changes: list[tuple[str, str, str]]
    url: str = ""


@dataclass(frozen=True)
class Told:
    """What one person has to bring and to know."""

    position: int
    name: str
    procedure: str
    bring: list[str]
    notes: list[str]


def state_kind(booking: Booking) -> str:
    return STATE_KINDS.get(BookingState(booking.state), "")


def next_states(booking: Booking) -> Sequence[tuple[BookingState, str]]:
    """What may be pressed; being served asks for a result as well."""
    steps = NEXT.get(BookingState(booking.state), ())
    is_ahead = clock.today() < clock.in_tokyo(booking.slot.starts_at).date()
    return [step for step in steps if not (is_ahead and step[0] is BookingState.NO_SHOW)]


def outcome_labels() -> dict[str, str]:
    return {outcome.code: outcome.label for outcome in value_of("booking.outcomes")}


def outcome_label(booking: Booking) -> str:
    return outcome_labels().get(booking.outcome, booking.outcome)


def long_day(slot: Slot) -> str:
    day = clock.in_tokyo(slot.starts_at)
    return f"{day.year}年{day.month}月{day.day}日（{clock.WEEKDAYS[day.weekday()]}）"


def hours(slot: Slot) -> str:
    return f"{clock.in_tokyo(slot.starts_at):%H:%M}〜{clock.in_tokyo(slot.ends_at):%H:%M}"


def when(slot: Slot) -> str:
    return f"{long_day(slot)} {hours(slot)}"


def timeline(booking: Booking, actor: Actor) -> list[Entry]:
    """What was done with it, newest first. Personal values stay hidden; who looked at it is in the history."""
    events = events_visible_to(actor).filter(about_kind=BOOKING, about_key=booking.number)
    done = events.exclude(kind__startswith="disclosure.").order_by("-at", "-id").prefetch_related("personal_values")
    return [_entry(event) for event in events_shown(done)]


def _entry(event: EventShown) -> Entry:
    personal = [change.label for change in event.changes if change.personal]
    told = [f"{label}：{value}" for label, value in event.facts if label in {"理由", "伝えたこと"}]
    note = "／".join(told + ([f"個人情報：{'・'.join(personal)}"] if personal else []))
    changes = [
        (change.label, words(change.before), words(change.after)) for change in event.changes if not change.personal
    ]
    return Entry(event.at, f"{event.user_kind} {event.who}".strip(), event.what, note, changes)


def told_of(booking: Booking) -> list[Told]:
    return [
        Told(visitor.position, visitor.name, visitor.procedure.label_ja, *_texts(visitor.procedure))
        for visitor in booking.visitors.all()
    ]


def _texts(procedure: Procedure) -> tuple[list[str], list[str]]:
    text = text_in_force(procedure, "ja")
    return (_points(text.bring), _points(text.notes)) if text else ([], [])


def _points(text: str) -> list[str]:
    """Each line of an office's text is a point."""
    return [point for line in text.splitlines() if (point := line.lstrip("・-* ").strip())]
