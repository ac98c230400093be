"""Coming to somebody's aid in their call: listening, speaking to them alone, joining, taking the call over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from madoguchi.calls.agents.models import Agent, AgentState
from madoguchi.calls.agents.queries import agent_of, state_of
from madoguchi.calls.agents.rules import ON_THE_LINE, State
from madoguchi.calls.orders.actions import ask_exchange
from madoguchi.calls.orders.models import Order
from madoguchi.calls.ports import OrderKind
from madoguchi.core.actors import Actor
from madoguchi.core.refusals import Refusal

EARS = (OrderKind.LISTEN, OrderKind.WHISPER, OrderKind.BARGE)
AIDING = (*EARS, OrderKind.LEAVE, OrderKind.CONSULT)


class NoEar(Refusal):
    message = "自分の内線と電話機がないため、通話に入れません。「席と内線」で、自分の内線を登録してください。"


class OwnCall(Refusal):
    message = "自分の通話には、入れません。"


class NotOnTheLine(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name}さんは、いま通話中ではありません。")


class EarIsTalking(Refusal):
    message = "自分が通話中です。終えてから、もう一度押してください。"


@dataclass(frozen=True)
class Aid:
    """Who has come into a call, how, since when."""

    extension: str
    how: OrderKind
    since: datetime


def listen_in(agent: Agent, kind: OrderKind, *, by: Actor) -> Order:
    """The supervisor's own telephone rings; picked up, it is in the call. Asked again, it changes how it listens."""
    if kind not in EARS:
        raise ValueError(f"{kind} is no way of listening")
    row, ear = _call_of(agent), _ear_of(agent, by)
    return ask_exchange(kind, by=by, agent=agent, call_key=row.call_key, values={"ear": ear.extension})


def leave_call(agent: Agent, *, by: Actor) -> Order:
    row, ear = _call_of(agent), _ear_of(agent, by)
    return ask_exchange(OrderKind.LEAVE, by=by, agent=agent, call_key=row.call_key, values={"ear": ear.extension})


def begin_take_over(agent: Agent, *, by: Actor) -> Order:
    """ESC-02: the caller waits with music, the operator tells the supervisor what it is about; nobody is cut off, also
    when the supervisor does not pick up."""
    row, ear = _call_of(agent), _ear_of(agent, by)
    if ear.extension in {aid.extension for aid in aids_in([row.call_key]).get(row.call_key, [])}:
        leave_call(agent, by=by)  # a telephone that listens is busy
    own = state_of(ear)
    if own is not None and State(own.state) in ON_THE_LINE:
        raise EarIsTalking
    return ask_exchange(OrderKind.CONSULT, by=by, agent=agent, call_key=row.call_key, values={"to": ear.extension})


def finish_take_over(agent: Agent, *, by: Actor) -> Order:
    """The operator leaves, the caller and the supervisor go on."""
    row = _call_of(agent)
    return ask_exchange(OrderKind.TRANSFER, by=by, agent=agent, call_key=row.call_key, values={"how": "attended"})


def give_call_back(agent: Agent, *, by: Actor) -> Order:
    """The supervisor leaves, the caller is with the operator again."""
    row = _call_of(agent)
    return ask_exchange(OrderKind.CONSULT, by=by, agent=agent, call_key=row.call_key, values={"how": "back"})


def aids_in(call_keys: list[str]) -> Mapping[str, list[Aid]]:
    """Who has come into these calls and has not been told to leave. Whoever put the telephone down themselves stands
    here until the call is over: they have heard it."""
    asked = (
        Order.objects.filter(
            call_key__in=[key for key in call_keys if key],
            kind__in=[kind.value for kind in AIDING],
            state__in=("taken", "done"),
        )
        .select_related("agent__staff")
        .order_by("asked_at", "uid")
    )
    newest: dict[str, dict[str, Aid]] = {}
    for order in asked:
        wished, of_call = order.wished, newest.setdefault(order.call_key, {})
        if order.kind == OrderKind.LEAVE:
            of_call.pop(wished.get("ear", ""), None)
        elif order.kind != OrderKind.CONSULT:
            of_call[wished.get("ear", "")] = Aid(wished.get("ear", ""), OrderKind(order.kind), order.asked_at)
        elif wished.get("how") == "back":
            newest[order.call_key] = {ear: aid for ear, aid in of_call.items() if aid.how is not OrderKind.CONSULT}
        elif (
            order.agent and order.agent.staff.login_id != order.asked_by
        ):  # whose call it is consults for themselves
            of_call[wished.get("to", "")] = Aid(wished.get("to", ""), OrderKind.CONSULT, order.asked_at)
    return {key: list(of_call.values()) for key, of_call in newest.items()}


def _call_of(agent: Agent) -> AgentState:
    row = state_of(agent)
    if row is None or State(row.state) not in ON_THE_LINE or not row.call_key:
        raise NotOnTheLine(agent.staff.name)
    return row


def _ear_of(agent: Agent, by: Actor) -> Agent:
    ear = agent_of(by)
    if ear is None or not ear.has_telephone:
        raise NoEar
    if ear.pk == agent.pk:
        raise OwnCall
    return ear
