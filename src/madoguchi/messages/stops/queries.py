"""Which stop is on, which is announced. Asked on every page, so it is kept for some seconds."""

import time
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.messages.stops.models import PlannedStop
from madoguchi.messages.stops.rules import StopState, is_announced, stop_state
from madoguchi.municipality.queries import value_of, values_of

MAY_VIEW = "settings.view"
KEPT_SECONDS = 3.0


@dataclass
class _Known:
    stops: list[PlannedStop]
    asked_at: float  # of the process's own clock


_known = _Known([], float("-inf"))


def stops_visible_to(actor: Actor) -> QuerySet[PlannedStop]:
    return PlannedStop.objects.all() if actor.may(MAY_VIEW) else PlannedStop.objects.none()


def stop_on(now: datetime | None = None) -> PlannedStop | None:
    """The stop that is on at this moment."""
    at = now or clock.now()
    return next((stop for stop in _ahead() if state_of(stop, at) is StopState.ON), None)


def stop_announced() -> PlannedStop | None:
    """The next stop of which citizens are told (001 §7(5))."""
    if not values_of("web_site").get("announces_planned_stops"):
        return None
    now, days = clock.now(), value_of("messages.stops_announced_days_before")
    told = (
        stop
        for stop in _ahead()
        if is_announced(starts_at=stop.starts_at, ends_at=stop.ends_at, days_before=days, now=now)
    )
    return min(told, key=lambda stop: stop.starts_at, default=None)


def stops_unseen_by_city() -> QuerySet[PlannedStop]:
    return PlannedStop.objects.filter(seen_at=None, called_off_at=None, ends_at__gt=clock.now()).order_by(
        "starts_at"
    )


def state_of(stop: PlannedStop, now: datetime) -> StopState:
    return stop_state(
        starts_at=stop.starts_at, ends_at=stop.ends_at, is_called_off=stop.called_off_at is not None, now=now
    )


def forget_stops() -> None:
    """After one has changed: this process sees it at once, the others within seconds."""
    _known.asked_at = float("-inf")


def _ahead() -> list[PlannedStop]:
    if time.monotonic() - _known.asked_at > KEPT_SECONDS:
        ahead = PlannedStop.objects.filter(called_off_at=None, ends_at__gt=clock.now())
        _known.stops, _known.asked_at = list(ahead.order_by("starts_at")), time.monotonic()
    return _known.stops
