"""The months before the demo's last one: calls, and records of nearly all of them, so that trends have a past."""

from datetime import time, timedelta
from random import Random

from madoguchi.calls.ledger.actions import take_facts
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ports import ExchangeFact
from madoguchi.config.sample_calls import DAYS_BACK, ENDINGS, WEIGHTS, extensions_here, line_here, told_call
from madoguchi.config.sample_contacts import write_of_call
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import contract, open_days
from madoguchi.quality.rules import months_until

SEED = 20261130
KEY = "earlier-"
MONTHS = 4  # this one included
CALLS_A_DAY = (7, 12)
# Of those that were answered: how many were written down, and how many of these were handed on, the oldest month first.
RECORDED = (0.94, 0.96, 0.97, 0.98)
HANDED_ON = (0.2, 0.17, 0.14, 0.12)


def live_through_earlier_months(operator: Actor) -> int:
    """How many days; a second time changes nothing. Only what lies before the month that `sample_calls` tells."""
    if Call.objects.filter(key__startswith=KEY).exists():
        return 0
    months = months_until(clock.today(), count=MONTHS)
    first = max(months[0], contract().service_from)
    random, extensions, dialled = Random(SEED), extensions_here(), line_here().number  # noqa: S311 - a sample
    days = open_days("telephone", first, clock.today() - timedelta(days=DAYS_BACK + 1))
    for day in days:
        facts: list[ExchangeFact] = []
        answered: list[tuple[str, ExchangeFact]] = []
        for place in range(random.randint(*CALLS_A_DAY)):
            ending = random.choices(ENDINGS, WEIGHTS)[0]
            at = clock.moment(day, time(8, 30)) + timedelta(seconds=random.randrange(8 * 3600))
            if ending == "after_hours":
                at = clock.moment(day, time(17, 5)) + timedelta(seconds=random.randrange(3 * 3600))
            key = f"{KEY}{day:%Y%m%d}-{place:02}"
            told = list(told_call(key, at, ending, extensions[place % len(extensions)], dialled, random))
            facts += told
            answered += [(key, told[-1])] if ending == "answered" else []
        with clock.as_if(clock.moment(day, time(21))):
            take_facts(facts)
        _write_of_some(answered, months.index(day.replace(day=1)), operator, random)
    return len(days)


def _write_of_some(answered: list[tuple[str, ExchangeFact]], month: int, operator: Actor, random: Random) -> None:
    for key, last in answered:
        if random.random() < RECORDED[month]:
            write_of_call(key, last.at, hands_on=random.random() < HANDED_ON[month], by=operator, random=random)
