"""Asking the exchange, taking what was asked, saying what became of it."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from madoguchi.calls.agents.history import AGENT
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.orders.history import EXCHANGE
from madoguchi.calls.orders.models import Order, Switchboard
from madoguchi.calls.orders.queries import free_numbers, target_called
from madoguchi.calls.orders.rules import (
    HANDING_ON,
    PAUSING,
    RINGING,
    SUPERSEDING,
    Purpose,
    right_for,
    short_number,
    worth_for,
)
from madoguchi.calls.orders.targets import Target
from madoguchi.calls.ports import OrderKind
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.record import About, MachineKey, record
from madoguchi.core.refusals import Refusal
from madoguchi.core.text.phone import normalise_phone

# Whom somebody rings is personal, and told apart from what is kept for ever.
PERSONAL = frozenset({"number", "to"})


class NumberWrong(Refusal):
    message = "電話番号を、市外局番から数字で入力してください。"


class NeverRung(Refusal):
    message = (
        "この番号には、ここからかけられません（有料の情報サービス、国際電話、緊急通報）。緊急のときは、"
        "相手に自分の電話から110番・119番へかけてもらうか、スーパーバイザーに知らせてください。"
    )


class NotInDirectory(Refusal):
    message = "転送先の一覧にない外線です。所管課の一覧にある番号か、内線へ転送してください。"


class NoTelephone(Refusal):
    message = "電話機のない席からは、この操作はできません。"


def ask_exchange(
    kind: OrderKind,
    *,
    by: Actor,
    agent: Agent | None = None,
    call_key: str = "",
    values: Mapping[str, str] | None = None,
) -> Order:
    """A row that the switchboard carries out soon, or that expires. What came of it stands on the row."""
    _need_right(kind, agent, by)
    now, wished = clock.now(), dict(values or {})
    refuse_target(kind, wished)
    with transaction.atomic():
        order = Order.objects.create(
            kind=kind.value,
            agent=agent,
            call_key=call_key,
            values=json.dumps(wished, ensure_ascii=False, sort_keys=True),
            asked_by=by.key,
            asked_at=now,
            expires_at=now + worth_for(kind),
        )
        if by.kind is not UserKind.SYSTEM:
            _write_down(kind, agent, call_key, wished, by=by)
    return order


@transaction.atomic
def hand_on_from_browser(kind: OrderKind, to: str, *, agent: Agent, call_key: str, by: Actor) -> None:
    """The telephone in the browser speaks to the exchange itself. To whom it hands a caller on is asked here first, by
    the same rule as everywhere, and stands in the history like every other wish."""
    _need_right(kind, agent, by)
    wished = {"to": to}
    refuse_target(kind, wished)
    _write_down(kind, agent, call_key, wished, by=by)


def refuse_target(kind: OrderKind, wished: Mapping[str, str]) -> None:
    """ESC-01: callers are handed on to departments, seats and whom the contract allows; nobody rings what costs dear."""
    written = wished.get("to") or wished.get("number") or ""
    if not written or kind not in RINGING:
        return
    target = target_called(written)
    if target is Target.NEVER:
        raise NeverRung
    if target is Target.FREE and kind in HANDING_ON and not free_numbers():
        raise NotInDirectory


def call_out(agent: Agent, number: str, purpose: Purpose, *, by: Actor) -> Order:
    """TEL-19: rings the own telephone first, then the number."""
    digits = normalise_phone(number) or short_number(number)
    if not digits:
        raise NumberWrong
    if not agent.has_telephone:
        raise NoTelephone
    return ask_exchange(OrderKind.CALL_OUT, by=by, agent=agent, values={"number": digits, "purpose": purpose.value})


def take_orders(most: int = 50) -> list[Order]:
    """What is to be done now, the oldest first. Each is given out once; what came too late has expired."""
    if not Order.objects.filter(state="asked").exists():
        return []
    now = clock.now()
    with transaction.atomic():
        waiting = Order.objects.select_for_update(skip_locked=True).filter(state="asked")
        rows = list(waiting.order_by("asked_at", "uid")[:most])
        late = [row for row in rows if row.expires_at <= now]
        _end(late, "expired", now)
        rest = [row for row in rows if row.expires_at > now]
        old = _superseded(rest)
        _end(old, "expired", now, "superseded")
        taken = [row for row in rest if row not in old]
        Order.objects.filter(pk__in=[row.pk for row in taken]).update(state="taken")
        # Who sits down and is ready in the same moment sits down ready: the exchange knows no seat yet to open.
        sat_down = {row.agent_id for row in old if row.kind == OrderKind.SIGN_IN}
        seating = [row.pk for row in taken if row.kind in PAUSING and row.agent_id in sat_down]
        Order.objects.filter(pk__in=seating).update(kind=OrderKind.SIGN_IN.value)
    return list(
        Order.objects.filter(pk__in=[row.pk for row in taken]).select_related("agent").order_by("asked_at", "uid")
    )


def expire_late_orders() -> int:
    """While no exchange can be reached: what waits is not kept for ever. How many."""
    now = clock.now()
    return Order.objects.filter(state="asked", expires_at__lte=now).update(state="expired", ended_at=now)


def _superseded(rows: list[Order]) -> list[Order]:
    newest = {row.agent_id: row.pk for row in rows if row.kind in SUPERSEDING}
    return [row for row in rows if row.kind in SUPERSEDING and newest[row.agent_id] != row.pk]


def end_order(order: Order, *, answer: str = "", is_refused: bool = False) -> None:
    """What the exchange said. An order that has ended otherwise stays as it is."""
    Order.objects.filter(pk=order.pk, state="taken").update(
        state="refused" if is_refused else "done", ended_at=clock.now(), answer=answer[:500]
    )


def give_up_taken_orders() -> int:
    """At the start of a switchboard: whether what its forerunner had in hand was done is not known, and a second
    telephone call is worse than none. How many."""
    return Order.objects.filter(state="taken").update(
        state="refused", ended_at=clock.now(), answer="the switchboard ended in between"
    )


def beat(*, started_at: datetime, exchange_is_up: bool, trouble: str = "") -> None:
    """The switchboard is alive."""
    Switchboard.objects.update_or_create(
        pk=1,
        defaults={
            "started_at": started_at,
            "beat_at": clock.now(),
            "exchange_is_up": exchange_is_up,
            "trouble": trouble[:200],
        },
    )


def _end(rows: list[Order], state: str, now: datetime, answer: str = "") -> None:
    if rows:
        Order.objects.filter(pk__in=[row.pk for row in rows]).update(state=state, ended_at=now, answer=answer)


def _write_down(
    kind: OrderKind, agent: Agent | None, call_key: str, wished: Mapping[str, str], *, by: Actor
) -> None:
    about = About(AGENT, agent.extension) if agent else About(EXCHANGE, "main")
    record(
        f"exchange.{kind.value}",
        by=by,
        about=about,
        facts={
            "call": MachineKey(call_key) if call_key else None,
            **{name: value for name, value in wished.items() if name not in PERSONAL},
        },
        personal={
            "number_dialled" if name == "number" else name: ("", wished[name])
            for name in sorted(PERSONAL & set(wished))
        },
    )


def _need_right(kind: OrderKind, agent: Agent | None, by: Actor) -> None:
    if by.kind is UserKind.SYSTEM:
        return
    is_own = agent is not None and bool(by.key) and agent.staff.login_id == by.key
    needed = right_for(kind, is_own=is_own)
    by.need(needed)
