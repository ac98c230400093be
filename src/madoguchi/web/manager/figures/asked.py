"""Which month, and which months, a page of figures is asked for."""

from datetime import date

from madoguchi.core import clock
from madoguchi.municipality.queries import contract, has_contract
from madoguchi.quality.rules import months_until

MONTHS_SHOWN = 13  # so that a month stands beside the same one of the year before


def month_asked(text: str) -> date:
    """ "2026-11" as its first day; this month where nothing sensible is asked for, or one that is still to come."""
    this = clock.today().replace(day=1)
    try:
        return min(clock.month_of(text), this)
    except ValueError:
        return this


def months_shown(last: date, count: int = MONTHS_SHOWN) -> list[date]:
    return months_until(last, count=count)


def months_of_service() -> list[date]:
    """Of these, those since the service began, and at least this one and the one before."""
    months = months_shown(clock.today())
    begins = contract().service_from.replace(day=1) if has_contract() else months[0]
    return [month for place, month in enumerate(months) if month >= begins or place >= len(months) - 2]


def month_words(month: date) -> str:
    return f"{month:%Y年%-m月}"
