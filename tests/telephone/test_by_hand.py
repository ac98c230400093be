"""Calls without an adapter are entered by hand and stand in the same books."""

import uuid
from datetime import timedelta

import pytest

from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.by_hand.actions import enter_call
from madoguchi.calls.by_hand.refusals import EndsBeforeItBegins, NoNumberDialled
from madoguchi.calls.by_hand.rules import TakenCall
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.rules import Direction
from madoguchi.calls.reconciliation.queries import differences
from madoguchi.core.history.models import Event
from tests.services.signed_in import staff_of
from tests.telephone.told import NINE
from tests.telephone.town import signed_in
from tests.worlds import OPERATOR

pytestmark = pytest.mark.usefixtures("town")
FORM = "/staff/telephone/calls/enter/"
INCOMING = TakenCall(Direction.INCOMING, NINE, True, "09000000001", talk_seconds=95)


def typed(**more: str) -> dict[str, str]:
    whole = {
        "once_key": str(uuid.uuid4()), "direction": "incoming", "answered": "yes", "on": "2026-12-01", "at": "9:00",
        "minutes": "3", "seconds": "20", "number": "090-0000-0001",
    }  # fmt: skip
    return whole | more


@pytest.mark.req("INT-02", "OPC-08")
def test_a_call_at_a_desk_telephone_is_typed_in_and_counts_like_any_other() -> None:
    Agent.objects.create(staff=staff_of(Role.OPERATOR), extension="77", device="desk_phone")
    answer = signed_in(Role.OPERATOR).post(FORM, typed())
    call = Call.objects.get()
    assert answer.status_code == 302
    assert (call.outcome, call.caller, call.talk_seconds, call.extension) == ("answered", "09000000001", 200, "77")
    assert call.agent
    assert call.answered_at == NINE
    assert Event.objects.filter(kind="call.entered", about_key=call.key).exists()
    assert differences(NINE - timedelta(hours=1), NINE + timedelta(hours=1)) == []


@pytest.mark.req("TEL-19", "INT-02")
def test_a_call_that_was_made_by_hand_keeps_number_length_and_purpose() -> None:
    form = typed(direction="outgoing", number="03-0000-0001", purpose="escalation", minutes="5", seconds="")
    signed_in(Role.OPERATOR).post(FORM, form)
    call = Call.objects.get()
    assert (call.outcome, call.dialled, call.talk_seconds, call.purpose) == (
        "outgoing",
        "0300000001",
        300,
        "escalation",
    )
    shown = signed_in(Role.SUPERVISOR).get(f"/staff/telephone/calls/of/{call.key}/").content.decode()
    assert "引継ぎ・所管課や関係機関への連絡" in shown


def test_a_form_that_is_sent_twice_makes_one_call() -> None:
    once_key = uuid.uuid4()
    for _ in range(2):
        enter_call(INCOMING, once_key=once_key, by=OPERATOR)
    assert Call.objects.count() == 1


def test_a_call_that_has_not_ended_yet_or_had_nobody_to_ring_is_refused() -> None:
    with pytest.raises(EndsBeforeItBegins):
        enter_call(
            TakenCall(Direction.INCOMING, NINE + timedelta(hours=3), True), once_key=uuid.uuid4(), by=OPERATOR
        )
    with pytest.raises(NoNumberDialled):
        enter_call(TakenCall(Direction.OUTGOING, NINE, True), once_key=uuid.uuid4(), by=OPERATOR)
    shown = signed_in(Role.OPERATOR).post(FORM, typed(at="23:00")).content.decode()
    assert "まだ終わっていない通話は記録できません" in shown
    assert not Call.objects.exists()


def test_a_my_number_in_the_form_is_refused_at_its_field() -> None:
    shown = signed_in(Role.OPERATOR).post(FORM, typed(number="123456789018")).content.decode()
    assert "マイナンバー" in shown
    assert not Call.objects.exists()


def test_who_only_reads_calls_enters_none() -> None:
    assert signed_in(Role.AUDITOR).get(FORM).status_code == 403


@pytest.mark.req("INT-02", "OPC-08")
def test_without_any_exchange_the_list_offers_the_form() -> None:
    assert FORM in signed_in(Role.OPERATOR).get("/staff/telephone/calls/").content.decode()
