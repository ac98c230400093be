"""Calls that are put through, agreed call-backs, and the figures of both."""

from datetime import timedelta

import pytest

from madoguchi.contacts.call_backs.actions import agree_call_back, note_attempt, tell_answer, withdraw_call_back
from madoguchi.contacts.call_backs.queries import may_be_agreed, open_call_backs
from madoguchi.contacts.call_backs.refusals import (
    AgreedInThePast,
    AlreadyAgreed,
    CallBackIsOver,
    NotOfferedHere,
    NumberUnknown,
)
from madoguchi.contacts.call_backs.rules import End, Result
from madoguchi.contacts.escalations.actions import answer, note_hang_up
from madoguchi.contacts.escalations.monthly import months_of_transfers
from madoguchi.contacts.escalations.refusals import CannotBeTransferred, ContentFirst, DepartmentMissing
from madoguchi.contacts.escalations.rules import Caller, Outcome
from madoguchi.contacts.escalations.transfers import record_transfer
from madoguchi.contacts.rules import Channel, ContactState, Level, Transfer
from madoguchi.municipality.actions import change_settings
from tests.contacts.escalating import SV, a_complaint, a_department, handed_on
from tests.contacts.town import draft, recorded
from tests.worlds import ADMIN, OPERATOR, PRESENT, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nishitokyo")]
LATER = PRESENT + timedelta(hours=2)


def switch_on(name: str = "agreed_call_backs") -> None:
    change_settings({f"switches.{name}": True}, by=ADMIN)


@pytest.mark.req("ESC-01", "ESC-10")
@pytest.mark.switch("cold_transfer")
@pytest.mark.preset_key("switches.cold_transfer")
@pytest.mark.preset_key("transfer.content_told_first")
def test_before_a_call_is_put_through_the_department_hears_what_it_is_about() -> None:
    contact, department = recorded(), a_department()
    with pytest.raises(ContentFirst):
        record_transfer(contact, department=department, told_first=False, result=Transfer.TRANSFERRED, by=OPERATOR)
    made = record_transfer(
        contact, department=department, told_first=True, result=Transfer.TRANSFERRED, by=OPERATOR
    )
    contact.refresh_from_db()
    assert (made.destination, contact.transfer, contact.transfer_to) == (
        "見本市民課",
        "transferred",
        "見本市民課",
    )
    switch_on("cold_transfer")
    record_transfer(contact, department=department, told_first=False, result=Transfer.TRANSFERRED, by=OPERATOR)


@pytest.mark.req("ESC-09")
def test_to_where_no_call_can_be_transferred_the_number_is_told() -> None:
    contact = recorded()
    outside = a_department("shisetsu", is_transferable=False, phone="042-000-0000")
    with pytest.raises(CannotBeTransferred, match="042-000-0000"):
        record_transfer(contact, department=outside, told_first=True, result=Transfer.TRANSFERRED, by=OPERATOR)
    record_transfer(contact, department=outside, told_first=False, result=Transfer.NUMBER_TOLD, by=OPERATOR)
    with pytest.raises(DepartmentMissing):
        record_transfer(contact, told_first=True, result=Transfer.NOT_REACHED, by=OPERATOR)


@pytest.mark.req("ESC-10")
def test_number_and_rate_of_transfers_come_out_of_the_records() -> None:
    department = a_department()
    first, second = recorded(), recorded()
    recorded(channel=Channel.COUNTER)  # no call
    draft()  # no record yet
    for _ in range(2):  # twice for one call: still one call that was transferred
        record_transfer(first, department=department, told_first=True, result=Transfer.TRANSFERRED, by=OPERATOR)
    record_transfer(second, destination="保健所", told_first=False, result=Transfer.NUMBER_TOLD, by=OPERATOR)
    recorded(transfer=Transfer.TRANSFERRED, transfer_to="税務課")  # as the record's own form says it
    answer(handed_on(), "答えます", by=SV)
    handed_on(to=Level.DEPARTMENT, department=department)
    month, before = months_of_transfers(TODAY, 2)
    assert (month.calls, month.transferred, month.numbers_told) == (5, 2, 1)
    assert month.transfer_rate == 40.0
    assert (month.escalated, month.to_supervisor, month.to_department, month.answered_in_time) == (2, 1, 1, 1)
    assert (before.calls, before.transfer_rate) == (0, None)


@pytest.mark.req("ESC-04")
@pytest.mark.switch("agreed_call_backs")
@pytest.mark.preset_key("switches.agreed_call_backs")
def test_call_backs_are_agreed_only_where_the_contract_knows_them() -> None:
    contact = a_complaint()
    with pytest.raises(NotOfferedHere):
        agree_call_back(contact, due_at=LATER, by=OPERATOR)
    switch_on()
    with pytest.raises(AgreedInThePast):
        agree_call_back(contact, due_at=PRESENT, by=OPERATOR)
    made = agree_call_back(contact, due_at=LATER, by=OPERATOR)
    with pytest.raises(AlreadyAgreed):
        agree_call_back(contact, due_at=LATER, by=OPERATOR)
    assert list(open_call_backs(OPERATOR)) == [made]
    with pytest.raises(NumberUnknown):
        agree_call_back(a_complaint(party_phone=""), due_at=LATER, by=OPERATOR)


@pytest.mark.req("ESC-03")
@pytest.mark.preset_key("transfer.call_back_after_hang_up")
def test_who_hangs_up_while_waiting_is_not_called_back() -> None:
    switch_on()
    case = handed_on(caller=Caller.WAITS)
    assert may_be_agreed(case.contact)
    note_hang_up(case, by=OPERATOR)
    with pytest.raises(NotOfferedHere):
        agree_call_back(case.contact, due_at=LATER, by=OPERATOR)
    assert not may_be_agreed(recorded(transfer=Transfer.HUNG_UP, to=ContactState.IN_PROGRESS))
    change_settings({"transfer.call_back_after_hang_up": True}, by=ADMIN)
    assert may_be_agreed(case.contact)


@pytest.mark.req("ESC-04")
@pytest.mark.preset_key("transfer.answer_kept_ready")
@pytest.mark.parametrize("kept_ready", [True, False])
def test_an_attempt_that_reaches_nobody_is_logged_and_the_answer_stays(kept_ready: bool) -> None:
    switch_on()
    change_settings({"transfer.answer_kept_ready": kept_ready}, by=ADMIN)
    case = answer(handed_on(caller=Caller.CALL_BACK), "窓口は3階です", by=SV)
    made = agree_call_back(case.contact, due_at=LATER, by=OPERATOR)
    made = note_attempt(made, Result.NO_ANSWER, by=OPERATOR)
    case.contact.refresh_from_db()
    assert case.contact.prepared_answer == "窓口は3階です"
    assert [attempt.result for attempt in made.attempts.all()] == ["no_answer"]
    assert made.end == (End.KEPT_READY if kept_ready else "")
    if kept_ready:
        with pytest.raises(CallBackIsOver):
            note_attempt(made, Result.REACHED, by=OPERATOR)
    else:
        assert note_attempt(made, Result.REACHED, by=OPERATOR).end == End.REACHED


def test_a_promise_can_be_withdrawn() -> None:
    switch_on()
    made = agree_call_back(a_complaint(), due_at=LATER, by=OPERATOR)
    assert withdraw_call_back(made, by=OPERATOR).end == End.WITHDRAWN


@pytest.mark.req("OPC-06", "ESC-04")
@pytest.mark.parametrize("rings_again", [True, False])
def test_told_the_case_is_over_whoever_has_rung_whom(rings_again: bool) -> None:
    switch_on()
    case = answer(handed_on(), "窓口は3階です", by=SV)
    promise = agree_call_back(case.contact, due_at=LATER, by=OPERATOR)
    if rings_again:
        tell_answer(case.contact, by=OPERATOR)
    else:
        note_attempt(promise, Result.REACHED, by=OPERATOR)
    case.refresh_from_db()
    promise.refresh_from_db()
    assert (case.outcome, case.contact.state, case.contact.prepared_answer) == (
        Outcome.TOLD,
        ContactState.COMPLETED,
        "",
    )
    assert promise.end == End.REACHED
