"""What is known of the calls of the last weeks, of the calendar and of what is coming; the forecast out of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.rules import Outcome
from madoguchi.core import clock
from madoguchi.metrics.rules import CLASSES
from madoguchi.municipality.queries import Opening, openings, values_of
from madoguchi.planning.forecast.rules import (
    DAYS_BACK,
    Basis,
    Forecast,
    OpenDay,
    PastDay,
    basis_of,
    forecast,
    pieces_of,
    place_of,
)
from madoguchi.planning.peaks.queries import peaks_felt_from
from madoguchi.planning.peaks.rules import calls_by_day

RECEIVED = [one.value for one in CLASSES if one is not Outcome.AFTER_HOURS]
FELT_FOR = timedelta(days=120)  # an event that began earlier is over


@dataclass(frozen=True)
class Known:
    """Everything that a forecast made on a day knows."""

    before: date
    days: Mapping[date, OpenDay]  # open ones, behind and ahead
    extra: Mapping[date, float]
    past: Sequence[PastDay]
    basis: Basis

    def forecast(self, day: date) -> list[Forecast]:
        """Nothing on a closed day."""
        found = self.days.get(day)
        return forecast(found, self.basis, extra=self.extra.get(day, 0.0)) if found else []


def known_before(day: date, until: date) -> Known:
    """To forecast the days up to `until` with what had been seen before `day`."""
    first = day - timedelta(days=DAYS_BACK)
    days = open_days_between(first - FELT_FOR, until)
    extra = calls_by_day([one.expected for one in peaks_felt_from(first - FELT_FOR)], sorted(days))
    calls = received_between(first, day - timedelta(days=1))
    begun = min(calls, default=day)  # before its first call the telephone was elsewhere
    past = [
        PastDay(days[one], calls.get(one, {}), extra.get(one, 0.0)) for one in sorted(days) if begun <= one < day
    ]
    return Known(day, days, extra, past, basis_of(past, before=day, said=calls_said(day, days)))


def open_days_between(first: date, until: date) -> dict[date, OpenDay]:
    """Both inside."""
    plans = openings("telephone", first - timedelta(days=1), until)
    return {
        day: OpenDay(
            day,
            pieces_of((one.start, one.end) for one in plan.intervals),
            is_after_closure=not plans[day - timedelta(days=1)].is_open,
        )
        for day, plan in plans.items()
        if plan.is_open and day >= first
    }


def received_between(first: date, until: date) -> dict[date, Counter[int]]:
    """Calls in opening hours by day and half hour, both days inside; only days on which one came."""
    begins, ends = clock.start_of(first), clock.start_of(until + timedelta(days=1))
    found: dict[date, Counter[int]] = {}
    moments = Call.objects.filter(outcome__in=RECEIVED, arrived_at__gte=begins, arrived_at__lt=ends)
    for arrived_at in moments.values_list("arrived_at", flat=True).order_by().iterator(chunk_size=5000):
        at = clock.in_tokyo(arrived_at)
        found.setdefault(at.date(), Counter())[place_of(at)] += 1
    return found


def calls_said(day: date, days: Mapping[date, OpenDay]) -> float:
    """Calls a minute, as the contract expects them; 0: it does not say (WFM-03)."""
    said = values_of("volume", day)
    calls = said.get("calls_a_month", 0)
    usual = median(lengths) if (lengths := [sum(one.minutes.values()) for one in days.values()]) else 0
    month = [one for one in openings_of_month(day).values() if one.is_open]
    a_month = said.get("opening_days_a_month", 0) or len(month)
    return calls / a_month / usual if calls and a_month and usual else 0.0


def openings_of_month(day: date) -> dict[date, Opening]:
    first = day.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return openings("telephone", first, last)
