"""Handing a message to the transport. ADR 0013: it is not lost, and arrives twice only when a worker dies, or the line
breaks, between the other server's having it and our knowing; then both carry the same Message-ID."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django_tasks import task
from django_tasks.base import TaskContext

from madoguchi.booking.rules import BookingState
from madoguchi.core import clock
from madoguchi.core.tasks.marks import at_least_once
from madoguchi.messages.addresses import message_id, returns_to, sender, sender_name
from madoguchi.messages.models import Message
from madoguchi.messages.outcomes import settle
from madoguchi.messages.ports import Envelope, NoServer, NotNow, Refused, transport
from madoguchi.messages.rules import Kind, State, wait_after

# Longer than any conversation with a server can take: after that whoever claimed it is gone.
CLAIM = timedelta(minutes=5)
FORGOTTEN_AFTER = timedelta(minutes=10)
AT_ONCE = 500
# Each of these says how a booking stands; an older one that still waits would say how it stood.
SAYS_HOW_IT_STANDS = (Kind.MADE, Kind.CHANGED, Kind.CANCELLED)


@task(queue_name="slow", takes_context=True)
@at_least_once
def send_message(context: TaskContext, message_id: int) -> str:
    """One message, one attempt. Whoever has claimed it sends; a task whose worker died claims its own again."""
    message = _claimed(message_id, by=str(context.task_result.id))
    if message is None:
        return "not mine"
    now = clock.now()
    if not _still_needed(message):
        settle(message, State.NOT_NEEDED)
    elif message.expires_at <= now:
        settle(message, State.EXPIRED, answer=message.answer)
    else:
        _try(message)
    return str(Message.objects.values_list("state", flat=True).get(pk=message.pk))


@task(queue_name="slow")
@at_least_once  # each message is claimed before it is sent
def look_after_messages() -> int:
    """Periodic: a waiting message whose task is gone gets a new one. How many."""
    late = Message.objects.filter(state=State.WAITING, next_try_at__lt=clock.now() - FORGOTTEN_AFTER)
    keys = list(late.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for key in keys:
        send_message.enqueue(key)
    return len(keys)


def _claimed(key: int, *, by: str) -> Message | None:
    now = clock.now()
    free = Q(claimed_by="") | Q(claimed_by=by) | Q(claimed_at__lt=now - CLAIM)
    mine = Message.objects.filter(free, pk=key, state=State.WAITING, next_try_at__lte=now)
    if not mine.update(claimed_by=by, claimed_at=now, attempts=F("attempts") + 1):
        return None
    return Message.objects.select_related("booking__slot__site", "inquiry").get(pk=key)


def _still_needed(message: Message) -> bool:
    booking, kind = message.booking, Kind(message.kind)
    if booking is None or kind is Kind.CANCELLED:
        return True
    if booking.state != BookingState.BOOKED or booking.slot.starts_at != message.visit_at:
        return False
    newer = Message.objects.filter(booking=booking, pk__gt=message.pk, kind__in=SAYS_HOW_IT_STANDS)
    return kind not in SAYS_HOW_IT_STANDS or not newer.exists()


def _try(message: Message) -> None:
    try:
        transport()(
            Envelope(
                to=message.to,
                sender=sender(),
                sender_name=sender_name(),
                returns_to=returns_to(message.uid),
                message_id=message_id(message.uid),
                subject=message.subject,
                text=message.text,
            )
        )
    except NoServer:
        settle(message, State.NO_SERVER)
    except Refused as refused:
        settle(message, State.FAILED, answer=refused.answer)
    except NotNow as not_now:
        wait = wait_after(message.attempts)
        if wait is None:
            settle(message, State.FAILED, answer=not_now.answer)
        else:
            _postpone(message, until=clock.now() + wait, answer=not_now.answer)
    else:
        settle(message, State.SENT)


def _postpone(message: Message, *, until: datetime, answer: str) -> None:
    """The next attempt has a task of its own, and this one is done."""
    with transaction.atomic():
        waiting = Message.objects.filter(pk=message.pk, state=State.WAITING)
        waiting.update(next_try_at=until, answer=answer, claimed_by="", claimed_at=None)
        send_message.using(run_after=until).enqueue(message.pk)
