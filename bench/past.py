"""bin/bench past: what it costs to count a month of calls, contacts and bookings into all figures and tables."""

import argparse
import time

from bench._ground import machine, prepare, publish

prepare()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from tests.services.processes import new_installation  # noqa: E402

from bench._month import fill  # noqa: E402
from madoguchi.config.presets import apply_preset, folder_of  # noqa: E402
from madoguchi.core import clock  # noqa: E402
from madoguchi.metrics.past.queries import TABLES, Past, Period, table_of  # noqa: E402


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


main()
