"""The weeks of the plan that stand around a day: what was kept of days that are over, what is forecast of the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from madoguchi.planning.forecast.queries import openings_of_month
from madoguchi.planning.queries import Interval, Plan, as_interval, needed_between, plan_of

WEEKS_SHOWN = 2


@dataclass(frozen=True)
class Weeks:
    first: date  # a Monday
    last: date
    plan: Plan
    needed: Mapping[date, list[Interval]]


def weeks_around(day: date, *, today: date) -> Weeks:
    monday = day - timedelta(days=day.weekday())
    last = monday + timedelta(weeks=WEEKS_SHOWN, days=-1)
    ahead = [monday + timedelta(days=number) for number in range((last - monday).days + 1)]
    plan = plan_of([today, *(one for one in ahead if one >= today), month_end(today)])
    needed = needed_between(monday, min(last, today)) if monday <= today else {}
    for one, needs in plan.days.items():
        if monday <= one <= last and one not in needed:
            needed[one] = [as_interval(need) for need in needs]
    return Weeks(monday, last, plan, needed)


def month_end(day: date) -> date:
    return max(openings_of_month(day))
