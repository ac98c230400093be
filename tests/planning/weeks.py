"""Weeks of calls that have passed, put straight into the ledger: what is tested is what is made of them."""

from datetime import date, time, timedelta
from random import Random

from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.rules import Direction, Outcome
from madoguchi.core import clock
from madoguchi.municipality.queries import openings


def lived_through(
    first: date,
    last: date,
    *,
    calls_a_day: int,
    answered: int = 80,
    hung_up: int = 15,
    in_greeting: int = 5,
    talk: float = 240,
    after: float = 60,
    waited: float = 30,
    hours: tuple[int, int] = (9, 17),
) -> int:
    """Every open day the same number, evenly over these hours; of a hundred so many of each outcome."""
    random, made = Random(11), []
    outcomes = (
        [Outcome.ANSWERED] * answered + [Outcome.ABANDON] * hung_up + [Outcome.ENDED_IN_ANNOUNCEMENT] * in_greeting
    )
    random.shuffle(outcomes)
    for day, opening in openings("telephone", first, last).items():
        if not opening.is_open:
            continue
        begins = clock.moment(day, time(hours[0]))
        step = timedelta(hours=hours[1] - hours[0]) / calls_a_day
        for place in range(calls_a_day):
            outcome, at = outcomes[len(made) % len(outcomes)], begins + place * step
            is_answered, is_queued = outcome == Outcome.ANSWERED, outcome != Outcome.ENDED_IN_ANNOUNCEMENT
            made.append(
                Call(
                    key=f"lived-{day:%Y%m%d}-{place}",
                    direction=Direction.INCOMING.value,
                    arrived_at=at,
                    queued_at=at if is_queued else None,
                    answered_at=at + timedelta(seconds=waited) if is_answered else None,
                    ended_at=at + timedelta(seconds=waited + talk),
                    outcome=outcome.value,
                    wait_seconds=waited if is_queued else 0,
                    talk_seconds=talk if is_answered else 0,
                    after_call_seconds=after if is_answered else 0,
                )
            )
    return len(Call.objects.bulk_create(made))
