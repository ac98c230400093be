"""Handing over, taking receipt, and writing down how a deadline was kept."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from django.db import IntegrityError, transaction

from madoguchi.booking.deliveries.history import DEADLINE, DELIVERY
from madoguchi.booking.deliveries.models import DeliveredEvent, DeliveredRow, Delivery, JudgedDeadline
from madoguchi.booking.deliveries.queries import dues_between, late_for, waiting_entries
from madoguchi.booking.deliveries.refusals import (
    AlreadyReceived,
    NothingToDeliver,
    OnlyTheCentreDelivers,
    OnlyTheCityReceives,
)
from madoguchi.booking.deliveries.rules import CLOCK_MAY_TAKE, Due, what_was_done
from madoguchi.booking.models import Booking, Visitor
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM, Actor, UserKind
from madoguchi.core.history.models import Event
from madoguchi.core.history.record import About, record
from madoguchi.core.text.phone import written_phone

MAY_DELIVER = "deliveries.edit"
HEADINGS = (
    "区分", "予約番号", "日時", "会場", "お名前", "フリガナ", "手続き", "電話番号", "受付", "状態", "入力日時", "入力者",
)  # fmt: skip
ATTEMPTS = 5
# A delivery that was made at the very deadline may not be visible yet to who judges.
JUDGED_AFTER = CLOCK_MAY_TAKE + timedelta(minutes=1)


def deliver(*, by: Actor, due: Due | None = None) -> Delivery:
    """Everything that the call centre entered, changed or cancelled since the delivery before, frozen. `due` names
    the deadline at which the clock does it."""
    if by.kind not in (UserKind.CALL_CENTRE, UserKind.SYSTEM):
        raise OnlyTheCentreDelivers
    by.need(MAY_DELIVER, also=[UserKind.SYSTEM])
    for _ in range(ATTEMPTS - 1):
        try:
            return _deliver(by=by, due=due)
        except IntegrityError:
            continue  # somebody else has just handed over; what they left, if anything, is ours
    return _deliver(by=by, due=due)


@transaction.atomic
def _deliver(*, by: Actor, due: Due | None) -> Delivery:
    events = list(waiting_entries())
    if not events:
        raise NothingToDeliver
    before = Delivery.objects.order_by("-number").first()
    rows = _rows(events)
    now = clock.now()
    delivery = Delivery.objects.create(
        number=before.number + 1 if before else 1,
        made_at=now,
        since=before.made_at if before else None,
        due_at=due.at if due else None,
        bookings=len({event.about_key for event in events}),
        rows=len(rows),
        digest=digest_of(rows),
    )
    DeliveredEvent.objects.bulk_create(DeliveredEvent(event=event, delivery=delivery) for event in events)
    DeliveredRow.objects.bulk_create(
        DeliveredRow(delivery=delivery, position=position, cells=json.dumps(cells, ensure_ascii=False))
        for position, cells in enumerate(rows, start=1)
    )
    record(
        "delivery.made",
        by=by,
        about=About(DELIVERY, str(delivery.number)),
        facts={"bookings": delivery.bookings, "rows": delivery.rows, "digest": delivery.digest},
    )
    return delivery


def receive(delivery: Delivery, *, by: Actor) -> Delivery:
    """受領: the city has looked and ticks it off."""
    if by.kind is not UserKind.CITY:
        raise OnlyTheCityReceives
    by.need(MAY_DELIVER)
    with transaction.atomic():
        now = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if now.received_at is not None:
            raise AlreadyReceived
        now.received_at = clock.now()
        now.save(update_fields=["received_at"])
        record("delivery.received", by=by, about=About(DELIVERY, str(now.number)))
        return now


def judge_deadlines() -> int:
    """Each deadline that has passed since the last one that was judged, also while no worker ran: how many were
    missed. What was missed stays a fact, however soon somebody made up for it."""
    now = clock.now()
    last = JudgedDeadline.objects.order_by("-due_at").first()
    since = last.due_at if last else now - timedelta(days=1)
    missed = 0
    for due in dues_between(clock.in_tokyo(since).date(), clock.today()):
        if since < due.at <= now - JUDGED_AFTER:
            missed += _judge(due)
    return missed


@transaction.atomic
def _judge(due: Due) -> bool:
    late = late_for(due).count()
    _, is_new = JudgedDeadline.objects.get_or_create(
        due_at=due.at, defaults={"covers_until": due.covers_until, "entries_late": late, "judged_at": clock.now()}
    )
    if is_new and late:
        facts = {"due_at": due.at.isoformat(), "entries_late": late}
        record("delivery.missed", by=SYSTEM, about=About(DEADLINE, due.at.isoformat()), facts=facts)
    return is_new and bool(late)


def digest_of(rows: Sequence[Sequence[str]]) -> str:
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _rows(events: Sequence[Event]) -> list[list[str]]:
    """A row a person, as the booking stands now, in the order in which people come."""
    by_number: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_number[event.about_key].append(event)
    bookings = Booking.objects.filter(number__in=by_number).select_related("slot__site")
    bookings = bookings.prefetch_related("visitors__procedure").order_by("slot__starts_at", "made_at", "pk")
    return [
        _row(booking, visitor, by_number[booking.number])
        for booking in bookings
        for visitor in booking.visitors.all()
    ]


def _row(booking: Booking, visitor: Visitor, done: Sequence[Event]) -> list[str]:
    return [
        what_was_done(event.kind for event in done),
        booking.spoken_number,
        f"{clock.in_tokyo(booking.slot.starts_at):%Y-%m-%d %H:%M}",
        booking.slot.site.name,
        visitor.name,
        visitor.kana,
        visitor.procedure.label_ja,
        written_phone(booking.phone),
        booking.get_channel_display(),
        booking.get_state_display(),
        f"{clock.in_tokyo(done[-1].at):%Y-%m-%d %H:%M}",
        done[-1].actor_key,
    ]
