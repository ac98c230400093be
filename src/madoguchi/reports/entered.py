"""Numbers that nobody else keeps: entered into a daily report by place and item, added up in the others (REP-09, REP-07).

Such a table looks like any other in the content; its key begins with `entered_`, and a cell is empty until somebody
has entered it.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.shapes import Cell, Column, Period, Table
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import openings, sites_in_use
from madoguchi.municipality.rules import Calendar
from madoguchi.reports.models import Report
from madoguchi.reports.schedule import Cycle, State

ENTERED = "entered_"
DESK = "desk"

Numbers = Mapping[str, Mapping[str, int]]  # row -> item -> number


def is_entered(table: Table) -> bool:
    return table.key.startswith(ENTERED)


def numbers_of(report: Report) -> dict[str, dict[str, dict[str, int]]]:
    """By the key of the table."""
    kept: dict[str, dict[str, dict[str, int]]] = json.loads(report.entered) if report.entered else {}
    return kept


def entered_table(key: str, heading: str, items: tuple[str, ...], cycle: Cycle, period: Period) -> Table:
    """Of a day with empty cells; of a longer period the sums of its daily reports."""
    columns = (
        Column("place", "実施場所"),
        *(Column(f"item_{at}", one, Unit.CALLS) for at, one in enumerate(items, 1)),
    )
    if cycle is Cycle.DAILY:
        rows = tuple((name, *(None for _ in items)) for name in _places_of(period))
        return Table(key, heading, columns, rows)
    days = list(
        Report.objects.filter(cycle=Cycle.DAILY, first__gte=period.first, last__lte=period.last).exclude(entered="")
    )
    days = [one for one in days if key in numbers_of(one)]
    sums: dict[str, Counter[str]] = {name: Counter() for name in _places_of(period)}
    for day in days:
        for place, numbers in numbers_of(day)[key].items():
            sums.setdefault(place, Counter()).update(numbers)
    issued = sum(one.state == State.ISSUED for one in days)
    table = Table(
        key,
        heading,
        columns,
        tuple((place, *(counted[one] for one in items)) for place, counted in sums.items()),
        note=f"日次報告{len(days)}件の合計です（うち確定{issued}件）。",
    )
    return replace(table, total=_total(table.rows))


def filled_table(table: Table, numbers: Numbers) -> Table:
    """With what was entered, by the names of its rows and columns."""
    items = [column.label for column in table.columns[1:]]
    rows = tuple((row[0], *(numbers.get(str(row[0]), {}).get(one) for one in items)) for row in table.rows)
    return replace(table, rows=rows, total=_total(rows))


def put_together(
    standing: Numbers, typed: Numbers, seen: Numbers
) -> tuple[dict[str, dict[str, int]], list[tuple[str, str, int | None]]]:
    """Each cell as whoever has changed it wants it; and (row, item, what stands there) of those that two have changed."""
    together: dict[str, dict[str, int]] = {}
    clashes: list[tuple[str, str, int | None]] = []
    for row in typed:
        together[row] = {}
        for item in dict.fromkeys([*standing.get(row, {}), *typed[row]]):
            there, mine, before = (one.get(row, {}).get(item) for one in (standing, typed, seen))
            if mine not in (before, there) and there != before:
                clashes.append((row, item, there))
            number = there if mine == before else mine
            if number is not None:
                together[row][item] = number
    return together, clashes


def has_gaps(table: Table) -> bool:
    return is_entered(table) and any(cell is None for row in table.rows for cell in row[1:])


def _total(rows: tuple[tuple[Cell, ...], ...]) -> tuple[Cell, ...]:
    """None of what has gaps still, and none of one row."""
    columns = list(zip(*(row[1:] for row in rows), strict=True))
    if len(rows) < 2 or any(not isinstance(cell, int) for column in columns for cell in column):
        return ()
    return ("計", *(sum(cell for cell in column if isinstance(cell, int)) for column in columns))


def _places_of(period: Period) -> list[str]:
    """The desks, or where there are none the counters, of a day only those that are open."""
    sites = list(sites_in_use())
    places = [one for one in sites if one.kind == DESK] or sites
    if period.first == period.last:
        places = [one for one in places if _is_open(one, period)] or places
    return [one.name for one in places]


def _is_open(site: Site, period: Period) -> bool:
    return openings(Calendar.COUNTER, period.first, period.first, site)[period.first].is_open
