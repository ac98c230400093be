"""How calls are counted into figures. Pure.

Every call that came in belongs to one class, so that the sums always agree (notes: contact centre). A call belongs to
the day on which it arrived, and to the hours in which it arrived, however long it lasts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from madoguchi.calls.ledger.rules import Outcome

# Classes that are counted together, by their fields of `Counted`.
QUEUED = frozenset(
    {"answered", "abandoned", "short_abandoned", "overflowed", "lost"}
)  # reached it and are out again
RECEIVED = QUEUED | {"in_announcement", "self_served", "waiting"}  # in opening hours, those who still wait included
# By the caller, however far the call had come (003 第2-2(7)①ア).
HUNG_UP_BEFORE_ANSWER = frozenset({"abandoned", "short_abandoned", "in_announcement"})


@dataclass(frozen=True)
class Counted:
    """Calls that came in during a stretch of time, each in one class; tests, internal and outgoing calls in none."""

    answered: int = 0  # by an operator, whether the call is over or not
    abandoned: int = 0  # hung up in the queue
    short_abandoned: int = 0  # within so few seconds that nobody could have answered
    overflowed: int = 0  # waited as long as one may, and were told so
    in_announcement: int = 0  # hung up in the greeting, in opening hours
    self_served: int = 0  # by keys, in opening hours
    lost: int = 0  # the exchange stopped before anybody answered
    waiting: int = 0  # in the queue still
    after_hours: int = 0  # told that nobody is there: outside the hours, on closed days, in an emergency
    answered_in_time: int = 0  # of `answered`: those who waited no longer than the service level allows

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})

    def in_any_of(self, classes: Iterable[str]) -> int:
        return sum(getattr(self, name) for name in classes)

    @property
    def queued(self) -> int:
        return self.in_any_of(QUEUED)

    @property
    def received(self) -> int:
        return self.in_any_of(RECEIVED)

    @property
    def hung_up_before_answer(self) -> int:
        return self.in_any_of(HUNG_UP_BEFORE_ANSWER)


# The class of each outcome, a field of `Counted`; one that is not here is in none.
CLASSES = {
    Outcome.ANSWERED: "answered",
    Outcome.ABANDON: "abandoned",
    Outcome.SHORT_ABANDON: "short_abandoned",
    Outcome.OVERFLOW: "overflowed",
    Outcome.ENDED_IN_ANNOUNCEMENT: "in_announcement",
    Outcome.SELF_SERVICE: "self_served",
    Outcome.LOST: "lost",
    Outcome.AFTER_HOURS: "after_hours",
}


@dataclass(frozen=True)
class Terms:
    """What the contract says about counting."""

    target_percent: int = 0  # 0: there is no target
    abandoned_counts: bool = True
    overflow_counts: bool = True
    second_figure_against: int = 0  # 0: there is no second figure
    level_seconds: int = 20
    answer_rate_period: str = "month"
    answer_rate_formula: str = "answered_of_inbound_in_hours"
    completion_rate: str = "completed_of_answered"
    transfer_rate: str = "transferred_of_answered"

    def target_of(self, months: int) -> int:
        """What the answer rate of so many whole months is held against: each month by itself, never a year or a term
        (000 Q3). 0: nothing."""
        return self.target_percent if self.answer_rate_period == "month" and months == 1 else 0


@dataclass(frozen=True)
class Rate:
    """A share, kept as its two numbers: what is compared with a target is never a rounded figure."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """None when there is nothing to divide by."""
        return self.part * 100 / self.whole if self.whole else None

    @property
    def shown(self) -> str:
        """With one decimal, rounded down: 79.96 % does not read as the 80 % that it has not reached."""
        tenths = self.part * 1000 // self.whole if self.whole else 0
        return f"{tenths // 10}.{tenths % 10}" if self.whole else "—"

    def meets(self, target_percent: int) -> bool | None:
        """None: there is no target, or nothing yet to hold against it."""
        return self.part * 100 >= target_percent * self.whole if target_percent and self.whole else None


@dataclass(frozen=True)
class Mean:
    """An average, kept as its sum and how many it is of."""

    total: float
    count: int


# What the answer rate is divided by, by the formula that the contract has chosen.
ANSWER_RATE_OF: Mapping[str, frozenset[str]] = {
    "answered_of_inbound_in_hours": RECEIVED - {"waiting"},
    "answered_of_queued": QUEUED,
}


def classes_of_answer_rate(terms: Terms) -> frozenset[str]:
    """A-01: what it is divided by. Who still waits is neither answered nor lost."""
    whole = ANSWER_RATE_OF[terms.answer_rate_formula]
    if not terms.abandoned_counts:
        whole -= {"abandoned", "short_abandoned"}
    return whole if terms.overflow_counts else whole - {"overflowed"}


def answer_rate(counted: Counted, terms: Terms) -> Rate:
    return Rate(counted.answered, counted.in_any_of(classes_of_answer_rate(terms)))


def answer_rate_of_queued(counted: Counted) -> Rate:
    """Beside A-01: without those who hung up in the greeting or were served by keys."""
    return Rate(counted.answered, counted.queued)


def answer_rate_against(counted: Counted, terms: Terms) -> Rate | None:
    """A-01's second figure, against the number of calls that the contract expects of a month."""
    if not terms.second_figure_against:
        return None
    return Rate(counted.answered, min(counted.received - counted.waiting, terms.second_figure_against))


def service_level(counted: Counted) -> Rate:
    return Rate(counted.answered_in_time, counted.queued - counted.short_abandoned)


def abandonment_rate(counted: Counted) -> Rate:
    return Rate(counted.abandoned, counted.queued)


def overflow_rate(counted: Counted) -> Rate:
    return Rate(counted.overflowed, counted.queued)
