"""Planning a stop, ending it early, calling it off, and that the city knows of it."""

from datetime import datetime

from django.db import transaction

from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM, Actor, UserKind
from madoguchi.core.history.record import About, record
from madoguchi.messages.history import STOP
from madoguchi.messages.stops.models import PlannedStop
from madoguchi.messages.stops.queries import forget_stops, state_of
from madoguchi.messages.stops.refusals import (
    OnlyTheCitySees,
    StopEndsBeforeItStarts,
    StopHasBegun,
    StopInThePast,
    StopNotOn,
    StopsOverlap,
    StopTooLong,
)
from madoguchi.messages.stops.rules import LONGEST, StopState

MAY_PLAN = "settings.edit"


def plan_stop(
    *, starts_at: datetime, ends_at: datetime, reason: str, done_by: str, stops_staff: bool, by: Actor
) -> PlannedStop:
    """001 §7(2), §7(5): the city is told beforehand, by the reaction to this event; citizens by the banner."""
    by.need(MAY_PLAN)
    _refuse_odd_times(starts_at, ends_at)
    with transaction.atomic():
        # One after the other: two people who plan at once must not plan the same time.
        others = list(PlannedStop.objects.select_for_update().filter(called_off_at=None, ends_at__gt=starts_at))
        if any(other.starts_at < ends_at for other in others):
            raise StopsOverlap
        stop = PlannedStop.objects.create(
            starts_at=starts_at,
            ends_at=ends_at,
            reason=reason,
            done_by=done_by,
            stops_staff=stops_staff,
            entered_by=by.key,
            entered_at=clock.now(),
        )
        record(
            "stop.planned",
            by=by,
            about=_about(stop),
            facts={
                "begins_at": starts_at.isoformat(),
                "finishes_at": ends_at.isoformat(),
                "reason": reason,
                "done_by": done_by,
                "stops_staff": stops_staff,
            },
        )
        transaction.on_commit(forget_stops)
        return stop


def end_early(stop: PlannedStop, *, by: Actor) -> PlannedStop:
    """The work is done: citizens are back at once."""
    by.need(MAY_PLAN)
    with transaction.atomic():
        current, now = _locked(stop), clock.now()
        if state_of(current, now) is not StopState.ON:
            raise StopNotOn
        before, current.ends_at = current.ends_at, now
        if current.ends_at <= current.starts_at:  # pressed in the very moment in which it began
            raise StopNotOn
        current.save(update_fields=["ends_at"])
        record(
            "stop.ended_early",
            by=by,
            about=_about(current),
            changes={"finishes_at": (before.isoformat(), now.isoformat())},
        )
        transaction.on_commit(forget_stops)
        return current


def call_off(stop: PlannedStop, *, by: Actor) -> PlannedStop:
    by.need(MAY_PLAN)
    with transaction.atomic():
        current, now = _locked(stop), clock.now()
        if state_of(current, now) is not StopState.PLANNED:
            raise StopHasBegun
        current.called_off_at = now
        current.save(update_fields=["called_off_at"])
        record("stop.called_off", by=by, about=_about(current), facts={"begins_at": current.starts_at.isoformat()})
        transaction.on_commit(forget_stops)
        return current


def note_seen_by_city(stop: PlannedStop, *, by: Actor) -> PlannedStop:
    if by.kind is not UserKind.CITY:
        raise OnlyTheCitySees
    with transaction.atomic():
        current = _locked(stop)
        if current.seen_at is None:
            current.seen_by, current.seen_at = by.key, clock.now()
            current.save(update_fields=["seen_by", "seen_at"])
            record(
                "stop.seen_by_city",
                by=by,
                about=_about(current),
                facts={"begins_at": current.starts_at.isoformat()},
            )
        return current


def note_mailed_to_city(stop: PlannedStop, *, trouble: str = "") -> None:
    """`trouble`: why no mail went out; the screens say it, and somebody telephones the city."""
    with transaction.atomic():
        current = _locked(stop)
        current.mailed_at, current.mail_trouble = (None, trouble) if trouble else (clock.now(), "")
        current.save(update_fields=["mailed_at", "mail_trouble"])
        kind = "stop.city_not_mailed" if trouble else "stop.city_mailed"
        record(
            kind,
            by=SYSTEM,
            about=_about(current),
            facts={"begins_at": current.starts_at.isoformat(), "answer": trouble or None},
        )


def _refuse_odd_times(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise StopEndsBeforeItStarts
    if ends_at <= clock.now():
        raise StopInThePast
    if ends_at - starts_at > LONGEST:
        raise StopTooLong


def _locked(stop: PlannedStop) -> PlannedStop:
    return PlannedStop.objects.select_for_update().get(pk=stop.pk)


def _about(stop: PlannedStop) -> About:
    return About(STOP, str(stop.pk))
