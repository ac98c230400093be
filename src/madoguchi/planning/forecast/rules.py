"""Calls of a half hour, from those of the last weeks, from what the contract expects, and from what is going to happen.
Pure.

A day is what a usual day brings, more or less of it by the kind of day, shared out over its half hours as the last
weeks were, and on top what events bring. Until there are `ENOUGH_DAYS` open days to learn from, the contract's number
has the rest of the weight. Counts are small (some calls in a half hour), so each thing that is learnt is drawn towards
the plainest guess by a few days' worth of it: even over the day, every kind of day alike.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

HALF_HOUR = timedelta(minutes=30)
DAYS_BACK = 56  # eight weeks: long enough to see every weekday, short enough to be still true
ENOUGH_DAYS = 10  # two weeks of calls say more than any expectation
HALF_LIFE = 28.0  # a day four weeks ago weighs half as much as yesterday
KIND_DAYS = 2.0  # so many usual days stand against what is learnt of a kind of day
PLACE_DAYS = 2.0  # and of a half hour
AFTER_CLOSURE = (
    "after_closure"  # the first day after closed ones, whichever weekday it is: what has waited calls now
)


@dataclass(frozen=True)
class Piece:
    """A half hour of the day (17: from 8:30), or as much of it as is open."""

    place: int
    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> float:
        return (self.ends_at - self.starts_at).total_seconds() / 60


@dataclass(frozen=True)
class OpenDay:
    day: date
    pieces: tuple[Piece, ...]
    is_after_closure: bool = False

    @property
    def minutes(self) -> dict[int, float]:
        found: dict[int, float] = {}
        for piece in self.pieces:
            found[piece.place] = found.get(piece.place, 0.0) + piece.minutes
        return found

    @property
    def kind(self) -> str:
        return AFTER_CLOSURE if self.is_after_closure else str(self.day.weekday())


@dataclass(frozen=True)
class PastDay:
    open: OpenDay
    calls: Mapping[int, int]  # received, by half hour
    extra: float = 0.0  # of these, what events are held to have brought

    @property
    def usual(self) -> float:
        return max(0.0, sum(self.calls.values()) - self.extra)


@dataclass(frozen=True)
class Basis:
    """What was learnt, and from how much."""

    days: int  # open days that were looked at
    pace: Mapping[int, float] = field(default_factory=dict)  # calls a minute in each half hour of a usual day
    average: float = 0.0  # calls a minute, over the day
    level: float = 0.0  # of the last weeks against that, the newest weighing most
    kinds: Mapping[str, float] = field(default_factory=dict)
    said: float = 0.0  # calls a minute, as the contract expects them; 0: it does not say

    @property
    def weight(self) -> float:
        """Of what was learnt; the rest has what the contract says."""
        learnt = min(1.0, self.days / ENOUGH_DAYS)
        return learnt if self.said else float(self.days > 0)

    @property
    def is_known(self) -> bool:
        return self.days > 0 or self.said > 0


@dataclass(frozen=True)
class Forecast:
    piece: Piece
    usual: float
    extra: float = 0.0

    @property
    def calls(self) -> float:
        return self.usual + self.extra


def place_of(at: datetime) -> int:
    return at.hour * 2 + (at.minute >= 30)


def pieces_of(spans: Iterable[tuple[datetime, datetime]]) -> tuple[Piece, ...]:
    """Open stretches of one day, cut at every full and half hour."""
    found = []
    for begins, ends in spans:
        at = begins
        while at < ends:
            midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
            cut = min(ends, midnight + (place_of(at) + 1) * HALF_HOUR)
            found.append(Piece(place_of(at), at, cut))
            at = cut
    return tuple(found)


def basis_of(past: Sequence[PastDay], *, before: date, said: float = 0.0) -> Basis:
    """From the days before that one."""
    known = [one for one in past if one.open.day < before and one.open.minutes]
    minutes = sum(sum(one.open.minutes.values()) for one in known)
    if not minutes:
        return Basis(days=0, said=said)
    average = sum(one.usual for one in known) / minutes
    pace = _pace(known, average)
    weighed = [(0.5 ** ((before - one.open.day).days / HALF_LIFE), one) for one in known]
    level = _against(weighed, pace)
    kinds = {
        kind: _drawn([pair for pair in weighed if pair[1].open.kind == kind], pace, level)
        for kind in {one.open.kind for one in known}
    }
    return Basis(len(known), pace, average, level, kinds, said)


def _pace(known: Sequence[PastDay], average: float) -> dict[int, float]:
    """Which half hours are busier. Their calls, events' ones too: these come at the same hours."""
    total = sum(sum(one.calls.values()) for one in known)
    calls: dict[int, float] = {}
    minutes: dict[int, float] = {}
    for one in known:
        for place, length in one.open.minutes.items():
            calls[place] = calls.get(place, 0.0) + one.calls.get(place, 0)
            minutes[place] = minutes.get(place, 0.0) + length
    mean, plain = total / sum(minutes.values()), PLACE_DAYS * HALF_HOUR.total_seconds() / 60
    return {
        place: average / mean * (calls[place] + mean * plain) / (minutes[place] + plain) if mean else 0.0
        for place in calls
    }


def _usual_of(day: OpenDay, pace: Mapping[int, float], otherwise: float) -> dict[int, float]:
    return {place: length * pace.get(place, otherwise) for place, length in day.minutes.items()}


def _against(weighed: Iterable[tuple[float, PastDay]], pace: Mapping[int, float]) -> float:
    pairs = [(weight * one.usual, weight * sum(_usual_of(one.open, pace, 0.0).values())) for weight, one in weighed]
    expected = sum(usual for _, usual in pairs)
    return sum(calls for calls, _ in pairs) / expected if expected else 0.0


def _drawn(weighed: Sequence[tuple[float, PastDay]], pace: Mapping[int, float], level: float) -> float:
    if not level:
        return 1.0
    days = sum(weight for weight, _ in weighed)
    return (days * _against(weighed, pace) / level + KIND_DAYS) / (days + KIND_DAYS)


def forecast(day: OpenDay, basis: Basis, *, extra: float = 0.0) -> list[Forecast]:
    """The half hours of a day that are open, in order; `extra`: the calls that events bring on it."""
    minutes = day.minutes
    learnt = _usual_of(day, basis.pace, basis.average)
    factor = basis.level * basis.kinds.get(day.kind, 1.0)
    said = _shaped(basis.said * sum(minutes.values()), learnt, minutes)
    usual = {place: basis.weight * factor * learnt[place] + (1 - basis.weight) * said[place] for place in minutes}
    more = _shaped(extra, usual, minutes)
    return [
        Forecast(piece, usual[piece.place] * part, more[piece.place] * part)
        for piece in day.pieces
        for part in [piece.minutes / minutes[piece.place]]
    ]


def _shaped(whole: float, shape: Mapping[int, float], otherwise: Mapping[int, float]) -> dict[int, float]:
    """Shared out as the shape is; where that one says nothing, as the other."""
    like = shape if sum(shape.values()) > 0 else otherwise
    total = sum(like.values())
    return {place: whole * part / total for place, part in like.items()}


# Afterwards


@dataclass(frozen=True)
class Compared:
    """A day, or many: what was expected, and what came."""

    expected: float
    actual: int
    off: float  # by how much the days were wrong, whichever way

    @property
    def bias_percent(self) -> float | None:
        """Above nought: more was expected than came."""
        return 100 * (self.expected - self.actual) / self.actual if self.actual else None

    @property
    def off_percent(self) -> float | None:
        return 100 * self.off / self.actual if self.actual else None


def compared(days: Iterable[tuple[float, int]]) -> Compared:
    known = list(days)
    return Compared(
        sum(expected for expected, _ in known),
        sum(actual for _, actual in known),
        sum(abs(expected - actual) for expected, actual in known),
    )
