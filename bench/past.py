"""bin/bench past: what it costs to count a month of calls, contacts and bookings into all figures and tables."""

import argparse
import random
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from bench._ground import machine, prepare, publish

prepare()

from django.db import connection  # noqa: E402
from django.db.models import Model  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from tests.services.processes import new_installation  # noqa: E402

from madoguchi.booking.models import Booking, Slot  # noqa: E402
from madoguchi.calls.ledger.models import Call  # noqa: E402
from madoguchi.calls.ledger.rules import Direction, Outcome  # noqa: E402
from madoguchi.config.presets import apply_preset, folder_of  # noqa: E402
from madoguchi.contacts.models import Contact  # noqa: E402
from madoguchi.core import clock  # noqa: E402
from madoguchi.metrics.past.queries import TABLES, Past, Period, table_of  # noqa: E402
from madoguchi.municipality.models import Site  # noqa: E402

MIX = (Outcome.ANSWERED,) * 7 + (Outcome.ABANDON, Outcome.OVERFLOW, Outcome.AFTER_HOURS)
TOPICS = ("受取り", "申請", "電子証明書", "暗証番号", "")
AT_ONCE = 5000


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench past", description=__doc__)
    parser.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--calls", type=int, default=100_000, help="and as many contacts and bookings")
    options = parser.parse_args()
    with new_installation(options.db) as installation, installation.as_own_database():
        apply_preset(folder_of("hatsukaichi"))
        month = Period.month_of(clock.today())
        fill(options.calls, clock.start_of(month.first))
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            past = Past(month)
            found = past.figures()
            figures_took = time.perf_counter() - began
            for key in TABLES:
                table_of(past, key)
            took = time.perf_counter() - began
        counted = found["received"].part + found["after_hours"].part
        publish(
            {
                "name": "past",
                "db": options.db,
                "n": options.calls,
                "figures_seconds": round(figures_took, 2),
                "figures_and_tables_seconds": round(took, 2),
                "queries": len(queries),
                "slowest": sorted((float(one["time"]) for one in queries), reverse=True)[:3],
                "errors": int(counted != options.calls or found["contacts"].part != options.calls),
                "conditions": machine(),
            }
        )


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


main()
