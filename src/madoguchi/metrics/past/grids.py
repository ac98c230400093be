"""Day × hour: how something is spread over a period."""

from collections.abc import Mapping
from datetime import datetime

from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.hours import hours_between
from madoguchi.metrics.past.labels import days_in, hour_label
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
    missing: Cell = 0,
    note: str = "",
) -> Table:
    """Rows are days, columns the hours from the first to the last of which there is anything."""
    hours = hours_between({hour.hour: number for hour, number in numbers.items()})
    by_place = {(hour.date(), hour.hour): number for hour, number in numbers.items()}
    columns = (Column("day", "日"), *(Column(f"hour_{hour:02}", hour_label(hour), unit) for hour in hours))
    rows: list[tuple[Cell, ...]] = []
    for day, label in days_in(period).items():
        found = [by_place.get((day, hour)) for hour in hours]
        cells = [missing if number is None else number for number in found]
        rows.append((label, *cells, *([sum(filter(None, found))] if adds_up else [])))
    sums = [sum(by_place.get((day, hour), 0) for day in period.days) for hour in hours]
    total: tuple[Cell, ...] = ("計", *sums, sum(sums)) if adds_up else ()
    return Table(
        key, heading, (*columns, *([Column("total", "計", unit)] if adds_up else [])), tuple(rows), total, note
    )
