"""Coming to somebody's aid: who may, into which call, and that nobody who called is cut off."""

import pytest

from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.following import follow
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.agents.rules import Device, State
from madoguchi.calls.orders.models import Order
from madoguchi.calls.orders.supervising import (
    EARS,
    EarIsTalking,
    NoEar,
    NotOnTheLine,
    OwnCall,
    aids_in,
    begin_take_over,
    finish_take_over,
    give_call_back,
    leave_call,
    listen_in,
)
from madoguchi.calls.ports import OrderKind
from madoguchi.core import clock
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality.actions import change_settings
from tests.calls.people import SUPERVISOR, agent, ready, themselves
from tests.worlds import ADMIN, actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("contract", "moment")]


@pytest.fixture
def talking(contract: None) -> Agent:
    one = ready("op-a")
    follow(one.extension, State.TALKING, at=clock.now(), call_key="c1")
    return one


@pytest.fixture
def ear(contract: None) -> Agent:
    found = agent(SUPERVISOR.key, Device.DESK_PHONE)
    Order.objects.all().delete()
    return found


@pytest.fixture(autouse=True)
def desk_phones(contract: None) -> None:
    change_settings({"telephone.desk_phones": True}, by=ADMIN)


def asked() -> list[tuple[str, str, dict[str, str]]]:
    return [(order.kind, order.call_key, order.wished) for order in Order.objects.order_by("asked_at", "pk")]


@pytest.mark.parametrize("kind", EARS)
def test_the_supervisors_own_telephone_is_the_ear(talking: Agent, ear: Agent, kind: OrderKind) -> None:
    listen_in(talking, kind, by=SUPERVISOR)
    assert asked() == [(kind.value, "c1", {"ear": ear.extension})]


def test_who_may_not_supervise_hears_nobody(talking: Agent) -> None:
    other = agent("op-b")
    with pytest.raises(MissingRight):
        listen_in(talking, OrderKind.LISTEN, by=themselves(other))
    with pytest.raises(MissingRight):
        begin_take_over(talking, by=themselves(other))


def test_without_a_telephone_of_ones_own_without_a_call_or_in_ones_own_there_is_nothing_to_hear(
    talking: Agent,
) -> None:
    with pytest.raises(NoEar):
        listen_in(talking, OrderKind.LISTEN, by=SUPERVISOR)
    by_hand = agent("manager", Device.NONE)
    with pytest.raises(NoEar):
        listen_in(talking, OrderKind.LISTEN, by=actor(Role.MANAGER, by_hand.staff.login_id))
    with pytest.raises(OwnCall):
        listen_in(talking, OrderKind.LISTEN, by=actor(Role.SUPERVISOR, talking.staff.login_id))
    follow(talking.extension, State.AFTER_CALL, at=clock.now())
    with pytest.raises(NotOnTheLine):
        listen_in(talking, OrderKind.LISTEN, by=SUPERVISOR)


@pytest.mark.req("ESC-02")
def test_a_call_is_taken_over_by_a_consultation_so_that_the_caller_waits_and_is_not_cut_off(
    talking: Agent, ear: Agent
) -> None:
    begin_take_over(talking, by=SUPERVISOR)
    finish_take_over(talking, by=SUPERVISOR)
    give_call_back(talking, by=SUPERVISOR)
    assert sorted(asked(), key=str) == sorted(
        [
            ("consult", "c1", {"to": ear.extension}),
            ("transfer", "c1", {"how": "attended"}),
            ("consult", "c1", {"how": "back"}),
        ],
        key=str,
    )


def test_who_listens_leaves_before_taking_over_and_who_talks_cannot(talking: Agent, ear: Agent) -> None:
    listen_in(talking, OrderKind.LISTEN, by=SUPERVISOR)
    Order.objects.update(state="done")
    begin_take_over(talking, by=SUPERVISOR)
    assert {kind for kind, _, _ in asked()} == {"listen", "leave", "consult"}
    ear_ready = ready("op-c", at="2番席")
    follow(ear_ready.extension, State.TALKING, at=clock.now(), call_key="c2")
    with pytest.raises(EarIsTalking):
        begin_take_over(talking, by=actor(Role.SUPERVISOR, ear_ready.staff.login_id))


def test_who_has_come_into_a_call_is_shown_until_they_leave(talking: Agent, ear: Agent, moment: object) -> None:
    def there() -> list[tuple[str, OrderKind]]:
        return [(aid.extension, aid.how) for aid in aids_in(["c1", ""]).get("c1", [])]

    def happen(what: object) -> None:
        moment.shift(1)  # type: ignore[attr-defined]
        Order.objects.update(state="done")

    happen(listen_in(talking, OrderKind.LISTEN, by=SUPERVISOR))
    happen(listen_in(talking, OrderKind.BARGE, by=SUPERVISOR))
    assert there() == [(ear.extension, OrderKind.BARGE)]
    happen(leave_call(talking, by=SUPERVISOR))
    assert there() == []
    happen(begin_take_over(talking, by=SUPERVISOR))
    assert there() == [(ear.extension, OrderKind.CONSULT)]
    happen(give_call_back(talking, by=SUPERVISOR))
    assert there() == []
