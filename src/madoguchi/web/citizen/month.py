"""The month of a site: how full each day is for so many people, and why a day is closed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils.translation import get_language, gettext

from madoguchi.booking.capacity.queries import availability_by_day, booking_window
from madoguchi.booking.models import Outage
from madoguchi.booking.outages.queries import outages_between
from madoguchi.booking.rules import Mark
from madoguchi.core import clock
from madoguchi.municipality.models import Site
from madoguchi.municipality.page_texts import page_text
from madoguchi.municipality.queries import openings
from madoguchi.web.frame.calendar import DayState, Filling, Month, month_of

FILLINGS = {Mark.FREE: Filling.OPEN, Mark.FEW: Filling.FEW, Mark.FULL: Filling.FULL}


def availability_month(
    site: Site,
    wished: str,
    *,
    people: int,
    needs_national_system: bool = False,
    is_affected: bool = False,
    url_of_day: Callable[[date], str],
    url_of_month: Callable[[str], str],
    now: datetime,
) -> Month:
    window = booking_window(site, today=now.date())
    first_day, last_day = window.first_day(now), window.last_day(now)
    shown = _month_in(wished, earliest=first_day, latest=last_day)
    return month_of(
        shown,
        _states(
            site,
            shown,
            people=people,
            now=now,
            needs_national_system=needs_national_system,
            is_affected=is_affected,
        ),
        today=now.date(),
        url_of_day=url_of_day,
        url_of_month=lambda first: url_of_month(f"{first:%Y-%m}"),
        first_month=first_day,
        last_month=last_day,
        said=_marks_said(),
    )


def _marks_said() -> dict[Filling, str]:
    language = get_language() or "ja"
    texts = {filling: page_text(f"marks.{mark.value}", language) for mark, filling in FILLINGS.items()}
    return {filling: text for filling, text in texts.items() if text}


def _states(
    site: Site, first: date, *, people: int, now: datetime, needs_national_system: bool, is_affected: bool
) -> dict[date, DayState]:
    until = (first + timedelta(days=32)).replace(day=1)
    published = availability_by_day(
        site,
        first=first,
        until=until,
        now=now,
        people=people,
        needs_national_system=needs_national_system,
        is_affected=is_affected,
    )
    outages = outages_between(first, until) if needs_national_system else []
    states = {}
    for day, opening in openings("counter", first, until - timedelta(days=1), site).items():
        if day in published:
            states[day] = DayState(FILLINGS[published[day].mark], published[day].remaining)
        elif opening.is_open and any(_takes_the_day(outage, day) for outage in outages):
            states[day] = DayState(Filling.CLOSED, reason=gettext("システム停止"))
        else:
            # Open, but gone by, too far ahead or not published: nothing to book there.
            states[day] = DayState(Filling.PAST if opening.is_open else Filling.CLOSED, reason=opening.reason)
    return states


def _takes_the_day(outage: Outage, day: date) -> bool:
    return outage.stretch.touches(starts_at=clock.start_of(day), ends_at=clock.start_of(day + timedelta(days=1)))


def _month_in(wished: str, *, earliest: date, latest: date) -> date:
    """The first day of the wished month, as far as something can be booked in it."""
    try:
        month = date.fromisoformat(f"{wished}-01")
    except ValueError:
        month = earliest
    return max(earliest.replace(day=1), min(month.replace(day=1), latest))
