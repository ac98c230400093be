"""Closing card procedures for a time, keeping the list of who is touched, and opening again."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from madoguchi.booking.history import BOOKING
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.outages.history import OUTAGE
from madoguchi.booking.outages.models import AffectedBooking, Outage
from madoguchi.booking.outages.places import release_all_places
from madoguchi.booking.outages.queries import Line, bookings_touched_by, lines_of, open_outages, slots_touched_by
from madoguchi.booking.outages.rules import Fate, Stretch, fate_at_the_end
from madoguchi.booking.queries import is_told_by_mail
from madoguchi.booking.refusals import OutageIsOver, OutageOverlaps, OutageWouldBePast
from madoguchi.booking.to_telephone.actions import ask_to_telephone, close_calls
from madoguchi.booking.to_telephone.rules import CallReason
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM, Actor, UserKind
from madoguchi.core.history.record import About, record

MAY_RUN = "slots.edit"
MAY_SETTLE = "bookings.edit"


def begin_outage(*, starts_at: datetime, ends_at: datetime | None, note: str = "", by: Actor) -> Outage:
    """From this moment no card procedure is booked in that time, and whoever has one then is on the list."""
    by.need(MAY_RUN)
    now = clock.now()
    if ends_at is not None and ends_at <= max(now, starts_at):
        raise OutageWouldBePast
    outage = Outage(starts_at=starts_at, ends_at=ends_at, note=note, entered_at=now)
    with transaction.atomic():
        _hold_rows_of(outage)
        _refuse_overlap(outage)
        outage.save()
        record(
            "outage.began",
            by=by,
            about=_about(outage),
            facts={"starts_at": starts_at.isoformat(), "ends_at": _written(ends_at), "note": note or None},
        )
        gather_affected(outage, by=by)
    return outage


def change_end(outage: Outage, ends_at: datetime | None, *, by: Actor) -> Outage:
    """It takes longer, or less long, than was thought: more people are on the list, or fewer."""
    by.need(MAY_RUN)
    if ends_at is not None and ends_at <= max(clock.now(), outage.starts_at):
        raise OutageWouldBePast
    with transaction.atomic():
        current = _open_outage(outage)
        before, current.ends_at = current.ends_at, ends_at
        _hold_rows_of(current)
        _refuse_overlap(current)
        current.save(update_fields=["ends_at"])
        record(
            "outage.changed",
            by=by,
            about=_about(current),
            changes={"ends_at": (_written(before), _written(ends_at))},
        )
        gather_affected(current, by=by)
        for line in lines_of(current):
            if line.is_open and not _touches(current.stretch, line.entry.slot):
                _close(line, Fate.KEPT, by=by, is_over=True)
    return current


def end_outage(outage: Outage, *, by: Actor) -> Outage:
    """The system runs again, or the plan is off: all procedures are open, each line of the list gets its last word,
    and protected places are everybody's."""
    if by.kind is not UserKind.SYSTEM:
        by.need(MAY_RUN)
    now = clock.now()
    with transaction.atomic():
        current = _open_outage(outage)
        lines = lines_of(current)
        for line in lines:
            fate = fate_at_the_end(line.fate, starts_at=line.entry.slot.starts_at, at=now)
            _close(line, fate, by=by, is_over=line.is_open and fate is Fate.KEPT)
        if current.starts_at < now and (current.ends_at is None or current.ends_at > now):
            current.ends_at = now
        current.closed_at = now
        current.save(update_fields=["ends_at", "closed_at"])
        record(
            "outage.ended",
            by=by,
            about=_about(current),
            facts={"ends_at": _written(current.ends_at), "affected": len(lines)},
        )
        if not open_outages().exists():
            release_all_places(by=by)
    return current


def end_outages_that_are_over() -> int:
    """Periodic: a known end has come."""
    over = open_outages().filter(ends_at__lte=clock.now())
    for outage in over:
        end_outage(outage, by=SYSTEM)
    return len(over)


def settle(entry: AffectedBooking, *, keeps_time: bool, by: Actor) -> AffectedBooking:
    """The person comes all the same (another procedure will do), or is to be moved after all."""
    by.need(MAY_SETTLE)
    with transaction.atomic():
        current = AffectedBooking.objects.select_for_update(of=("self",)).select_related("booking").get(pk=entry.pk)
        _open_outage(current.outage)
        current.closed_as = Fate.KEPT.value if keeps_time else ""
        current.closed_at = clock.now() if keeps_time else None
        current.save(update_fields=["closed_as", "closed_at"])
        if keeps_time:
            close_calls(current.booking, reason=CallReason.OUTAGE, by=by)
        else:
            _ask_to_call(current.booking)
        facts = {"fate": (Fate.KEPT if keeps_time else Fate.WAITING).value}
        record("booking.outage_settled", by=by, about=About(BOOKING, current.booking.number), facts=facts)
        return current


def gather_affected(outage: Outage, *, by: Actor) -> int:
    """Whoever has a card procedure in that time and has not come yet. How many are new on the list."""
    known = AffectedBooking.objects.filter(outage=outage).values("booking")
    new = list(bookings_touched_by(outage).exclude(pk__in=known))
    AffectedBooking.objects.bulk_create(
        AffectedBooking(outage=outage, booking=booking, slot=booking.slot) for booking in new
    )
    for booking in new:
        facts = {"starts_at": booking.slot.starts_at.isoformat(), "site": booking.slot.site.code}
        record("booking.outage_affects", by=by, about=About(BOOKING, booking.number), facts=facts)
        if not is_told_by_mail(booking):
            _ask_to_call(booking)
    return len(new)


def _ask_to_call(booking: Booking) -> None:
    ask_to_telephone(booking, reason=CallReason.OUTAGE, by=SYSTEM, due_at=booking.slot.starts_at)


def _close(line: Line, fate: Fate, *, by: Actor, is_over: bool) -> None:
    """`is_over`: the time holds again, and whoever was told otherwise must hear it."""
    if line.entry.closed_as:
        return
    entry, booking = line.entry, line.entry.booking
    entry.closed_as, entry.closed_at = fate.value, clock.now()
    entry.save(update_fields=["closed_as", "closed_at"])
    close_calls(booking, reason=CallReason.OUTAGE, by=SYSTEM)
    if not is_over:
        return
    facts = {"starts_at": booking.slot.starts_at.isoformat(), "site": booking.slot.site.code}
    record("booking.outage_over", by=by, about=About(BOOKING, booking.number), facts=facts)
    if line.fate is Fate.REACHED and not is_told_by_mail(booking):
        note = "J-LISの停止が終わりました。もとの日時のまま来庁できることを伝えてください。"
        ask_to_telephone(booking, reason=CallReason.OTHER, by=SYSTEM, note=note)


def _hold_rows_of(outage: Outage) -> None:
    """Bookings hold the same rows, in the same order, while they take their places."""
    list(slots_touched_by(outage).order_by("pk").select_for_update().values_list("pk", flat=True))


def _refuse_overlap(outage: Outage) -> None:
    others: Iterable[Outage] = open_outages().exclude(pk=outage.pk)
    if any(outage.stretch.overlaps(other.stretch) for other in others):
        raise OutageOverlaps


def _open_outage(outage: Outage) -> Outage:
    current = Outage.objects.select_for_update().get(pk=outage.pk)
    if current.closed_at is not None:
        raise OutageIsOver
    return current


def _touches(stretch: Stretch, slot: Slot) -> bool:
    return stretch.touches(starts_at=slot.starts_at, ends_at=slot.ends_at)


def _about(outage: Outage) -> About:
    return About(OUTAGE, str(outage.pk))


def _written(moment: datetime | None) -> str | None:
    return clock.in_tokyo(moment).isoformat() if moment else None
