"""Who of the demo's people takes the next call: each speaks with one person at a time."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from madoguchi.core import clock
from madoguchi.core.actors import Actor

SEED = 20261201
OPENS, SLOTS, SLOT = time(8, 40), 48, timedelta(minutes=10)
# A call of which the record says that it was taken up for it; the ledger is told of it afterwards.
KEY = "sample-of-"
Talk = tuple[datetime, Actor]


class Desk:
    """The first of the people is at the telephone all day, each further one less often."""

    def __init__(self, people: Sequence[Actor]) -> None:
        self._people = people
        self._free: dict[date, list[Talk]] = {}
        self._given: dict[date, int] = {}
        self._random = Random(SEED)  # noqa: S311 - a sample, not a secret

    def talks(self, day: date, count: int) -> list[Talk]:
        """So many calls of that day that are over by now, the earliest first; none is given twice."""
        if day not in self._free:
            self._free[day] = self._all_of(day)
        free = self._free[day]
        self._given[day] = self._given.get(day, 0) + count
        taken = [free.pop() for _ in range(min(count, len(free)))]
        return sorted((one for one in taken if one[0] + SLOT < clock.now()), key=lambda one: one[0])

    def given(self, day: date) -> int:
        return self._given.get(day, 0)

    def _all_of(self, day: date) -> list[Talk]:
        opens = clock.moment(day, OPENS)
        free = [
            (opens + place * SLOT + timedelta(seconds=self._random.randrange(60)), person)
            for rank, person in enumerate(self._people)
            for place in range(rank, SLOTS, 2 * rank + 1)
        ]
        self._random.shuffle(free)
        return free
