"""Marking a call, and taking the mark back."""

from django.db import transaction

from madoguchi.calls.ledger.history import CALL
from madoguchi.calls.marks.models import CallMark
from madoguchi.calls.marks.queries import RELAY
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record

MAY_MARK = "calls.edit"


@transaction.atomic
def mark_relay(call_key: str, *, by: Actor) -> None:
    """An interpreter of sign language or text speaks for the caller. Said twice it is one."""
    by.need(MAY_MARK)
    _, is_new = CallMark.objects.get_or_create(
        call_key=call_key, kind=RELAY, defaults={"marked_by": by.key, "marked_at": clock.now()}
    )
    if is_new:
        record("call.marked_relay", by=by, about=About(CALL, call_key))


@transaction.atomic
def unmark_relay(call_key: str, *, by: Actor) -> None:
    by.need(MAY_MARK)
    if CallMark.objects.filter(call_key=call_key, kind=RELAY).delete()[0]:
        record("call.unmarked_relay", by=by, about=About(CALL, call_key))
