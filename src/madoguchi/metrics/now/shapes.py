"""The snapshot. Whoever shows it leaves out what their reader may not see: names of operators above all."""

from dataclasses import dataclass
from datetime import date, datetime

from madoguchi.calls.agents.rules import ABSENCES, State
from madoguchi.calls.orders.queries import Standing
from madoguchi.metrics.rules import (
    Counted,
    Rate,
    Terms,
    abandonment_rate,
    answer_rate,
    answer_rate_against,
    answer_rate_of_queued,
    overflow_rate,
    service_level,
)

BUSY = frozenset({State.RINGING, State.TALKING, State.HOLD, State.AFTER_CALL})


@dataclass(frozen=True)
class WaitingCall:
    key: str
    since: datetime
    line: str  # the name of the number that was dialled

    def seconds_at(self, now: datetime) -> float:
        return max(0.0, (now - self.since).total_seconds())


@dataclass(frozen=True)
class OperatorNow:
    extension: str
    login_id: str
    name: str
    base: str
    seat: str
    state: State
    since: datetime
    call_key: str
    reason: str

    @property
    def is_ready(self) -> bool:
        return self.state is State.READY

    @property
    def is_busy(self) -> bool:
        return self.state in BUSY

    @property
    def is_absent(self) -> bool:
        return self.state in ABSENCES


@dataclass(frozen=True)
class Figures:
    """Of a day or a month so far."""

    counted: Counted
    terms: Terms

    @property
    def answer_rate(self) -> Rate:
        return answer_rate(self.counted, self.terms)

    @property
    def answer_rate_of_queued(self) -> Rate:
        return answer_rate_of_queued(self.counted)

    @property
    def answer_rate_against(self) -> Rate | None:
        return answer_rate_against(self.counted, self.terms)

    @property
    def service_level(self) -> Rate:
        return service_level(self.counted)

    @property
    def abandonment_rate(self) -> Rate:
        return abandonment_rate(self.counted)

    @property
    def overflow_rate(self) -> Rate:
        return overflow_rate(self.counted)

    @property
    def meets_target(self) -> bool | None:
        return self.answer_rate.meets(self.terms.target_percent)


@dataclass(frozen=True)
class DayPlaces:
    day: date
    left: int
    places: int  # that were published for booking


@dataclass(frozen=True)
class Escalations:
    open: int
    unanswered: int
    overdue: int  # of those that nobody has answered


@dataclass(frozen=True)
class BaseNow:
    """One base. Calls wait for every base at once, so the queue and its rates belong to none of them."""

    name: str
    seats: int
    seats_taken: int
    ready: int
    busy: int
    absent: int
    answered_today: int

    @property
    def seats_free(self) -> int:
        return self.seats - self.seats_taken


@dataclass(frozen=True)
class Now:
    """`base`: of which base the operators and seats are; "" for all. Everything else is of the whole queue."""

    at: datetime
    base: str
    waiting: tuple[WaitingCall, ...]  # who has waited longest first
    operators: tuple[OperatorNow, ...]
    bases: tuple[BaseNow, ...]  # all of them, however narrow `base` is; empty where seats have none
    seats: int
    seats_taken: int
    today: Figures
    month: Figures
    bookings: tuple[tuple[str, int], ...] | None  # made today, by channel; None where bookings are made elsewhere
    places: tuple[DayPlaces, ...]
    escalations: Escalations
    exchange: Standing

    @property
    def longest_wait_seconds(self) -> float:
        return self.waiting[0].seconds_at(self.at) if self.waiting else 0.0

    @property
    def seats_free(self) -> int:
        return self.seats - self.seats_taken

    @property
    def ready(self) -> int:
        return sum(one.is_ready for one in self.operators)

    @property
    def busy(self) -> int:
        return sum(one.is_busy for one in self.operators)

    @property
    def absent(self) -> int:
        return sum(one.is_absent for one in self.operators)
