"""What seats are reckoned with: the target, how long calls take and callers wait, as said and as seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Sum

from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.rules import Outcome
from madoguchi.core import clock
from madoguchi.metrics.queries import terms_on
from madoguchi.metrics.rules import CLASSES
from madoguchi.municipality.queries import value_of, values_of
from madoguchi.planning.forecast.rules import DAYS_BACK, Forecast
from madoguchi.planning.seats.rules import Aim, Load, outcome_of, seats_needed
from madoguchi.planning.seats.rules import Outcome as Becomes
from madoguchi.workforce.seats.queries import least_in_every_hour

ENOUGH_CALLS = 100  # answered, before their length says anything
ENOUGH_HANGING_UP = 20
PLAIN_MINUTES = 5.0  # where neither the contract nor a call says how long one takes (000 Q34, 003 第2-2(3)ア say 5)


@dataclass(frozen=True)
class Seen:
    """The calls of the last weeks."""

    received: int = 0
    before_queue: int = 0
    answered: int = 0
    handling_seconds: float = 0.0  # all together
    hung_up: int = 0
    waited_seconds: float = 0.0  # all who reached the queue, together

    @property
    def handling(self) -> float | None:
        return self.handling_seconds / self.answered if self.answered >= ENOUGH_CALLS else None

    @property
    def patience(self) -> float | None:
        """The likeliest mean when some were answered before they hung up."""
        known = self.hung_up >= ENOUGH_HANGING_UP
        return max(1.0, self.waited_seconds / self.hung_up) if known else None


@dataclass(frozen=True)
class Ground:
    aim: Aim
    is_contract: bool  # the target is the contract's
    handling_seconds: float
    handling_said: float  # 0: the contract does not say
    patience_seconds: float
    longest_wait_seconds: float
    seen: Seen

    def load(self, calls: float, minutes: float) -> Load:
        """Of calls received: those that end before the queue need nobody."""
        queued = calls * (1 - self.aim.before_queue)
        return Load(
            round(queued, 4), minutes, self.handling_seconds, self.patience_seconds, self.longest_wait_seconds
        )


@dataclass(frozen=True)
class Need:
    """Of a half hour."""

    forecast: Forecast
    seats: int
    reaches: bool  # the target; where no seats do, it is what seats can do
    outcome: Becomes


def ground_before(day: date) -> Ground:
    seen = seen_before(day)
    aim, is_contract = aim_on(day, seen)
    return Ground(
        aim=aim,
        is_contract=is_contract,
        handling_seconds=handling_of(day, seen),
        handling_said=values_of("volume", day).get("minutes_a_call", 0.0) * 60,
        patience_seconds=patience_of(day, seen),
        longest_wait_seconds=float(value_of("announcements.queue_limit_seconds", day)),
        seen=seen,
    )


def seen_before(day: date) -> Seen:
    first = day - timedelta(days=DAYS_BACK)
    calls = Call.objects.filter(
        outcome__in=[one.value for one in CLASSES if one is not Outcome.AFTER_HOURS],
        arrived_at__gte=clock.start_of(first),
        arrived_at__lt=clock.start_of(day),
    )
    found = (
        calls.values_list("outcome")
        .annotate(
            calls=Count("pk"),
            waited=Sum("wait_seconds"),
            handled=Sum(F("talk_seconds") + F("hold_seconds") + F("after_call_seconds")),
        )
        .order_by()
    )
    by_outcome = {Outcome(outcome): (number, waited, handled) for outcome, number, waited, handled in found}
    none = (0, 0.0, 0.0)
    early = (Outcome.ENDED_IN_ANNOUNCEMENT, Outcome.SELF_SERVICE)
    answered = by_outcome.get(Outcome.ANSWERED, none)
    return Seen(
        received=sum(number for number, _, _ in by_outcome.values()),
        before_queue=sum(by_outcome.get(one, none)[0] for one in early),
        answered=answered[0],
        handling_seconds=answered[2],
        hung_up=sum(by_outcome.get(one, none)[0] for one in (Outcome.ABANDON, Outcome.SHORT_ABANDON)),
        waited_seconds=sum(waited for outcome, (_, waited, _) in by_outcome.items() if outcome not in early),
    )


def aim_on(day: date, seen: Seen) -> tuple[Aim, bool]:
    """And whether the contract says it; where it names no target, the plan's own."""
    terms = terms_on(day)
    percent = terms.target_percent or value_of("plan.answer_rate_percent", day)
    early = seen.before_queue / seen.received if seen.received >= ENOUGH_CALLS else 0.0
    return Aim(percent, terms, early), bool(terms.target_percent)


def handling_of(day: date, seen: Seen) -> float:
    """Seconds. WFM-02: the contract's minutes, or what is seen where that is longer: no plan is made too small."""
    said = values_of("volume", day).get("minutes_a_call", 0.0) * 60
    return max(said, seen.handling or 0.0) or PLAIN_MINUTES * 60


def patience_of(day: date, seen: Seen) -> float:
    return seen.patience or float(value_of("plan.patience_seconds", day))


def needs_of(day: date, forecasts: Iterable[Forecast], ground: Ground) -> list[Need]:
    """WFM-03, and never fewer than the contract wants at all times (WFM-04)."""
    return [_need(one, ground, least=max(1, least_in_every_hour(day))) for one in forecasts]


def _need(forecast: Forecast, ground: Ground, *, least: int) -> Need:
    load = ground.load(forecast.calls, forecast.piece.minutes)
    seats = seats_needed(load, ground.aim, least=least)
    reaches = seats is not None
    if seats is None:
        seats = seats_needed(load, Aim(ground.aim.percent, ground.aim.terms), least=least) or least
    return Need(forecast, seats, reaches, outcome_of(load, seats, ground.aim.terms.level_seconds))
