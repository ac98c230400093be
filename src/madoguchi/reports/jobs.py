"""Reports are drafted by themselves on the day after their last; `config/clockwork.py` says when it is looked."""

import logging
from collections.abc import Iterator
from datetime import date, timedelta

from django_tasks import task

from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.tasks.marks import at_least_once
from madoguchi.metrics.past.shapes import Period
from madoguchi.municipality.queries import contract, has_contract, openings, sites_in_use
from madoguchi.municipality.rules import Calendar
from madoguchi.reports.actions import make_report
from madoguchi.reports.forms import Kind, MadeOn, kinds_on
from madoguchi.reports.models import Report
from madoguchi.reports.refusals import MadeAlready
from madoguchi.reports.schedule import Cycle, ended_periods

log = logging.getLogger(__name__)

# How far back a night looks, so that nights without a worker lose nothing and a first night does not make a year's.
LOOKS_BACK = {
    Cycle.DAILY: timedelta(days=10),
    Cycle.WEEKLY: timedelta(days=35),
    Cycle.MONTHLY: timedelta(days=95),
    Cycle.YEARLY: timedelta(days=370),
}
DESK = "desk"


@task(queue_name="slow")
@at_least_once  # one report after the other; what is there already is not made again
def draft_reports() -> int:
    """How many were made."""
    if not has_contract():
        return 0
    return sum(_made(kind, period) for kind, period in reports_to_draft(clock.today()))


def _made(kind: Kind, period: Period) -> bool:
    try:
        make_report(kind.code, period, by=SYSTEM)
    except MadeAlready:
        return False
    except Exception:  # one that cannot be counted must not keep the others from their day
        log.exception("the report %s of %s could not be drafted", kind.code, period.first)
        return False
    return True


def reports_to_draft(today: date) -> Iterator[tuple[Kind, Period]]:
    terms = contract()
    for kind in kinds_on().values():
        if kind.made_on is MadeOn.BY_HAND or kind.cycle not in LOOKS_BACK:
            continue
        since = max(terms.service_from, today - LOOKS_BACK[kind.cycle])
        there = set(Report.objects.filter(code=kind.code, last__gte=since).values_list("first", flat=True))
        for period in ended_periods(kind.cycle, since=since, today=today):
            if period.first > terms.service_until or period.last < since or period.first in there:
                continue
            if kind.cycle is not Cycle.DAILY or _is_of_a_day(kind, period.first):
                yield kind, period


def _is_of_a_day(kind: Kind, day: date) -> bool:
    """REP-06: after each opening day."""
    match kind.made_on:
        case MadeOn.TELEPHONE_DAYS:
            return openings(Calendar.TELEPHONE, day, day)[day].is_open
        case MadeOn.DESK_DAYS:
            desks = sites_in_use().filter(kind=DESK)
            return any(openings(Calendar.COUNTER, day, day, site)[day].is_open for site in desks)
        case _:
            return True
