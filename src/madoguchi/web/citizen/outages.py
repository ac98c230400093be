"""Why a time is closed for what somebody comes for, said before they look for it."""

from collections.abc import Sequence
from datetime import date, timedelta

from madoguchi.booking.models import Booking, Outage
from madoguchi.booking.outages.queries import asked_by, outages_between
from madoguchi.web.citizen.choice import Choice

MONTH_DAYS = 31


def outages_said(choice: Choice | None, first: date | None, *, days: int = MONTH_DAYS) -> Sequence[Outage]:
    """Those that touch what is shown; none for who needs no national system."""
    if first is None or not (choice and choice.needs_national_system):
        return ()
    return outages_between(first, first + timedelta(days=days))


def outages_said_to(booking: Booking, first: date | None, *, days: int = MONTH_DAYS) -> Sequence[Outage]:
    if first is None or not asked_by(booking)["needs_national_system"]:
        return ()
    return outages_between(first, first + timedelta(days=days))
