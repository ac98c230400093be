"""Everything that the switchboard asks of the database. Each function is called in a thread of its own kind, may raise
`DatabaseError`, and may be called again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from madoguchi.calls.agents.following import after_call_work_to_tell, follow, follow_from, mark_told
from madoguchi.calls.agents.models import Agent, AgentState
from madoguchi.calls.agents.queries import after_call_limit_seconds, states_now
from madoguchi.calls.agents.rules import Device, State
from madoguchi.calls.orders.actions import beat, end_order, expire_late_orders, give_up_taken_orders, take_orders
from madoguchi.calls.orders.models import Order
from madoguchi.calls.orders.queries import last_beat
from madoguchi.calls.ports import FactKind, OrderKind, Wish
from madoguchi.core.refusals import Refusal
from madoguchi.telephony.switchboard.board import Known, Moved

Tell = Callable[[FactKind, str, str, dict[str, str], datetime], None]


@dataclass(frozen=True)
class Asked:
    """An order with what it comes to."""

    order: Order
    wish: Wish


def states_known() -> list[Known]:
    """Of everybody who has a telephone."""
    rows = states_now().exclude(agent__device=Device.NONE)
    return [Known(row.agent.extension, State(row.state), row.began_at, row.call_key) for row in rows]


def telephones() -> list[tuple[str, str]]:
    """Every extension that there ever was, with the device that it has now."""
    rows = Agent.objects.order_by("extension").values_list("extension", "device", "is_active")
    return [(extension, device if is_active else Device.NONE.value) for extension, device, is_active in rows]


def limit_seconds() -> int:
    try:
        return after_call_limit_seconds()
    except Refusal:  # no contract yet
        return 0


def write_move(moved: Moved) -> None:
    if moved.only_from is None:
        follow(moved.extension, moved.state, at=moved.at, call_key=moved.call, reason=moved.reason)
    else:
        follow_from(moved.only_from, moved.extension, moved.state, at=moved.at)


def orders_to_do() -> list[Asked]:
    return [Asked(order, _wish(order)) for order in take_orders()]


def let_orders_expire() -> None:
    expire_late_orders()


def settle_order(order: Order, answer: str, *, is_refused: bool) -> None:
    end_order(order, answer=answer, is_refused=is_refused)


def begin() -> datetime | None:
    """What a forerunner left. When it was last known to be alive and to hear the exchange."""
    give_up_taken_orders()
    row = last_beat()
    return row.beat_at if row and row.exchange_is_up else None


def say_alive(started_at: datetime, *, is_up: bool, trouble: str) -> None:
    beat(started_at=started_at, exchange_is_up=is_up, trouble=trouble)


def tell_after_call_work(tell: Tell) -> int:
    """First into the file, then the mark: told twice it is the same."""
    rows: Sequence[AgentState] = after_call_work_to_tell()
    for row in rows:
        if row.ended_at is None:
            continue
        seconds = f"{(row.ended_at - row.began_at).total_seconds():.1f}"
        extension = row.agent.extension
        tell(FactKind.STATE, row.call_key, extension, {"state": State.AFTER_CALL.value}, row.began_at)
        tell(FactKind.STATE, row.call_key, extension, {"state": "over", "seconds": seconds}, row.ended_at)
    mark_told(list(rows))
    return len(rows)


def _wish(order: Order) -> Wish:
    extension = order.agent.extension if order.agent else ""
    values = order.wished
    if order.kind in {OrderKind.CALL_OUT, OrderKind.LISTEN, OrderKind.WHISPER, OrderKind.BARGE}:
        values["order"] = str(order.pk)
    return Wish(OrderKind(order.kind), extension, order.call_key, values)
