"""対応画面: what is known of a call, its record, and the pages that stand beside it as panes."""

from collections.abc import Callable

import pytest
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.actions import change_state, sign_in
from madoguchi.calls.agents.administration import add_agent
from madoguchi.calls.agents.models import Agent, AgentState
from madoguchi.calls.agents.queries import state_of
from madoguchi.calls.agents.refusals import ExchangeSetsIt
from madoguchi.calls.agents.rules import Device, State
from madoguchi.calls.by_hand.actions import begin_call, end_call
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.marks.actions import mark_relay
from madoguchi.contacts.escalations.models import CallTransfer
from madoguchi.contacts.marks.models import ContactMark
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.actions import prepare_answer
from madoguchi.contacts.telephone.queries import call_keys_of
from madoguchi.contacts.telephone.rules import once_key_of
from madoguchi.municipality.departments.queries import departments_in_use
from tests.calls.people import SUPERVISOR, seat, themselves
from tests.contacts.town import recorded
from tests.services.signed_in import staff_of
from tests.web.pages import seen, words
from tests.worlds import applied

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Role], Client]
CONSOLE = "/staff/operator/console/"
PHONE = "09000000001"
IN_A_PANE = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def agent(db: None) -> Agent:
    applied("kawagoe")
    one = add_agent(staff_of(Role.OPERATOR), device=Device.NONE, by=SUPERVISOR)
    sign_in(one, seat(), by=themselves(one))
    change_state(one, State.READY, by=themselves(one))
    return one


@pytest.fixture
def key(agent: Agent) -> str:
    """Of a call that goes on."""
    return begin_call(agent, PHONE, by=themselves(agent))


def record_address(operator: Client, key: str) -> str:
    return operator.get(f"/staff/contacts/writing/call/{key}/")["Location"]


@pytest.mark.req("OPC-01", "OPC-06")
def test_who_rings_again_is_known_with_their_open_case_and_the_answer_prepared_for_them(
    agent: Agent, operator: Client
) -> None:
    before = recorded(party_phone=PHONE, party_name="見本 花子")
    prepare_answer(before, "届いています。はがきをお持ちください。", by=themselves(agent))
    begin_call(agent, PHONE, by=themselves(agent))
    page = words(seen(operator, f"{CONSOLE}call/"))
    assert "090-0000-0001" in page
    assert "見本 花子 さん" in page
    assert "届いています。はがきをお持ちください。" in page


@pytest.mark.req("OPC-01", "OPC-08")
def test_the_record_of_a_call_opens_with_its_number_and_is_the_same_one_whenever_it_is_opened(
    agent: Agent, key: str, operator: Client
) -> None:
    address = record_address(operator, key)
    assert address == record_address(operator, key)
    assert 'value="090-0000-0001"' in seen(operator, address)
    assert not Contact.objects.exists(), "looking writes nothing"
    seen(operator, address, {"do": "park", "channel": "telephone"})
    contact = Contact.objects.get()
    assert contact.once_key == once_key_of(key, contact.handler)
    assert call_keys_of(contact) == [key]
    assert contact.started_at == Call.objects.get(key=key).answered_at


@pytest.mark.req("OPC-01", "LNG-06")
def test_the_record_of_a_relayed_call_begins_with_that_channel(agent: Agent, key: str, operator: Client) -> None:
    mark_relay(key, by=themselves(agent))
    page = seen(operator, record_address(operator, key))
    assert '<option value="relay" selected>' in page


def test_nobody_begins_the_record_of_somebody_elses_call(key: str, signed_in: SignedIn) -> None:
    other = signed_in(Role.SUPERVISOR)
    assert other.get(f"/staff/contacts/writing/call/{key}/")["Location"] == "/staff/contacts/writing/"
    address = f"/staff/contacts/writing/{once_key_of(key, 'test-operator')}/?call={key}"
    assert "090-0000-0001" not in seen(other, address)


@pytest.mark.req("TEL-17", "OPC-08")
def test_a_call_without_a_telephone_is_told_by_two_presses_and_stands_in_the_ledger(
    agent: Agent, operator: Client
) -> None:
    seen(operator, "/staff/telephone/seat/by-hand/", {"do": "begin", "number": PHONE, "back": CONSOLE})
    call = Call.objects.get()
    assert (call.caller, call.outcome, call.ended_at) == (PHONE, "going_on", None)
    begin_call(agent, PHONE, by=themselves(agent))
    assert Call.objects.count() == 1, "pressed twice"
    answer = operator.post("/staff/telephone/seat/by-hand/", {"do": "end", "back": CONSOLE})
    assert answer["Location"] == CONSOLE
    call.refresh_from_db()
    assert (call.outcome, bool(call.ended_at)) == ("answered", True)
    row = state_of(agent)
    assert row
    assert (row.state, row.call_key) == ("after_call", call.key)


@pytest.mark.req("TEL-17")
def test_whose_telephone_tells_by_itself_says_nothing_by_hand(agent: Agent) -> None:
    AgentState.objects.all().update(state=State.TALKING.value)
    Agent.objects.update(device=Device.DESK_PHONE.value)
    agent.refresh_from_db()
    for tell in (begin_call, end_call):
        with pytest.raises(ExchangeSetsIt):
            tell(agent, by=themselves(agent))  # type: ignore[operator]


def test_a_button_leads_back_only_to_a_page_of_ours(agent: Agent, operator: Client) -> None:
    for back in ("https://example.com/staff/", "//example.com/staff/", "/staff/../../x"):
        answer = operator.post("/staff/telephone/seat/state/", {"state": "away", "back": back})
        assert answer["Location"] in ("/staff/telephone/seat/", "/staff/../../x")


@pytest.mark.req("ESC-01", "ESC-02")
def test_a_call_is_put_through_only_after_the_other_side_was_told_what_it_is_about(
    agent: Agent, key: str, operator: Client
) -> None:
    address = f"/staff/escalations/call/{key}/"
    page = words(seen(operator, address))
    assert "用件を先に伝えます" in page
    assert "電話を切らずに引き継ぎます" in page
    department = departments_in_use().filter(is_transferable=True).first()
    assert department
    result = {"department": department.code, "result": "transferred"}
    assert "用件を相手先に伝えてください" in seen(operator, address, result)
    assert not CallTransfer.objects.exists()
    seen(operator, address, {**result, "told_first": "on"})
    made = CallTransfer.objects.get()
    assert (made.department, made.told_first) == (department, True)
    assert call_keys_of(made.contact) == [key]


@pytest.mark.req("ESC-01")
def test_the_exchange_is_not_asked_to_put_a_caller_through_unannounced(agent: Agent, operator: Client) -> None:
    Agent.objects.update(device=Device.DESK_PHONE.value)
    AgentState.objects.filter(ended_at=None).update(state="talking", call_key="1732.9")
    page = seen(operator, "/staff/telephone/seat/")
    assert "相談した相手につなぐ" in page
    assert "そのまま転送" not in page
    said = seen(operator, "/staff/telephone/seat/order/", {"wish": "transfer", "to": "201"})
    assert "用件を相手先に伝えてください" in said


@pytest.mark.req("INC-14")
def test_a_mark_is_set_before_anything_is_typed(agent: Agent, key: str, operator: Client) -> None:
    address = record_address(operator, key)
    page = words(seen(operator, address, {"do": "mark:harassment", "channel": "telephone"}))
    assert "一人で抱えず" in page
    mark = ContactMark.objects.get()
    assert (mark.kind, mark.call_key) == ("harassment", key)
    seen(operator, address, {"do": "unmark:harassment", "channel": "telephone"})
    assert ContactMark.objects.get().withdrawn_at


@pytest.mark.req("INC-16")
def test_the_button_for_threats_makes_the_contact_one_and_takes_its_steps(
    agent: Agent, key: str, operator: Client
) -> None:
    address = record_address(operator, key)
    page = seen(operator, address, {"do": "mark:emergency", "channel": "telephone"})
    assert '<option value="threat" selected>' in page
    step = "電話を切らずに、スーパーバイザーに合図する"
    page = seen(operator, address, {"do": f"step:emergency:{step}", "channel": "telephone"})
    assert [one.step for one in ContactMark.objects.get().steps.all()] == [step]
    assert "済み" in page


@pytest.mark.req("OPC-01")
def test_a_pane_has_no_menu_and_may_be_framed_by_us_alone(agent: Agent, operator: Client) -> None:
    whole = operator.get("/staff/contacts/writing/")
    assert whole["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in whole["Content-Security-Policy"]
    pane = operator.get("/staff/contacts/writing/", headers=IN_A_PANE)
    assert pane["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in pane["Content-Security-Policy"]
    assert "staff-header" in whole.content.decode()
    assert "staff-header" not in pane.content.decode()
    for elsewhere in ({**IN_A_PANE, "Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Dest": "document"}):
        assert operator.get("/staff/contacts/writing/", headers=elsewhere)["X-Frame-Options"] == "DENY"
    assert operator.get("/staff/account/login/", headers=IN_A_PANE)["X-Frame-Options"] == "DENY"
    assert "frame-src 'self'" in operator.get(CONSOLE)["Content-Security-Policy"]


def test_whose_sign_in_has_ended_is_told_so_inside_the_pane(client: Client, agent: Agent) -> None:
    answer = client.get("/staff/contacts/writing/", headers=IN_A_PANE)
    assert answer.status_code == 401
    assert 'target="_top"' in answer.content.decode()


@pytest.mark.req("ESC-11")
def test_an_operator_of_a_second_base_has_the_same_console(agent: Agent, operator: Client) -> None:
    sign_in(agent, seat("第2拠点の席", "第2拠点"), by=themselves(agent))
    begin_call(agent, PHONE, by=themselves(agent))
    page = seen(operator, CONSOLE)
    for name in ("予約", "転送", "案内・リンク"):
        assert name in words(page)
    assert "第2拠点の席" in words(page)
