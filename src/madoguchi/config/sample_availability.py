"""The demo's past as probes would have seen it: up, but for a restart, a fault and a planned stop."""

from datetime import datetime, time, timedelta

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.messages.stops.actions import plan_stop
from madoguchi.metrics.availability.models import ProbeStretch
from madoguchi.metrics.availability.rules import LONGEST_PAUSE, Span, without
from madoguchi.municipality.queries import contract
from madoguchi.quality.rules import months_until

WITNESS = "sample"
EVERY_SECONDS = 30
MONTHS = 13


def watch_over_the_past(city: Actor) -> int:
    """How many stretches; a second time changes nothing."""
    now = clock.now().replace(microsecond=0)
    first = max(months_until(now.date(), count=MONTHS)[0], contract().service_from)
    begins = clock.start_of(first)
    if ProbeStretch.objects.exists() or begins >= now:
        return 0
    planned, holes = _night(now, 20, 1, 2), [_night(now, 20, 1, 2)]
    holes += [Span(at, at + length) for at, length in _faults(begins, now)]
    if begins < planned.start:
        with clock.as_if(planned.start - timedelta(days=7)):
            plan_stop(
                starts_at=planned.start, ends_at=planned.end, reason="システムの更新", done_by="保守担当（見本）",
                stops_staff=False, by=city,
            )  # fmt: skip
    up = without([Span(begins, now - LONGEST_PAUSE / 2)], sorted(holes))
    return len(ProbeStretch.objects.bulk_create(map(_stretch, up)))


def _night(now: datetime, days_back: int, from_hour: int, until_hour: int) -> Span:
    day = now.date() - timedelta(days=days_back)
    return Span(clock.moment(day, time(from_hour)), clock.moment(day, time(until_hour)))


def _faults(begins: datetime, now: datetime) -> list[tuple[datetime, timedelta]]:
    """A short restart each month, and one fault of an afternoon long ago."""
    months = [clock.start_of(month) for month in months_until(now.date(), count=MONTHS)]
    found = [(month + timedelta(days=8, hours=22), timedelta(seconds=75)) for month in months]
    found += [(months[-5] + timedelta(days=16, hours=14, minutes=20), timedelta(minutes=52))]
    return [(at, length) for at, length in found if begins < at and at + length < now - timedelta(hours=1)]


def _stretch(span: Span) -> ProbeStretch:
    return ProbeStretch(
        witness=WITNESS, is_up=True, first_at=span.start, last_at=span.end, probes=span.seconds // EVERY_SECONDS + 1
    )
