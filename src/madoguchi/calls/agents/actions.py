"""What people do: sit down, leave, say whether they take calls. What the exchange sees is in `following.py`."""

from django.db import transaction

from madoguchi.calls.agents.history import AGENT
from madoguchi.calls.agents.models import Agent, AgentState, Seat
from madoguchi.calls.agents.queries import MAY_EDIT, MAY_SUPERVISE, holder_of
from madoguchi.calls.agents.refusals import (
    ExchangeSetsIt,
    MoveNotAllowed,
    NoAgent,
    NotSignedIn,
    SeatNotInUse,
    SeatTaken,
)
from madoguchi.calls.agents.rules import (
    CHOSEN,
    CHOSEN_WITHOUT_TELEPHONE,
    FIRST,
    State,
    may_move,
    pause_reason,
)
from madoguchi.calls.agents.states import begin_state, hold_row, state_in
from madoguchi.calls.orders.actions import ask_exchange
from madoguchi.calls.ports import OrderKind
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.record import About, record


@transaction.atomic
def sign_in(agent: Agent, seat: Seat, *, by: Actor) -> AgentState:
    """Sit down at a seat. Already seated elsewhere: moves there."""
    need_right(agent, by)
    row = hold_row(agent)
    agent.refresh_from_db(fields=["is_active", "device"])  # as whoever changed it a moment ago has left it
    if not agent.is_active:
        raise NoAgent
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    if not seat.is_in_use:
        raise SeatNotInUse
    holder = holder_of(seat)
    if holder is not None and holder.pk != agent.pk:
        raise SeatTaken(seat.name, holder.staff.name)
    before = state_in(row)
    if row is not None and row.seat_id == seat.pk:
        return row
    state = FIRST if before is State.SIGNED_OUT else before
    if before is not State.SIGNED_OUT and not set_by_people(before):
        raise MoveNotAllowed(before, FIRST)
    new = begin_state(agent, row, state, at=clock.now(), seat=seat, set_by=by.key)
    record(
        "agent.signed_in",
        by=by,
        about=about(agent),
        facts={"base": seat.base or None},
        changes={"seat": (row.seat.name if row and row.seat else None, seat.name)},
    )
    _ask(OrderKind.SIGN_IN, agent, {"reason": pause_reason(state)}, by=by)
    return new


@transaction.atomic
def sign_out(agent: Agent, *, by: Actor) -> AgentState | None:
    """Leave the seat. Not in the middle of a call."""
    need_right(agent, by)
    row = hold_row(agent)
    if row is None or row.state == State.SIGNED_OUT:
        return row
    seat = row.seat
    new = begin_state(agent, row, State.SIGNED_OUT, at=clock.now(), set_by=by.key)
    record("agent.signed_out", by=by, about=about(agent), changes={"seat": (seat.name if seat else None, None)})
    _ask(OrderKind.SIGN_OUT, agent, {}, by=by)
    return new


@transaction.atomic
def change_state(agent: Agent, state: State, reason: str = "", *, by: Actor) -> AgentState:
    """What somebody says of themselves, or a supervisor of them. Said twice it is one."""
    need_right(agent, by)
    row = hold_row(agent)
    before = state_in(row)
    if row is None or before is State.SIGNED_OUT:
        raise NotSignedIn
    if state not in (CHOSEN if agent.has_telephone else CHOSEN_WITHOUT_TELEPHONE):
        raise ExchangeSetsIt
    if (before, row.reason) == (state, reason):
        return row
    if before is not state and not may_move(before, state):
        raise MoveNotAllowed(before, state)
    new = begin_state(agent, row, state, at=clock.now(), reason=reason, set_by=by.key)
    record(
        "agent.state_changed",
        by=by,
        about=about(agent),
        changes={"agent_state": (before.value, state.value)},
        facts={"state_reason": reason or None},
    )
    why = pause_reason(state)
    _ask(OrderKind.PAUSE if why else OrderKind.UNPAUSE, agent, {"reason": why} if why else {}, by=by)
    return new


def set_by_people(state: State) -> bool:
    return state in CHOSEN or state is State.AFTER_CALL


def about(agent: Agent) -> About:
    return About(AGENT, agent.extension)


def need_right(agent: Agent, by: Actor) -> None:
    """One's own with one right, others' with another."""
    if by.kind is UserKind.SYSTEM:
        return
    needed = MAY_EDIT if by.key and by.key == agent.staff.login_id else MAY_SUPERVISE
    by.need(needed)


def _ask(kind: OrderKind, agent: Agent, values: dict[str, str], *, by: Actor) -> None:
    """Where there is a telephone. What an exchange that is away does not hear now, it is told when it is back: the
    switchboard compares (`telephony/switchboard`)."""
    if agent.has_telephone:
        ask_exchange(kind, by=by, agent=agent, values=values)
