"""What months, days and hours are called in tables."""

from datetime import date, datetime

from madoguchi.core import clock
from madoguchi.metrics.past.shapes import Period


def month_of(hour: datetime) -> date:
    return hour.date().replace(day=1)


def months_in(period: Period) -> dict[date, str]:
    """Each month that the period touches."""
    return {first: f"{first.year}年{first.month}月" for day in period.days for first in [day.replace(day=1)]}


def days_in(period: Period) -> dict[date, str]:
    """With the year where the period runs over its end."""
    has_year = period.first.year != period.last.year
    return {
        day: f"{f'{day.year}年' if has_year else ''}{day.month}月{day.day}日（{clock.WEEKDAYS[day.weekday()]}）"
        for day in period.days
    }


def hour_label(hour: int) -> str:
    return f"{hour}時"
