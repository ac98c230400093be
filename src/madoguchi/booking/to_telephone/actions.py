"""Putting somebody on the list, noting each attempt, taking them off again."""

from datetime import datetime

from django.db import IntegrityError, transaction

from madoguchi.booking.history import BOOKING
from madoguchi.booking.models import Booking
from madoguchi.booking.to_telephone.models import CallAttempt, CallTask
from madoguchi.booking.to_telephone.rules import CallReason, CallResult, is_the_end
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import Refusal

MAY_TELEPHONE = "bookings.edit"


class CallIsOver(Refusal):
    message = "この電話は、もう済んでいます。一覧を開き直してください。"


def ask_to_telephone(
    booking: Booking, *, reason: CallReason, by: Actor, note: str = "", due_at: datetime | None = None
) -> CallTask:
    """Somebody must tell this person. Asked twice for one reason it is one call, due at the earlier moment; without
    a moment it is due before the visit."""
    _need_right(by)
    wanted = due_at or booking.slot.starts_at
    known = CallTask.objects.filter(booking=booking, reason=reason.value, closed_at=None)
    with transaction.atomic():
        if task := known.select_for_update().first():
            return _sooner(task, wanted)
        try:
            with transaction.atomic():
                task = CallTask.objects.create(
                    booking=booking, reason=reason.value, note=note, asked_at=clock.now(), due_at=wanted
                )
        except IntegrityError:  # another one asked at the same moment
            return known.get()
        record("booking.call_asked", by=by, about=_about(booking), facts={"call_reason": reason.value})
        return task


def note_attempt(task: CallTask, result: CallResult, *, by: Actor) -> CallTask:
    """One attempt; who was reached leaves the list."""
    _need_right(by)
    with transaction.atomic():
        current = CallTask.objects.select_for_update(of=("self",)).select_related("booking").get(pk=task.pk)
        if not current.is_open:
            raise CallIsOver
        now = clock.now()
        CallAttempt.objects.create(task=current, at=now, by=by.key, result=result.value)
        if is_the_end(result):
            current.closed_at = now
            current.save(update_fields=["closed_at"])
        record(
            "booking.call_tried",
            by=by,
            about=_about(current.booking),
            facts={"call_reason": current.reason, "call_result": result.value},
        )
        return current


def close_calls(booking: Booking, *, reason: CallReason, by: Actor) -> int:
    """What was to be told is settled otherwise: the person moved by the link, a mail has arrived now."""
    _need_right(by)
    with transaction.atomic():
        open_ones = CallTask.objects.select_for_update().filter(
            booking=booking, reason=reason.value, closed_at=None
        )
        closed = CallTask.objects.filter(pk__in=[task.pk for task in open_ones]).update(closed_at=clock.now())
        if closed:
            record("booking.call_settled", by=by, about=_about(booking), facts={"call_reason": reason.value})
        return closed


def _sooner(task: CallTask, wanted: datetime) -> CallTask:
    if wanted < task.due_at:
        task.due_at = wanted
        task.save(update_fields=["due_at"])
    return task


def _need_right(by: Actor) -> None:
    """The system asks and settles too, and so does a citizen who moves their own booking."""
    by.need(MAY_TELEPHONE, also=[UserKind.CITIZEN, UserKind.SYSTEM])


def _about(booking: Booking) -> About:
    return About(BOOKING, booking.number)
