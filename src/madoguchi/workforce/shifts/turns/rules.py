"""Proposes when each person takes the break that the law wants, so that as many as are wanted stay. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from madoguchi.workforce.shifts.rules import (
    NO_REST,
    Planned,
    Stretch,
    Wanted,
    rest_to_plan,
)

CELL = timedelta(minutes=5)
STEP = timedelta(minutes=15)
# Nobody rests in the first and the last hour and a half of a shift, where it is long enough.
AWAY_FROM_EDGE = timedelta(minutes=90)
ROUNDS = 3


def breaks_in_turn(
    planned: Sequence[Planned], wanted: Sequence[Wanted], *, responsible_in: Sequence[Stretch] = ()
) -> Mapping[int, Stretch]:
    """By place in `planned`: a break for everybody whose breaks are shorter than the law wants. `responsible_in`: when
    somebody responsible must be there. What stands already stays."""
    board = _Board(planned, wanted, responsible_in)
    lacking = {
        place: lack
        for place, one in enumerate(planned)
        if not one.is_standby and not one.absences and (lack := _lack(one)) > NO_REST
    }
    chosen: dict[int, Stretch] = {}
    for _ in range(ROUNDS):
        before = dict(chosen)
        for place, lack in sorted(lacking.items(), key=lambda item: (planned[item[0]].whole, item[0])):
            one = planned[place]
            if place in chosen:
                board.put_back(one, chosen[place])
            chosen[place] = min(_candidates(one, lack), key=lambda rest: board.harm(one, rest))
            board.take_away(one, chosen[place])
        if chosen == before:
            break
    return chosen


def _lack(one: Planned) -> timedelta:
    has = sum((rest.length for rest in one.breaks), NO_REST)
    return rest_to_plan(one.whole.length) - has


def _candidates(one: Planned, lack: timedelta) -> Iterator[Stretch]:
    edge = min(AWAY_FROM_EDGE, (one.whole.length - lack) / 3)
    at = one.whole.begins + edge
    at += -(at - at.replace(hour=0, minute=0, second=0, microsecond=0)) % STEP
    found = False
    while at + lack <= one.whole.ends - edge:
        rest = Stretch(at, at + lack)
        if not any(rest.overlaps(other) for other in one.breaks):
            found = True
            yield rest
        at += STEP
    if not found:
        middle = one.whole.begins + (one.whole.length - lack) / 2
        yield Stretch(middle, middle + lack)


class _Board:
    """How many are there in every five minutes."""

    def __init__(
        self, planned: Sequence[Planned], wanted: Sequence[Wanted], responsible_in: Sequence[Stretch]
    ) -> None:
        self.answering: dict[datetime, int] = {}
        self.responsible: dict[datetime, int] = {}
        self.wanted: dict[datetime, int] = {}
        self.must_be_led = {at for hours in responsible_in for at in _cells(hours)}
        for need in wanted:
            for at in _cells(need.stretch):
                self.wanted[at] = max(need.number, self.wanted.get(at, 0))
        for one in planned:
            for at in _cells(one.whole):
                self.answering.setdefault(at, 0)
                self.responsible.setdefault(at, 0)
            for stretch in one.at_work:
                self._change(one, stretch, 1)

    def harm(self, one: Planned, rest: Stretch) -> tuple[int, int, float]:
        """Fewer than wanted first, then how near to it, then how far from the middle."""
        cells = list(_cells(rest))
        short, margin = 0, 0
        if one.answers:
            left = [self.answering[at] - 1 - self.wanted.get(at, 0) for at in cells]
            short = sum(number < 0 for number in left)
            margin = -min(left)
        if one.is_responsible:
            short += sum(at in self.must_be_led and self.responsible[at] <= 1 for at in cells)
        middle = one.whole.begins + one.whole.length / 2
        off = abs((rest.begins + rest.length / 2 - middle).total_seconds())
        return short, margin, off

    def take_away(self, one: Planned, rest: Stretch) -> None:
        self._change(one, rest, -1)

    def put_back(self, one: Planned, rest: Stretch) -> None:
        self._change(one, rest, 1)

    def _change(self, one: Planned, rest: Stretch, by: int) -> None:
        for at in _cells(rest):
            self.answering[at] += by * one.answers
            self.responsible[at] += by * one.is_responsible


def _cells(stretch: Stretch) -> Iterator[datetime]:
    """On a grid that all share, so that shifts that begin at odd minutes meet."""
    at = (
        stretch.begins - (stretch.begins - stretch.begins.replace(hour=0, minute=0, second=0, microsecond=0)) % CELL
    )
    while at < stretch.ends:
        yield at
        at += CELL
