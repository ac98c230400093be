"""Writing down a call by hand."""

import uuid

from django.db import transaction

from madoguchi.calls.agents.actions import need_right
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.agents.refusals import ExchangeSetsIt, MoveNotAllowed, NotSignedIn
from madoguchi.calls.agents.rules import State
from madoguchi.calls.agents.states import begin_state, hold_row, state_in
from madoguchi.calls.by_hand.refusals import EndsBeforeItBegins, NoNumberDialled
from madoguchi.calls.by_hand.rules import TakenCall, begin_facts, end_facts, facts_of
from madoguchi.calls.ledger.actions import take_facts
from madoguchi.calls.ledger.history import CALL
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.queries import MAY_EDIT
from madoguchi.calls.ledger.rules import Direction
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.core.text.phone import normalise_phone


@transaction.atomic
def enter_call(taken: TakenCall, *, once_key: uuid.UUID, by: Actor) -> Call:
    """Sent twice it is one call. It goes through the same books as every call."""
    by.need(MAY_EDIT)
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


@transaction.atomic
def begin_call(agent: Agent, number: str = "", *, dialled: str = "", by: Actor) -> str:
    """Somebody without a telephone of ours has picked one up (OPC-08): from now on they talk. The call's key. Pressed
    twice it is one."""
    _may_tell(agent, by)
    row = hold_row(agent)
    before = state_in(row)
    if row is None or before is State.SIGNED_OUT:
        raise NotSignedIn
    if before is State.TALKING:
        return row.call_key
    key, now = f"hand-{uuid.uuid4().hex}", clock.now()
    begin_state(agent, row, State.TALKING, at=now, call_key=key, set_by=by.key)
    digits = normalise_phone(number) or "".join(filter(str.isdigit, number))[:20]
    take_facts(begin_facts(key=key, extension=agent.extension, number=digits, dialled=dialled, at=now), by=by)
    record("call.entered", by=by, about=About(CALL, key), facts={"direction": Direction.INCOMING.value})
    return key


@transaction.atomic
def end_call(agent: Agent, *, by: Actor) -> None:
    """They have put it down; the work after the call begins."""
    _may_tell(agent, by)
    row = hold_row(agent)
    if row is None or row.state != State.TALKING:
        raise MoveNotAllowed(state_in(row), State.AFTER_CALL)
    now = clock.now()
    begin_state(agent, row, State.AFTER_CALL, at=now, call_key=row.call_key, set_by=by.key)
    if row.call_key:
        facts = end_facts(key=row.call_key, extension=agent.extension, began_at=row.began_at, at=now)
        take_facts(facts, by=by)


def _may_tell(agent: Agent, by: Actor) -> None:
    by.need(MAY_EDIT)
    if agent.has_telephone:
        raise ExchangeSetsIt
    need_right(agent, by)
