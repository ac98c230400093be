"""Which month, and which months, a page of figures is asked for."""

from datetime import date

from madoguchi.core import clock
from madoguchi.quality.rules import months_until

MONTHS_SHOWN = 13  # so that a month stands beside the same one of the year before


def month_asked(text: str) -> date:
    """ "2026-11" as its first day; this month where nothing sensible is asked for, or one that is still to come."""
    this = clock.today().replace(day=1)
    try:
        return min(clock.day_of(f"{text}-01"), this)
    except ValueError:
        return this


def months_shown(last: date, count: int = MONTHS_SHOWN) -> list[date]:
    return months_until(last, count=count)


def month_words(month: date) -> str:
    return f"{month:%Y年%-m月}"
