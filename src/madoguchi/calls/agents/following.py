"""States that follow the telephone: the exchange rings, connects, holds, ends; after-call work runs out.

Nobody acts here, and ten thousand a day would bury what people did: these rows are their own record (`set_by` is
empty), the history has none of them.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from madoguchi.calls.agents.models import Agent, AgentState
from madoguchi.calls.agents.queries import after_call_ends_at
from madoguchi.calls.agents.rules import State, may_move
from madoguchi.calls.agents.states import begin_state, hold_row, state_in


@transaction.atomic
def follow(
    extension: str, state: State, *, at: datetime, call_key: str = "", reason: str = ""
) -> AgentState | None:
    """The exchange has seen it. Said twice it is one; what does not fit (somebody has left meanwhile) changes
    nothing. None then."""
    agent = Agent.objects.filter(extension=extension, is_active=True).first()
    if agent is None:
        return None
    row = hold_row(agent)
    before = state_in(row)
    if row is None or before is State.SIGNED_OUT:
        return None
    if before is state and row.call_key == call_key:
        return None
    if before is not state and not may_move(before, state):
        return None
    return begin_state(agent, row, state, at=at, call_key=call_key, reason=reason)


@transaction.atomic
def follow_from(before: State, extension: str, state: State, *, at: datetime) -> AgentState | None:
    """Only if nobody has said otherwise meanwhile."""
    agent = Agent.objects.filter(extension=extension).first()
    row = hold_row(agent) if agent else None
    if agent is None or row is None or row.state != before:
        return None
    return begin_state(agent, row, state, at=at)


def end_stale_after_call_work(*, now: datetime) -> list[AgentState]:
    """OPC-05, wazo-calld#184: nobody stays left out of the queue because a browser was closed. The new states."""
    over = []
    for row in AgentState.objects.filter(state=State.AFTER_CALL, ended_at=None).select_related("agent"):
        ends_at = after_call_ends_at(row)
        if ends_at is not None and ends_at <= now:
            new = _end_unless_changed(row, at=max(ends_at, row.began_at))
            over += [new] if new else []
    return over


@transaction.atomic
def _end_unless_changed(row: AgentState, *, at: datetime) -> AgentState | None:
    held = hold_row(row.agent)
    if held is None or held.pk != row.pk:
        return None
    return begin_state(row.agent, held, State.READY, at=at)


def after_call_work_to_tell(most: int = 100) -> list[AgentState]:
    """After-call work that is over and whose length the ledger has not been told yet."""
    rows = AgentState.objects.filter(state=State.AFTER_CALL, is_told=False).exclude(
        Q(ended_at=None) | Q(call_key="")
    )
    return list(rows.select_related("agent").order_by("ended_at")[:most])


def mark_told(rows: list[AgentState]) -> None:
    AgentState.objects.filter(pk__in=[row.pk for row in rows]).update(is_told=True)
