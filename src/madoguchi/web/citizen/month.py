"""The month of a site: how full each day is, and why a day is closed."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.http import urlencode

from madoguchi.booking.queries import availability_by_day, booking_window
from madoguchi.booking.rules import Mark
from madoguchi.municipality.models import Procedure, Site
from madoguchi.municipality.queries import openings
from madoguchi.web.frame.calendar import DayState, Filling, Month, month_of

FILLINGS = {Mark.FREE: Filling.OPEN, Mark.FEW: Filling.FEW, Mark.FULL: Filling.FULL}


def availability_month(site: Site, wished: str, *, procedure: Procedure, today: date) -> Month:
    window = booking_window(today)
    first_day, last_day = window.first_day(today), window.last_day(today)
    shown = _month_in(wished, earliest=first_day, latest=last_day)

    def url_of_day(on: date) -> str:
        return f"{reverse('citizen:day', args=[on])}?{urlencode({'procedure': procedure.code, 'site': site.code})}"

    def url_of_month(first: date) -> str:
        choice = {"procedure": procedure.code, "site": site.code, "month": f"{first:%Y-%m}"}
        return f"?{urlencode(choice)}"

    return month_of(
        shown,
        _states(site, shown, today=today),
        today=today,
        url_of_day=url_of_day,
        url_of_month=url_of_month,
        first_month=first_day,
        last_month=last_day,
    )


def _states(site: Site, first: date, *, today: date) -> dict[date, DayState]:
    until = (first + timedelta(days=32)).replace(day=1)
    published = availability_by_day(site, first=first, until=until, today=today)
    states = {}
    for day, opening in openings("counter", first, until - timedelta(days=1), site).items():
        if day in published:
            states[day] = DayState(FILLINGS[published[day].mark], published[day].remaining)
        else:
            # Open, but gone by, too far ahead or not published: nothing to book there.
            states[day] = DayState(Filling.PAST if opening.is_open else Filling.CLOSED, reason=opening.reason)
    return states


def _month_in(wished: str, *, earliest: date, latest: date) -> date:
    """The first day of the wished month, as far as something can be booked in it."""
    try:
        month = date.fromisoformat(f"{wished}-01")
    except ValueError:
        month = earliest
    return max(earliest.replace(day=1), min(month.replace(day=1), latest))
