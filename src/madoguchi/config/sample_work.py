"""What the demo's people did beside booking: handed over, received, worked in the city's own system."""

from datetime import date, time, timedelta
from random import Random

from madoguchi.booking.deliveries.actions import deliver, receive
from madoguchi.booking.deliveries.refusals import NothingToDeliver
from madoguchi.booking.external.actions import Entry, record_external, tell_months
from madoguchi.booking.external.rules import HAS_A_NUMBER, HAS_A_VISIT, Outcome, Reason
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import procedures_offered

SEED = 20260702
HANDED_OVER_AT, RECEIVED_AT = time(17, 10), time(17, 25)
OUTCOMES = [Outcome.ACCEPTED, Outcome.CHANGED, Outcome.CANCELLED, Outcome.ASKED, Outcome.NOT_BOOKED]
WEIGHTS = [60, 12, 8, 12, 8]
DAYS_BACK, CALLS_A_DAY = 45, (3, 8)


def hand_over_day(day: date, *, by: Actor, to: Actor) -> None:
    """The end of an open day: the centre hands over, the city takes receipt. Today is still to come."""
    if clock.moment(day, RECEIVED_AT) >= clock.now():
        return
    with clock.as_if(clock.moment(day, HANDED_OVER_AT)):
        try:
            made = deliver(by=by)
        except NothingToDeliver:
            return
    with clock.as_if(clock.moment(day, RECEIVED_AT)):
        receive(made, by=to)


def record_external_calls(by: Actor) -> None:
    """Some weeks of calls about bookings in a system that is not ours, and what that system says of them."""
    random = Random(SEED)  # noqa: S311 - a sample, not a secret
    today = clock.today()
    procedures = [procedure.code for procedure in procedures_offered()]
    accepted: dict[date, int] = {}
    for day in clock.days_from(today - timedelta(days=DAYS_BACK), until=today):
        if day.weekday() >= 5:
            continue
        for call in range(random.randint(*CALLS_A_DAY)):
            entry = _entry(day, random, procedures)
            with clock.as_if(clock.moment(day, time(9 + call, random.randrange(60)))):
                record_external(entry, by=by)
            first = day.replace(day=1)
            accepted[first] = accepted.get(first, 0) + (entry.outcome is Outcome.ACCEPTED)
    last_month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    if last_month in accepted:
        tell_months({last_month: accepted[last_month] + 2}, source="entered", by=by)


def _entry(day: date, random: Random, procedures: list[str]) -> Entry:
    outcome = random.choices(OUTCOMES, WEIGHTS)[0]
    visit_on = day + timedelta(days=random.randint(3, 30))
    return Entry(
        outcome=outcome,
        number=f"K{random.randrange(10**6):06}" if outcome in HAS_A_NUMBER else "",
        visit_at=clock.moment(visit_on, time(random.randint(9, 16), 30)) if outcome in HAS_A_VISIT else None,
        people=1,
        procedures=procedures[:1],
        reason=random.choice(list(Reason)).value if outcome is Outcome.NOT_BOOKED else "",
    )
