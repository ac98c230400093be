"""A month of calls, contacts and bookings to measure with. Import after `prepare()`."""

import random
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Model

from madoguchi.booking.models import Booking, Slot
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.rules import Direction, Outcome
from madoguchi.contacts.models import Contact
from madoguchi.municipality.models import Site

MIX = (Outcome.ANSWERED,) * 7 + (Outcome.ABANDON, Outcome.OVERFLOW, Outcome.AFTER_HOURS)
TOPICS = ("受取り", "申請", "電子証明書", "暗証番号", "")
AT_ONCE = 5000


def fill(count: int, first: datetime) -> None:
    chance = random.Random(7)
    site = Site.objects.all()[0]
    slot = Slot.objects.create(
        site=site, starts_at=first, ends_at=first + timedelta(hours=1), people_limit=count, bookings_limit=count
    )
    moments = [first + timedelta(seconds=chance.randrange(28 * 86400)) for _ in range(count)]
    makers: tuple[Callable[[int, datetime], Model], ...] = (
        lambda number, at: _call(number, at, chance),
        lambda number, at: _contact(number, at, chance),
        lambda number, at: _booking(number, at, slot, chance),
    )
    for make in makers:
        for some in _batches(moments):
            rows = [make(number, at) for number, at in some]
            type(rows[0])._default_manager.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _batches(moments: list[datetime]) -> Iterator[list[tuple[int, datetime]]]:
    numbered = list(enumerate(moments))
    for begin in range(0, len(numbered), AT_ONCE):
        yield numbered[begin : begin + AT_ONCE]


def _call(number: int, at: datetime, chance: random.Random) -> Call:
    outcome, wait = chance.choice(MIX), chance.uniform(0, 60)
    answered_at = at + timedelta(seconds=wait) if outcome is Outcome.ANSWERED else None
    return Call(
        key=f"made-{number}",
        direction=Direction.INCOMING.value,
        outcome=outcome.value,
        arrived_at=at,
        queued_at=at,
        answered_at=answered_at,
        ended_at=at + timedelta(seconds=wait + 180),
        wait_seconds=wait,
        talk_seconds=180 if answered_at else 0,
    )


def _contact(number: int, at: datetime, chance: random.Random) -> Contact:
    return Contact(
        once_key=uuid.UUID(int=chance.getrandbits(128)),
        state="completed",
        handler="op",
        started_at=at,
        recorded_at=at,
        channel="telephone",
        topic=chance.choice(TOPICS),
        call_key=f"made-{number}",
        content="受取りに必要なものを知りたい",
        first_answer=chance.random() < 0.8,
    )


def _booking(number: int, at: datetime, slot: Slot, chance: random.Random) -> Booking:
    return Booking(
        number=f"{number:08}",
        state="booked",
        slot=slot,
        channel=chance.choice(("web", "telephone")),
        language="ja",
        name="見本 花子",
        search_name="見本花子",
        phone="09000000001",
        made_at=at,
        once_key=uuid.UUID(int=chance.getrandbits(128)),
    )
