"""Writing down a call by hand."""

import uuid

from django.db import transaction

from madoguchi.calls.agents.models import Agent
from madoguchi.calls.by_hand.refusals import EndsBeforeItBegins, NoNumberDialled
from madoguchi.calls.by_hand.rules import TakenCall, facts_of
from madoguchi.calls.ledger.actions import take_facts
from madoguchi.calls.ledger.history import CALL
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.queries import MAY_EDIT
from madoguchi.calls.ledger.rules import Direction
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import MissingRight


@transaction.atomic
def enter_call(taken: TakenCall, *, once_key: uuid.UUID, by: Actor) -> Call:
    """Sent twice it is one call. It goes through the same books as every call."""
    if not by.may(MAY_EDIT):
        raise MissingRight(MAY_EDIT)
    if taken.ended_at > clock.now():
        raise EndsBeforeItBegins
    if taken.direction is Direction.OUTGOING and not taken.number:
        raise NoNumberDialled
    key = f"hand-{once_key.hex}"
    known = Call.objects.filter(key=key).first()
    if known:
        return known
    agent = Agent.objects.filter(staff__login_id=by.key).first()
    take_facts(facts_of(taken, key=key, extension=agent.extension if agent else ""), by=by)
    record("call.entered", by=by, about=About(CALL, key), facts={"direction": taken.direction.value})
    return Call.objects.get(key=key)
