"""Which days a page of figures is asked for: a month, or from one day to another."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest

from madoguchi.core import clock
from madoguchi.metrics.past.shapes import Period
from madoguchi.web.manager.figures.asked import month_asked, month_words, months_shown

MOST_DAYS = 400


@dataclass(frozen=True)
class Asked:
    period: Period
    words: str
    query: str  # what leads to the same days elsewhere

    @property
    def months(self) -> list[tuple[str, str]]:
        return [(f"{one:%Y-%m}", month_words(one)) for one in reversed(months_shown(clock.today()))]


def asked_for(request: HttpRequest) -> Asked:
    """`from` and `until`, both inside, where both are days; else the month, or this one."""
    first, last = _day(request.GET.get("from", "")), _day(request.GET.get("until", ""))
    if first and last and first <= last < first + timedelta(days=MOST_DAYS):
        return Asked(Period(first, last), f"{_words(first)}～{_words(last)}", f"from={first}&until={last}")
    month = month_asked(request.GET.get("month", ""))
    return Asked(Period.month_of(month), month_words(month), f"month={month:%Y-%m}")


def _day(text: str) -> date | None:
    try:
        return clock.day_of(text)
    except ValueError:
        return None


def _words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
