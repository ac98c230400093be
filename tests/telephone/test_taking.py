"""Facts into the ledger: once, whole, and with everything that nobody can match kept in sight."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from madoguchi.accounts.models import Staff
from madoguchi.calls.agents.models import Agent, AgentState, Seat
from madoguchi.calls.ledger.actions import Mark, take_facts
from madoguchi.calls.ledger.models import Call, Fact, JournalMark, Leg
from madoguchi.calls.ledger.queries import unmatched_facts
from madoguchi.calls.lines.models import Line
from madoguchi.calls.ports import ExchangeFact, FactKind
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from tests.telephone.told import NINE, Told, an_answered_call
from tests.worlds import ADMIN, TODAY, applied

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_ten() -> Iterator[None]:
    with time_machine.travel(NINE + timedelta(hours=1), tick=False):
        yield


def an_agent(extension: str = "77") -> Agent:
    staff = Staff.objects.create(login_id=f"op-{extension}", name="見本 花子", role="operator")
    return Agent.objects.create(staff=staff, extension=extension)


@pytest.mark.req("TEL-18")
def test_a_call_is_kept_with_its_line_its_seat_and_who_answered() -> None:
    agent = an_agent()
    line = Line.objects.create(number="0120000111", kind="toll_free", label="見本市", payer="city")
    seat = Seat.objects.create(name="席3")
    AgentState.objects.create(agent=agent, state="ready", seat=seat, began_at=NINE - timedelta(hours=1))
    take_facts(an_answered_call().facts)
    call = Call.objects.get()
    assert (call.line, call.agent, call.seat, call.outcome) == (line, agent, seat, "answered")
    assert [leg.kind for leg in call.legs.all()] == ["announcement", "queue", "ring", "ring", "talk", "hold"]


def test_taking_again_changes_nothing_and_the_call_ends_once() -> None:
    facts = an_answered_call().facts
    take_facts(facts[:5], Mark("queue_log", "log", 500))
    assert Call.objects.get().outcome == "going_on"
    take_facts(facts, Mark("queue_log", "log", 900))
    legs = list(Leg.objects.values_list("kind", "began_at", "ended_at"))
    take_facts(facts, Mark("queue_log", "log", 900))
    assert (Fact.objects.count(), JournalMark.objects.get().offset) == (len(facts), 900)
    assert list(Leg.objects.values_list("kind", "began_at", "ended_at")) == legs
    assert Event.objects.filter(kind="call.ended").count() == 1
    assert not Event.objects.filter(kind="call.corrected").exists()


def test_what_is_learnt_after_the_end_corrects_the_call_in_the_history() -> None:
    told = Told().arrived().decided().ended(9)
    take_facts(told.facts)
    take_facts(Told(line=5000).queued(3).says(9, FactKind.ABANDONED, wait_seconds=6).facts)
    assert Call.objects.get().outcome == "abandon"
    body = json.loads(Event.objects.get(kind="call.corrected").body)
    assert body["changes"] == {"call_outcome": ["ended_in_announcement", "abandon"]}


def test_a_start_of_the_exchange_closes_what_was_open_before_it() -> None:
    take_facts(Told().arrived().queued(1).facts)
    take_facts([ExchangeFact("queue_log", "log:000000009000", NINE + timedelta(seconds=40), FactKind.STARTED)])
    assert Call.objects.get().outcome == "lost"


def test_work_after_the_call_is_added_when_it_ends() -> None:
    an_agent()
    take_facts(an_answered_call().says(60, FactKind.STATE, "77", state="paused", reason="acw").facts)
    assert Call.objects.get().after_call_seconds == 0
    ready = ExchangeFact(
        "queue_log", "log:7", NINE + timedelta(seconds=260), FactKind.STATE, "", "77", {"state": "ready"}
    )
    take_facts([ready])
    assert Call.objects.get().after_call_seconds == 60


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("+819000000001", "09000000001"),
        ("00819000000001", "09000000001"),
        ("０９０－００００－０００１", "09000000001"),
        ("sip:<script>@evil", ""),
        ("123456789018", "123456789018"),  # twelve digits with a valid check digit: a number all the same
        ("9" * 40, "9" * 24),
        ("", ""),
    ],
)
def test_no_number_that_a_network_gives_stops_the_ledger(given: str, kept: str) -> None:
    take_facts(Told().arrived(caller=given).decided().ended(4).facts)
    assert Call.objects.get().caller == kept


def test_what_belongs_to_no_call_stays_in_sight() -> None:
    an_agent()
    take_facts(an_answered_call().facts)
    strange = Told("1796083299.9", line=5000).ended(3).facts
    unread = ExchangeFact("queue_log", "log:3", NINE, FactKind.UNREAD, values={"line": "no line at all"})
    take_facts([*strange, unread])
    shown = {(fact.kind, fact.call_key) for fact in unmatched_facts()}
    assert {("unread", ""), ("ended", "1796083299.9")} <= shown
    assert ("not_taken", "1796083200.7") in shown, "extension 78 belongs to nobody"
    assert ("answered", "1796083200.7") not in shown


def test_facts_mark_and_call_are_taken_together_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Leg.objects, "bulk_create", breaks)
    with pytest.raises(RuntimeError):
        take_facts(an_answered_call().facts, Mark("queue_log", "log", 900))
    assert [model.objects.count() for model in (Fact, Call, JournalMark)] == [0, 0, 0]


@pytest.mark.preset_key("telephone.short_abandon_seconds")
def test_the_contract_says_what_a_short_wait_is() -> None:
    applied("hatsukaichi")
    change_settings({"telephone.short_abandon_seconds": 10.0}, effective_on=TODAY, by=ADMIN)
    for seconds, call in ((10, "a.1"), (11, "a.2")):
        told = Told(call, log=call).arrived().decided().queued(0)
        take_facts(told.says(seconds, FactKind.ABANDONED, wait_seconds=seconds).ended(seconds).facts)
    assert list(Call.objects.order_by("key").values_list("outcome", flat=True)) == ["short_abandon", "abandon"]
