"""Reading outages: which time is closed for card procedures, and who stands on the work list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from django.db.models import QuerySet

from madoguchi.booking.models import Booking, CallAttempt, CallTask, Slot
from madoguchi.booking.outages.models import AffectedBooking, Outage
from madoguchi.booking.outages.rules import OPEN_FATES, Fate, fate_of, urgency
from madoguchi.booking.queries import MAY_VIEW
from madoguchi.booking.rules import BookingState
from madoguchi.booking.to_telephone.rules import CallReason, CallResult
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.asked_again import asked_again


def open_outages() -> QuerySet[Outage]:
    """Planned or running. What is closed closes nothing any more."""
    return Outage.objects.filter(closed_at=None).order_by("starts_at", "pk")


@asked_again()
def open_outages_now() -> QuerySet[Outage]:
    return open_outages()


def without_outages(slots: QuerySet[Slot]) -> QuerySet[Slot]:
    """The slots in which the national system runs."""
    for outage in open_outages_now():
        slots = slots.exclude(pk__in=slots_touched_by(outage).values("pk"))
    return slots


def slots_touched_by(outage: Outage) -> QuerySet[Slot]:
    touched = Slot.objects.filter(ends_at__gt=outage.starts_at)
    return touched.filter(starts_at__lt=outage.ends_at) if outage.ends_at else touched


def outage_at(slot: Slot) -> Outage | None:
    found = (
        outage
        for outage in open_outages_now()
        if outage.stretch.touches(starts_at=slot.starts_at, ends_at=slot.ends_at)
    )
    return next(found, None)


def bookings_touched_by(outage: Outage) -> QuerySet[Booking]:
    """Whoever has a card procedure in that time and has not come yet; a plan that is not saved may ask too."""
    touched = slots_touched_by(outage).filter(ends_at__gt=clock.now())
    affected = Booking.objects.filter(
        visitors__procedure__needs_national_system=True, state=BookingState.BOOKED, slot__in=touched
    )
    return affected.select_related("slot__site").order_by("slot__starts_at", "pk").distinct()


def outages_visible_to(actor: Actor) -> QuerySet[Outage]:
    return Outage.objects.order_by("-starts_at", "-pk") if actor.may(MAY_VIEW) else Outage.objects.none()


class Asked(TypedDict):
    """What a booking that looks for another time asks of `capacity/queries.py`."""

    people: int
    needs_national_system: bool
    is_affected: bool


def asked_by(booking: Booking) -> Asked:
    procedures = [visitor.procedure for visitor in booking.visitors.select_related("procedure")]
    return Asked(
        people=len(procedures),
        needs_national_system=any(procedure.needs_national_system for procedure in procedures),
        is_affected=is_still_affected(booking),
    )


def outages_between(first: date, until: date) -> list[Outage]:
    """Planned or running in [first, until), as far as they are not over."""
    since, before = max(clock.start_of(first), clock.now()), clock.start_of(until)
    soon = [outage for outage in open_outages_now() if outage.starts_at < before]
    return [outage for outage in soon if outage.ends_at is None or outage.ends_at > since]


def is_still_affected(booking: Booking) -> bool:
    """On an open list, and not yet moved away from where the outage found it."""
    lines = AffectedBooking.objects.filter(booking=booking, slot=booking.slot_id, closed_as="")
    return lines.filter(outage__closed_at=None).exists()


@dataclass(frozen=True)
class Line:
    """One line of the work list, with what has become of it until now."""

    entry: AffectedBooking
    fate: Fate
    calls: Sequence[CallTask]

    @property
    def booking(self) -> Booking:
        return self.entry.booking

    @property
    def is_open(self) -> bool:
        return self.fate in OPEN_FATES

    @property
    def attempts(self) -> list[CallAttempt]:
        return [attempt for call in self.calls for attempt in call.attempts.all()]


def lines_of(outage: Outage) -> list[Line]:
    """Open ones first, today's before all others, then by the time of the visit."""
    entries = outage.affected.select_related("booking__slot__site", "slot__site").prefetch_related(
        "booking__visitors__procedure", "booking__calls_to_make__attempts"
    )
    lines = [_line(entry, since=outage.entered_at) for entry in entries]
    today = clock.today()

    def order(line: Line) -> tuple[bool, tuple[bool, datetime], int]:
        return not line.is_open, urgency(clock.in_tokyo(line.entry.slot.starts_at), today=today), line.entry.pk

    return sorted(lines, key=order)


def lines_visible_to(actor: Actor, outage: Outage) -> list[Line]:
    return lines_of(outage) if actor.may(MAY_VIEW) else []


def _line(entry: AffectedBooking, *, since: datetime) -> Line:
    booking = entry.booking
    calls = [
        call
        for call in booking.calls_to_make.all()
        if call.reason == CallReason.OUTAGE.value and call.asked_at >= since
    ]
    fate = fate_of(
        closed_as=entry.closed_as,
        is_cancelled=booking.state == BookingState.CANCELLED,
        is_elsewhere=booking.slot_id != entry.slot_id,
        needs_system=any(visitor.procedure.needs_national_system for visitor in booking.visitors.all()),
        was_reached=any(
            attempt.result == CallResult.REACHED.value for call in calls for attempt in call.attempts.all()
        ),
    )
    return Line(entry, fate, calls)
