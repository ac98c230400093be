"""Day × hour: how something is spread over a period."""

from collections.abc import Callable, Mapping
from datetime import datetime

from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.call_tables import DAY, day_label, hour_label
from madoguchi.metrics.past.hours import hours_between
from madoguchi.metrics.past.shapes import Cell, Column, Period, Table

Numbers = Mapping[datetime, int | float]  # by the hour


def grid(
    key: str,
    heading: str,
    period: Period,
    numbers: Numbers,
    unit: Unit,
    *,
    adds_up: bool = True,
    note: str = "",
    cell: Callable[[int | float], Cell] = lambda number: number,
) -> Table:
    """Rows are days, columns the hours from the first to the last of which there is anything."""
    hours = hours_between({hour.hour: number for hour, number in numbers.items()})
    by_place = {(hour.date(), hour.hour): number for hour, number in numbers.items()}
    columns = (DAY, *(Column(f"hour_{hour:02}", hour_label(hour), unit) for hour in hours))
    rows = []
    for day in period.days:
        found = [by_place.get((day, hour), 0) for hour in hours]
        rows.append((day_label(day, period), *map(cell, found), *([cell(sum(found))] if adds_up else [])))
    sums = [sum(by_place.get((day, hour), 0) for day in period.days) for hour in hours]
    total: tuple[Cell, ...] = ("計", *map(cell, sums), cell(sum(sums))) if adds_up else ()
    return Table(
        key, heading, (*columns, *([Column("total", "計", unit)] if adds_up else [])), tuple(rows), total, note
    )
