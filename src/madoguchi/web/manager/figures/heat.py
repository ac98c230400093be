"""曜日と時間帯: when calls come, when they are not answered, when people are there (RTV-06)."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.core import clock
from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.kpi.queries import MAY_VIEW
from madoguchi.metrics.past.charts import Chart, ChartKind
from madoguchi.metrics.past.grids import grid
from madoguchi.metrics.past.hours import hours_between
from madoguchi.metrics.past.labels import hour_label
from madoguchi.metrics.past.reading import Past
from madoguchi.metrics.past.shapes import Cell, Column, Period, Table
from madoguchi.municipality.queries import open_days
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.charts.drawing import ShownChart, shown_chart
from madoguchi.web.manager.figures.asked import month_asked, month_words, months_shown

Numbers = Mapping[datetime, int | float]


def _received(past: Past) -> Numbers:
    return {hour: some.counted.received for hour, some in past.hours.items()}


def _not_answered(past: Past) -> Numbers:
    return {
        hour: some.counted.received - some.counted.answered - some.counted.self_served - some.counted.waiting
        for hour, some in past.hours.items()
    }


def _placed(past: Past) -> Numbers:
    return {hour: round(seconds / 3600, 1) for hour, seconds in past.placed_seconds.items()}


LOOKS: dict[str, tuple[str, Unit, Callable[[Past], Numbers], str]] = {
    "received": ("着信", Unit.CALLS, _received, "受付時間内の着信です。"),
    "not_answered": (
        "応答できなかった着信",
        Unit.CALLS,
        _not_answered,
        "応答前の切断・あふれ・交換機の停止による切断です。",
    ),
    "placed": ("配置人数", Unit.PEOPLE, _placed, "席に着いていた時間を、人数に直したものです。"),
}


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def heat(request: StaffRequest) -> HttpResponse:
    month, what = month_asked(request.GET.get("month", "")), request.GET.get("what", "")
    what = what if what in LOOKS else "received"
    label, unit, count, note = LOOKS[what]
    period = _so_far(Period.month_of(month))
    numbers = count(Past(period))
    context = {
        "words": month_words(month),
        "is_running": month == clock.today().replace(day=1),
        "what": what,
        "label": label,
        "looks": [(key, look[0]) for key, look in LOOKS.items()],
        "month": f"{month:%Y-%m}",
        "months": [(f"{one:%Y-%m}", month_words(one)) for one in reversed(months_shown(clock.today()))],
        "weekdays": _drawn(by_weekday(label, unit, note, period, numbers)) if numbers else None,
        "days": _drawn(
            grid("by_day", f"日・時間帯別の{label}", period, numbers, unit, adds_up=unit is Unit.CALLS, note=note)
        )
        if numbers
        else None,
    }
    return render(request, "manager/figures/heat.html", context)


def by_weekday(label: str, unit: Unit, note: str, period: Period, numbers: Numbers) -> Table:
    """The mean of a day on which the telephone was open: months have four Mondays or five, and holidays fall on some."""
    hours = hours_between({hour.hour: number for hour, number in numbers.items()})
    days: dict[int, list[date]] = {}
    for day in open_days("telephone", period.first, period.last):
        days.setdefault(day.weekday(), []).append(day)
    sums: dict[tuple[int, int], float] = {}
    for hour, number in numbers.items():
        place = (hour.weekday(), hour.hour)
        sums[place] = sums.get(place, 0) + number
    columns = (
        Column("weekday", "曜日"),
        *(Column(f"hour_{hour:02}", hour_label(hour), unit) for hour in hours),
        Column("open_days", "受付日"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            f"{clock.WEEKDAYS[weekday]}曜日",
            *(round(sums.get((weekday, hour), 0) / len(open_on), 1) for hour in hours),
            f"{len(open_on)}日",
        )
        for weekday, open_on in sorted(days.items())
    ]
    heading = f"曜日・時間帯別の{label}（受付日1日の平均）"
    return Table("by_weekday", heading, columns, tuple(rows), note=f"{note}受付日の数で割った平均です。")


def _drawn(table: Table) -> ShownChart:
    values = tuple(column.key for column in table.columns if column.key.startswith("hour_"))
    chart = Chart(ChartKind.HEAT, table.key, table.heading, table.columns[0].key, values)
    return shown_chart(chart, table)


def _so_far(period: Period) -> Period:
    """Days that are still to come have no calls, which is not the same as none."""
    return Period(period.first, max(period.first, min(period.last, clock.today())))
