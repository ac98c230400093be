"""Looking for calls: by everything at once."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.queries import calls_visible_to
from madoguchi.calls.ledger.rules import Direction, Outcome, digits_of
from madoguchi.core import clock
from madoguchi.core.actors import Actor


@dataclass(frozen=True)
class Conditions:
    since: date | None = None
    until: date | None = None  # the last day
    number: str = ""  # of the other side, or its end
    dialled: str = ""
    extension: str = ""
    outcome: str = ""
    direction: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Conditions()


# Of a number that somebody remembers, the end is enough; less finds everybody.
DIGITS_ENOUGH = 4


def found_by(actor: Actor, wanted: Conditions) -> QuerySet[Call]:
    calls = calls_visible_to(actor)
    if wanted.since:
        calls = calls.filter(arrived_at__gte=clock.start_of(wanted.since))
    if wanted.until:
        calls = calls.filter(arrived_at__lt=clock.start_of(wanted.until + timedelta(days=1)))
    if wanted.number:
        calls = calls.filter(_other_side(digits_of(wanted.number)))
    if wanted.dialled:
        calls = calls.filter(dialled=wanted.dialled)
    if wanted.extension:
        calls = calls.filter(legs__extension=wanted.extension).distinct()
    if wanted.outcome in set(Outcome):
        calls = calls.filter(outcome=wanted.outcome)
    if wanted.direction in set(Direction):
        calls = calls.filter(direction=wanted.direction)
    return calls


def _other_side(digits: str) -> Q:
    if len(digits) < DIGITS_ENOUGH:
        return Q(pk__in=[])
    out = Q(direction=Direction.OUTGOING.value)
    return Q(caller__endswith=digits) | out & Q(dialled__endswith=digits)
