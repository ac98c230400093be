"""bin/bench figures: what one look at the board costs in a month of a hundred thousand calls."""

import argparse
import random
import time
from datetime import datetime, timedelta

from bench._ground import machine, percentile, prepare, publish

prepare()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from tests.services.processes import new_installation  # noqa: E402

from madoguchi.calls.ledger.models import Call  # noqa: E402
from madoguchi.calls.ledger.rules import Direction, Outcome  # noqa: E402
from madoguchi.config.presets import apply_preset, folder_of  # noqa: E402
from madoguchi.core import clock  # noqa: E402
from madoguchi.metrics.now.queries import now_figures  # noqa: E402

LOOKS = 100
MIX = (Outcome.ANSWERED,) * 7 + (Outcome.ABANDON, Outcome.OVERFLOW, Outcome.AFTER_HOURS)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench figures", description=__doc__)
    parser.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--calls", type=int, default=100_000)
    options = parser.parse_args()
    with new_installation(options.db) as installation, installation.as_own_database():
        apply_preset(folder_of("hatsukaichi"))
        make_month(options.calls)
        took, cpu = [], []
        for _ in range(LOOKS):
            began, cpu_began = time.perf_counter(), time.process_time()
            found = now_figures()
            took.append(time.perf_counter() - began)
            cpu.append(time.process_time() - cpu_began)
        with CaptureQueriesContext(connection) as queries:
            now_figures()
        took.sort()
        publish(
            {
                "name": "figures",
                "db": options.db,
                "n": LOOKS,
                "per_second": round(LOOKS / sum(took), 1),
                "p50_ms": round(percentile(took, 0.5) * 1000, 1),
                "p95_ms": round(percentile(took, 0.95) * 1000, 1),
                "cpu_ms": round(sum(cpu) / LOOKS * 1000, 1),
                "queries": len(queries),
                "errors": int(found.month.counted.received + found.month.counted.after_hours != options.calls),
                "conditions": {**machine(), "calls": options.calls},
            }
        )


def make_month(count: int) -> None:
    """All within this month, and so many of them today as an even share gives."""
    chance = random.Random(6)
    now = clock.now()
    first = clock.start_of(now.date().replace(day=1))
    for begin in range(0, count, 5000):
        Call.objects.bulk_create(
            _call(number, first + (now - first) * chance.random(), chance)
            for number in range(begin, min(begin + 5000, count))
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _call(number: int, at: datetime, chance: random.Random) -> Call:
    outcome, wait = chance.choice(MIX), chance.uniform(0, 60)
    answered = outcome is Outcome.ANSWERED
    ended = at + timedelta(seconds=wait + 180)
    return Call(
        key=f"made-{number}",
        direction=Direction.INCOMING.value,
        outcome=outcome.value,
        arrived_at=at,
        queued_at=at,
        answered_at=ended if answered else None,
        ended_at=ended,
        wait_seconds=wait,
    )


main()
