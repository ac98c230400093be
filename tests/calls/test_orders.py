"""What is asked of the exchange: by whom it may be, done once, never late, never twice."""

from datetime import timedelta

import pytest
import time_machine

from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.actions import change_state, sign_out
from madoguchi.calls.agents.rules import Device, State
from madoguchi.calls.orders.actions import (
    NoTelephone,
    NumberWrong,
    ask_exchange,
    beat,
    call_out,
    end_order,
    give_up_taken_orders,
    take_orders,
)
from madoguchi.calls.orders.history import ORDER_LABELS
from madoguchi.calls.orders.models import Order
from madoguchi.calls.orders.queries import Standing, newest_trouble_of, standing
from madoguchi.calls.orders.rules import AT_ONES_OWN, Purpose, right_for
from madoguchi.calls.ports import OrderKind
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.models import Event, PersonalValue
from madoguchi.core.refusals import MissingRight
from madoguchi.core.text.my_number import check_digit
from tests.calls.people import MANAGER, SUPERVISOR, agent, ready, seated, themselves
from tests.worlds import actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("contract")]
Moment = time_machine.Traveller


def forget_orders() -> None:
    Order.objects.all().delete()


def test_every_kind_of_order_has_a_name_and_a_right() -> None:
    assert set(ORDER_LABELS) == set(OrderKind)
    assert (
        right_for(OrderKind.LISTEN, is_own=True) == right_for(OrderKind.HANG_UP, is_own=False) == "supervision.edit"
    )
    assert right_for(OrderKind.RELOAD, is_own=True) == "exchange.edit"
    assert {right_for(kind, is_own=True) for kind in AT_ONES_OWN} == {"agents.edit"}


def test_an_order_and_its_line_in_the_history_are_written_together() -> None:
    one = ready()
    forget_orders()
    order = ask_exchange(OrderKind.HANG_UP, by=themselves(one), agent=one, call_key="c1")
    assert Order.objects.get() == order
    event = Event.objects.get(kind="exchange.hang_up")
    assert (event.actor_key, event.about_key) == ("op-a", one.extension)


def test_a_call_may_have_a_key_with_the_digits_of_a_my_number() -> None:
    eleven = "17958123450"
    one = ready()
    key = f"{eleven[:10]}.{eleven[10:]}{check_digit(eleven)}"
    ask_exchange(OrderKind.HANG_UP, by=themselves(one), agent=one, call_key=key)
    assert key in Event.objects.get(kind="exchange.hang_up").body


def test_only_who_supervises_hangs_up_or_listens_at_the_telephone_of_somebody_else() -> None:
    one, other = ready(), ready("op-b", at="2番席")
    for kind in (OrderKind.HANG_UP, OrderKind.LISTEN):
        with pytest.raises(MissingRight):
            ask_exchange(kind, by=themselves(other), agent=one, call_key="c1")
        ask_exchange(kind, by=SUPERVISOR, agent=one, call_key="c1")
    with pytest.raises(MissingRight):
        ask_exchange(OrderKind.RELOAD, by=SUPERVISOR)
    ask_exchange(OrderKind.RELOAD, by=MANAGER)
    with pytest.raises(MissingRight):
        ask_exchange(OrderKind.LISTEN, by=actor(Role.CITY_CLERK), agent=one)


def test_each_order_is_given_out_once_the_oldest_first() -> None:
    one = ready()
    forget_orders()
    asked = [
        ask_exchange(kind, by=SYSTEM, agent=one, call_key="c1")
        for kind in (OrderKind.HOLD, OrderKind.UNHOLD, OrderKind.HANG_UP)
    ]
    assert [order.pk for order in take_orders()] == [order.pk for order in asked]
    assert take_orders() == []
    end_order(asked[0], answer="")
    end_order(asked[1], answer="no such channel", is_refused=True)
    states = {order.kind: order.state for order in Order.objects.all()}
    assert states == {"hold": "done", "unhold": "refused", "hang_up": "taken"}
    trouble = newest_trouble_of(one)
    assert trouble is None  # the newest one is still in hand


def test_what_came_too_late_is_not_done(moment: Moment) -> None:
    one = ready()
    forget_orders()
    ask_exchange(OrderKind.CALL_OUT, by=SYSTEM, agent=one, values={"number": "0312345678"})
    moment.shift(16)
    assert take_orders() == []
    assert Order.objects.get().state == "expired"
    assert newest_trouble_of(one) == Order.objects.get()


def test_of_two_wishes_about_calls_only_the_newest_counts(moment: Moment) -> None:
    one = ready()
    forget_orders()
    change_state(one, State.BREAK, by=themselves(one))
    moment.shift(1)
    change_state(one, State.READY, by=themselves(one))
    moment.shift(1)
    change_state(one, State.AWAY, by=themselves(one))
    assert [(order.kind, order.wished) for order in take_orders()] == [("pause", {"reason": "away"})]
    assert newest_trouble_of(one) is None


@pytest.mark.req("TEL-17")
def test_who_sits_down_and_is_ready_in_the_same_moment_sits_down_ready(moment: Moment) -> None:
    one = seated()
    moment.shift(0.004)
    change_state(one, State.READY, by=themselves(one))
    taken = [order for order in take_orders() if order.kind != "provision"]
    assert [(order.kind, order.wished) for order in taken] == [("sign_in", {})]
    end_order(taken[0])
    assert newest_trouble_of(one) is None
    moment.shift(1)
    change_state(one, State.BREAK, by=themselves(one))
    moment.shift(0.004)
    sign_out(one, by=themselves(one))
    assert [order.kind for order in take_orders()] == ["sign_out"], "whoever has left takes no break"


def test_what_a_dead_switchboard_had_in_hand_is_not_done_again() -> None:
    one = ready()
    forget_orders()
    ask_exchange(OrderKind.CALL_OUT, by=SYSTEM, agent=one)
    take_orders()
    assert give_up_taken_orders() == 1
    assert take_orders() == []
    order = Order.objects.get()
    assert order.state == "refused"
    end_order(order, answer="late")
    order.refresh_from_db()
    assert order.state == "refused"


@pytest.mark.req("TEL-19")
def test_an_outgoing_call_has_a_number_a_purpose_and_its_line_in_the_history() -> None:
    one = ready()
    forget_orders()
    call_out(one, "０３（１２３４）５６７８", Purpose.ESCALATION, by=themselves(one))
    (order,) = take_orders()
    assert order.wished == {"number": "0312345678", "purpose": "escalation"}
    event = Event.objects.get(kind="exchange.call_out")
    assert "0312345678" not in event.body
    assert PersonalValue.objects.get(event=event).text == "0312345678"


@pytest.mark.req("TEL-19")
@pytest.mark.parametrize("number", ["", "12", "1" * 16, "03-12x4;5678|rm"])
def test_what_is_no_number_is_not_dialled(number: str) -> None:
    one = ready()
    with pytest.raises(NumberWrong):
        call_out(one, number, Purpose.OTHER, by=themselves(one))
    assert not Order.objects.filter(kind="call_out").exists()


def test_without_a_telephone_nobody_rings_out() -> None:
    one = agent(device=Device.NONE)
    with pytest.raises(NoTelephone):
        call_out(one, "0312345678", Purpose.OTHER, by=themselves(one))


def test_a_switchboard_that_is_silent_or_alone_is_known(moment: Moment) -> None:
    assert standing() is Standing.NONE
    agent()
    assert standing() is Standing.SWITCHBOARD_DOWN
    beat(started_at=clock.now(), exchange_is_up=False, trouble="refused")
    assert standing() is Standing.EXCHANGE_DOWN
    beat(started_at=clock.now(), exchange_is_up=True)
    assert standing() is Standing.UP
    moment.shift(timedelta(seconds=21))
    assert standing() is Standing.SWITCHBOARD_DOWN
