"""The situation in words, from the figures of the last whole month: what a consultation begins with (WFM-09)."""

from datetime import date, timedelta

from madoguchi.calls.lines.queries import seats_on
from madoguchi.core import clock
from madoguchi.metrics.definitions import BY_KEY
from madoguchi.metrics.definitions.entry import Unit
from madoguchi.metrics.past.queries import figures_in
from madoguchi.metrics.past.shapes import Period, Value
from madoguchi.web.frame.times import length_in_words
from madoguchi.workforce.seats.queries import spans_between

SHOWN = ("received", "answered", "answer_rate", "abandoned", "asa", "aht", "contacts", "placed_average")


def situation_before(today: date) -> str:
    period = Period.month_of(today.replace(day=1) - timedelta(days=1))
    figures = figures_in(period)
    told = [f"・{BY_KEY[key].label}：{_words(figures[key])}" for key in SHOWN if key in figures]
    added = spans_between(clock.start_of(period.first), clock.start_of(period.last + timedelta(days=1)))
    return "\n".join(
        [
            f"{period.first.year}年{period.first.month}月の実績",
            *told,
            f"・取り決めた席数：{seats_on(period.last)}席",
            f"・急な増席：{len(added)}回",
        ]
    )


def _words(value: Value) -> str:
    unit = BY_KEY[value.key].unit
    if value.number is None:
        return "—"
    return length_in_words(value.number) if unit is Unit.SECONDS else f"{value.shown}{unit.value}"
