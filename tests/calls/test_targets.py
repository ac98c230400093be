"""To whom a caller may be handed on, and whom nobody rings (ESC-01)."""

import pytest
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.administration import add_agent
from madoguchi.calls.agents.rules import Device
from madoguchi.calls.models import Order
from madoguchi.calls.orders.actions import NeverRung, NotInDirectory, ask_exchange, call_out, hand_on_from_browser
from madoguchi.calls.orders.rules import Purpose
from madoguchi.calls.orders.targets import Target, target_of
from madoguchi.calls.ports import OrderKind
from madoguchi.core.history.models import Event
from madoguchi.core.text.phone import numbers_in
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.departments.actions import make_department
from tests.calls.people import SUPERVISOR, ready, themselves
from tests.services.signed_in import session_for, staff_of
from tests.worlds import ADMIN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment", "contract"), pytest.mark.req("ESC-01")]
FREE, DEPARTMENT = "0312345678", "0829309134"


@pytest.mark.parametrize(
    ("number", "target"),
    [
        ("101", Target.INSIDE),
        ("2345", Target.INSIDE),
        (DEPARTMENT, Target.KNOWN),
        (FREE, Target.FREE),
        ("0570783578", Target.FREE),
        ("0990123456", Target.NEVER),
        ("0180993456", Target.NEVER),
        ("0101234567890", Target.NEVER),
        ("0033010123456", Target.NEVER),
        ("110", Target.NEVER),
        ("119", Target.NEVER),
    ],
)
def test_a_number_is_inside_known_free_or_never_rung(number: str, target: Target) -> None:
    assert target_of(number, known={DEPARTMENT}, extensions={"101"}) is target


def test_a_seat_whose_extension_is_written_like_an_emergency_call_is_a_seat() -> None:
    assert target_of("119", known=(), extensions={"119"}) is Target.INSIDE


def test_the_numbers_of_a_department_are_found_however_they_are_written() -> None:
    assert numbers_in("代表 (0829)30-9134（内線 12）、夜間は０８２９－３０－９１３５") == {
        DEPARTMENT, "12", "0829309135",
    }  # fmt: skip


@pytest.mark.preset_key("transfer.free_numbers")
@pytest.mark.parametrize("kind", [OrderKind.TRANSFER, OrderKind.CONSULT])
def test_a_caller_goes_outside_to_a_department_and_by_agreement_anywhere(kind: OrderKind) -> None:
    make_department("shimin", name="市民課", phone="0829-30-9134", is_transferable=True, by=ADMIN)
    agent = ready()

    def wish(to: str) -> None:
        ask_exchange(kind, by=themselves(agent), agent=agent, call_key="c", values={"to": to})

    wish("0829-30-9134")
    wish("201")
    with pytest.raises(NotInDirectory):
        wish(FREE)
    change_settings({"transfer.free_numbers": True}, by=ADMIN)
    wish(FREE)
    for number in ("0990-123-456", "+1 212 555 0100", "0101-212-555-0100", "119"):
        with pytest.raises((NeverRung, NotInDirectory)):
            wish(number)
    assert Order.objects.filter(kind=kind).count() == 3
    assert Event.objects.filter(kind=f"exchange.{kind.value}").count() == 3, "each is on record"


def test_nobody_rings_what_costs_dear_while_citizens_are_called_back_as_ever() -> None:
    agent = ready()
    call_out(agent, "090-0000-0001", Purpose.CALL_BACK, by=themselves(agent))
    for number in ("0180-99-3456", "119"):
        with pytest.raises(NeverRung):
            call_out(agent, number, Purpose.OTHER, by=themselves(agent))


def test_the_telephone_in_the_browser_asks_first_and_its_wish_is_on_record() -> None:
    agent = add_agent(staff_of(Role.OPERATOR), device=Device.SOFT_PHONE, by=SUPERVISOR)
    with pytest.raises(NotInDirectory):
        hand_on_from_browser(OrderKind.CONSULT, FREE, agent=agent, call_key="c", by=themselves(agent))
    client = Client()
    client.cookies["session"] = session_for(agent.staff)
    refused = client.post("/staff/telephone/seat/softphone/hand-on/", {"to": FREE, "how": "consult"})
    assert refused.status_code == 409
    assert "一覧にない外線" in refused.json()["refused"]
    first = client.post("/staff/telephone/seat/softphone/hand-on/", {"to": "201", "how": "blind"})
    assert "用件" in first.json()["refused"], "the contract wants the content told first"
    done = client.post("/staff/telephone/seat/softphone/hand-on/", {"to": "201", "how": "consult"})
    assert done.json() == {"refused": ""}
    assert Event.objects.filter(kind="exchange.consult").count() == 1
