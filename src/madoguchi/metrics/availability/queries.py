"""Availability of months: measured by probes, planned stops apart."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from madoguchi.core import clock
from madoguchi.messages.stops.models import PlannedStop
from madoguchi.metrics.availability.models import ProbeStretch
from madoguchi.metrics.availability.rules import LONGEST_PAUSE, Availability, Span, reckoned
from madoguchi.metrics.past.shapes import Period
from madoguchi.metrics.rules import Rate
from madoguchi.municipality.queries import contract, has_contract, values_of

MAY_VIEW = "figures.view"


@dataclass(frozen=True)
class Outage:
    span: Span
    reason: str  # of the first probe in it that was refused; "": nobody could look


@dataclass(frozen=True)
class Stop:
    span: Span  # what of it is taken out: never what lay before it was announced
    stop: PlannedStop

    @property
    def announced_before(self) -> timedelta:
        return self.stop.starts_at - self.stop.entered_at


def target_percent(day: date) -> float:
    """0: there is no target."""
    return float(values_of("targets", day).get("availability_percent", 0))


def availability_in(period: Period) -> Availability:
    """A-32: planned stops are taken out of both sides. Days before anybody probed, or outside the contract, are not
    measured."""
    full, now = _span_of(period), clock.now()
    stops = [stop.span for stop in planned_stops_in(period)]
    return reckoned(_measured(full, now), full=full, up=_up_spans(full, now), planned=stops)


def rate_in(period: Period) -> Rate:
    return availability_in(period).rate if ProbeStretch.objects.exists() else Rate(0, 0)


def outages_in(period: Period) -> list[Outage]:
    found = availability_in(period).outages
    if not found:
        return []
    refused = ProbeStretch.objects.filter(is_up=False, last_at__gte=found[0].start, first_at__lte=found[-1].end)
    reasons = list(refused.order_by("first_at").values_list("first_at", "last_at", "reason"))
    return [
        Outage(
            span,
            next((why for first, last, why in reasons if first <= span.end and last >= span.start), ""),
        )
        for span in found
    ]


def planned_stops_in(period: Period) -> list[Stop]:
    """Announced before they began; of one that was entered later, what lay ahead then (A-32)."""
    full = _span_of(period)
    rows = PlannedStop.objects.filter(called_off_at=None, starts_at__lt=full.end, ends_at__gt=full.start)
    spans = (
        (Span(_second(max(row.starts_at, row.entered_at)), _second(row.ends_at)), row)
        for row in rows.order_by("starts_at")
    )
    return [Stop(span, row) for span, row in spans if span.start < span.end]


def measured_since() -> datetime | None:
    first = ProbeStretch.objects.order_by("first_at").values_list("first_at", flat=True).first()
    return clock.in_tokyo(first) if first else None


def _measured(full: Span, now: datetime) -> Span | None:
    since = measured_since()
    if since is None:
        return None
    begins, ends = max(full.start, since), min(full.end, _second(now))
    if has_contract():
        agreed = contract()
        begins = max(begins, clock.start_of(agreed.service_from))
        ends = min(ends, clock.start_of(agreed.service_until + timedelta(days=1)))
    return Span(begins, ends) if begins < ends else None


def _up_spans(full: Span, now: datetime) -> list[Span]:
    rows = ProbeStretch.objects.filter(last_at__gte=full.start, first_at__lte=full.end).order_by("last_at", "pk")
    last_of = {row.witness: row.pk for row in rows}
    return [
        # The next probe is still to come: what was up a moment ago is up until it says otherwise.
        Span(
            clock.in_tokyo(row.first_at),
            _second(now)
            if row.pk == last_of[row.witness] and timedelta(0) <= now - row.last_at <= LONGEST_PAUSE
            else clock.in_tokyo(row.last_at),
        )
        for row in rows
        if row.is_up
    ]


def _span_of(period: Period) -> Span:
    return Span(clock.start_of(period.first), clock.start_of(period.last + timedelta(days=1)))


def _second(at: datetime) -> datetime:
    return clock.in_tokyo(at).replace(microsecond=0)
