"""bin/bench reports: a monthly report of a hundred thousand calls, contacts and bookings, counted and written in each
form, and all records of the month as data."""

import argparse
import time
from collections.abc import Callable

from bench._ground import machine, prepare, publish

prepare()

from tests.services.processes import new_installation  # noqa: E402

from bench._month import fill  # noqa: E402
from madoguchi.accounts.rights import RIGHTS_BY_ROLE, Role  # noqa: E402
from madoguchi.config.presets import apply_preset, folder_of  # noqa: E402
from madoguchi.contacts.export.monthly import records_of_month  # noqa: E402
from madoguchi.contacts.export.queries import columns_for, headings, rows_of  # noqa: E402
from madoguchi.core import clock  # noqa: E402
from madoguchi.core.actors import Actor, UserKind  # noqa: E402
from madoguchi.metrics.past.shapes import Period  # noqa: E402
from madoguchi.reports.drafting import counted_for  # noqa: E402
from madoguchi.reports.forms import kinds_on  # noqa: E402
from madoguchi.web.frame.csv_file import csv_lines  # noqa: E402
from madoguchi.web.manager.reports.files.forms import FORMS, file_of  # noqa: E402

PRESET, REPORT = "kawagoe", "centre_monthly"
GOAL_SECONDS = 10


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench reports", description=__doc__)
    parser.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--calls", type=int, default=100_000, help="and as many contacts and bookings")
    options = parser.parse_args()
    with new_installation(options.db) as installation, installation.as_own_database():
        apply_preset(folder_of(PRESET))
        month = Period.month_of(clock.today())
        fill(options.calls, clock.start_of(month.first))
        for form in FORMS:
            _publish(form, options, lambda form=form: len(_report(month, form)))  # type: ignore[misc]
        _publish("all_records_csv", options, lambda: _all_records(month))


def _report(month: Period, form: str) -> bytes:
    return file_of(counted_for(kinds_on()[REPORT], month), form).content


def _all_records(month: Period) -> int:
    city = Actor(UserKind.CITY, "bench", RIGHTS_BY_ROLE[Role.CITY_ADMIN])
    columns = columns_for(city, with_persons=False)
    found = records_of_month(city, month.first, is_handed_over=True)
    return sum(len(line.encode()) for line in csv_lines(headings(columns), rows_of(found, columns)))


def _publish(form: str, options: argparse.Namespace, make: Callable[[], int]) -> None:
    began, cpu_began = time.perf_counter(), time.process_time()
    size = make()
    took = time.perf_counter() - began
    publish(
        {
            "name": f"reports_{form}",
            "db": options.db,
            "n": options.calls,
            "seconds": round(took, 2),
            "cpu_seconds": round(time.process_time() - cpu_began, 2),
            "per_second": round(options.calls / took),
            "bytes": size,
            "errors": int(not size or (form in FORMS and took > GOAL_SECONDS)),
            "conditions": {**machine(), "preset": PRESET},
        }
    )


main()
