"""Writing states: one row ends where the next begins. Whoever changes a state (`actions.py`) or sees one change
(`following.py`) comes through here."""

from datetime import datetime

from madoguchi.calls.agents.models import Agent, AgentState, Seat
from madoguchi.calls.agents.refusals import MoveNotAllowed
from madoguchi.calls.agents.rules import State, may_move


def hold_row(agent: Agent) -> AgentState | None:
    """The open state, held until the transaction ends. The agent's row is held too: there may be no state yet."""
    Agent.objects.select_for_update().get(pk=agent.pk)
    return AgentState.objects.select_for_update().filter(agent=agent, ended_at=None).first()


def state_in(row: AgentState | None) -> State:
    return State(row.state) if row else State.SIGNED_OUT


def begin_state(
    agent: Agent,
    row: AgentState | None,
    state: State,
    *,
    at: datetime,
    seat: Seat | None = None,
    reason: str = "",
    call_key: str = "",
    set_by: str = "",
) -> AgentState:
    """The next state. The seat stays the same while somebody sits there."""
    before = state_in(row)
    if state != before and not may_move(before, state):
        raise MoveNotAllowed(before, state)
    if row is not None:
        at = max(at, row.began_at)  # a clock that was put back makes no stretch of negative length
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        seat = seat or row.seat
    return AgentState.objects.create(
        agent=agent,
        state=state.value,
        reason=reason,
        seat=None if state is State.SIGNED_OUT else seat,
        call_key=call_key,
        began_at=at,
        set_by=set_by,
    )
