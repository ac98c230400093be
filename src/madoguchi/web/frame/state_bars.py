"""A person's day at the telephone as a bar: what they did when, to be taken in at a glance. The same stands in a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from madoguchi.calls.agents.queries import Stretch
from madoguchi.calls.agents.rules import ABSENCES, ON_THE_LINE, STATE_LABELS, State
from madoguchi.core import clock

WIDTH = 960
USUAL_HOURS = (8, 19)


@dataclass(frozen=True)
class Piece:
    x: float
    width: float
    look: str  # a class of the style: fill and pattern, so that it is not told by colour alone
    title: str


@dataclass(frozen=True)
class Hour:
    hour: int
    x: float


@dataclass(frozen=True)
class Scale:
    """The hours that a page shows: the usual day, wider where somebody worked earlier or later."""

    day: date
    first: int
    last: int  # outside

    @property
    def hours(self) -> list[Hour]:
        step = WIDTH / (self.last - self.first)
        return [Hour(hour, round((hour - self.first) * step, 1)) for hour in range(self.first, self.last)]

    def x_of(self, at: datetime) -> float:
        seconds = (at - clock.start_of(self.day)).total_seconds() - self.first * 3600
        return round(max(0.0, min(seconds / ((self.last - self.first) * 3600), 1.0)) * WIDTH, 1)


@dataclass(frozen=True)
class Bar:
    scale: Scale
    pieces: list[Piece]
    width: int = WIDTH


@dataclass(frozen=True)
class Legend:
    look: str
    label: str


def scale_of(day: date, stretches: Iterable[Stretch]) -> Scale:
    first, last = USUAL_HOURS
    start = clock.start_of(day)
    for one in stretches:
        first = min(first, int((one.begins - start).total_seconds() // 3600))
        last = max(last, -int(-(one.ends - start).total_seconds() // 3600))
    return Scale(day, max(first, 0), min(last, 24))


def bar_of(stretches: Iterable[Stretch], scale: Scale) -> Bar:
    return Bar(scale, [_piece(one, scale) for one in stretches])


def legend() -> list[Legend]:
    shown = [(look_of(State.READY), "受付可"), (look_of(State.TALKING), "通話中・保留中・呼出中")]
    return [
        *(Legend(look, label) for look, label in shown),
        *(Legend(look_of(state), STATE_LABELS[state]) for state in (State.AFTER_CALL, *sorted(ABSENCES))),
    ]


def look_of(state: State) -> str:
    return "talking" if state in ON_THE_LINE or state is State.RINGING else state.value


def _piece(one: Stretch, scale: Scale) -> Piece:
    x = scale.x_of(one.begins)
    label = " ".join(filter(None, [one.row.label, one.row.reason]))
    until = "続いています" if one.is_open else f"{one.ends:%H:%M}"
    return Piece(
        x,
        max(round(scale.x_of(one.ends) - x, 1), 0.5),
        look_of(State(one.row.state)),
        f"{one.begins:%H:%M}〜{until} {label}",
    )
