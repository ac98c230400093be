"""A caller who asked by keys to be called back stands before the operators once, with the call (TEL-12)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
import time_machine

from madoguchi.accounts.rights import Role
from madoguchi.calls.ledger.actions import take_facts
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ports import FactKind
from madoguchi.contacts.call_backs.actions import note_attempt, take_wished_call_back
from madoguchi.contacts.call_backs.jobs import take_wish
from madoguchi.contacts.call_backs.models import CallBack
from madoguchi.contacts.call_backs.queries import open_call_backs, open_wishes
from madoguchi.contacts.call_backs.rules import Result, due_within
from madoguchi.contacts.rules import ContactState
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.text.phone import written_phone
from madoguchi.municipality.actions import change_settings
from tests.telephone.told import NINE, Told
from tests.telephone.town import signed_in
from tests.worlds import ADMIN, OPERATOR, applied

pytestmark = [pytest.mark.django_db, pytest.mark.req("TEL-12"), pytest.mark.switch("call_back_intake")]
WISHED = "0312345678"


@pytest.fixture(autouse=True)
def at_ten() -> Iterator[None]:
    with time_machine.travel(NINE + timedelta(hours=1), tick=False):
        applied("hatsukaichi")
        change_settings({"switches.call_back_intake": True}, by=ADMIN)
        yield


def a_wish(call: str = "1796083200.7") -> Told:
    told = Told(call).arrived().decided().queued(4)
    told.says(60, FactKind.OVERFLOWED, reason="timeout").says(
        70, FactKind.PRESSED, where="overflow", meaning="call_back"
    )
    return told.says(80, FactKind.CALL_BACK_WISHED, where="overflow", number=WISHED).ended(90)


def wishes() -> list[Event]:
    return list(Event.objects.filter(kind="call.call_back_wished"))


def test_a_wish_is_in_the_books_once_however_often_it_is_read() -> None:
    facts = a_wish().facts
    take_facts(facts)
    take_facts(list(reversed(facts)))
    assert Call.objects.get().call_back_number == WISHED
    assert len(wishes()) == 1
    assert WISHED not in str([vars(event) for event in wishes()])


@pytest.mark.preset_key("announcements.call_back_minutes")
def test_it_stands_before_the_operators_once_with_its_call_and_until_when() -> None:
    take_facts(a_wish().facts)
    (event,) = wishes()
    take_wish(event)
    take_wish(event)
    (wish,) = open_wishes(OPERATOR)
    assert not open_call_backs(OPERATOR).exists()
    assert (wish.contact.party_phone, wish.contact.call_key) == (WISHED, Call.objects.get().key)
    assert wish.contact.state == ContactState.IN_PROGRESS
    assert wish.due_at == NINE + timedelta(seconds=90, minutes=120)
    note_attempt(wish, Result.REACHED, by=OPERATOR)
    take_wish(event)
    assert not open_wishes(OPERATOR).exists()
    assert CallBack.objects.count() == 1


def test_a_call_without_a_wish_leaves_no_trace() -> None:
    take_facts(Told().arrived().decided().queued(4).ended(90).facts)
    assert not wishes()
    assert take_wished_call_back(Call.objects.get()) is None


def test_operators_see_it_and_note_how_it_went() -> None:
    client = signed_in(Role.OPERATOR)
    take_facts(a_wish().facts)
    take_wished_call_back(Call.objects.get())
    page = client.get("/staff/escalations/call-backs/wished/").content.decode()
    assert written_phone(WISHED) in page
    assert "/staff/telephone/calls/of/1796083200.7/" in page
    wish = CallBack.objects.get()
    client.post(f"/staff/escalations/call-backs/{wish.pk}/", {"result": "reached"})
    assert "おかけ直しの希望はありません" in client.get("/staff/escalations/call-backs/wished/").content.decode()


def test_where_it_is_off_there_is_no_such_page() -> None:
    client = signed_in(Role.OPERATOR)
    change_settings({"switches.call_back_intake": False}, by=ADMIN)
    assert client.get("/staff/escalations/call-backs/wished/").status_code == 404


def hours(*spans: tuple[int, int], day: int = 1) -> list[tuple[datetime, datetime]]:
    on = date(2026, 12, day)
    return [(clock.moment(on, time(begins)), clock.moment(on, time(ends))) for begins, ends in spans]


def test_only_hours_in_which_somebody_is_there_count() -> None:
    open_ = [*hours((9, 12), (13, 17)), *hours((9, 17), day=2)]
    at = lambda day, hour: clock.moment(date(2026, 12, day), time(hour))  # noqa: E731
    assert due_within(open_, wished_at=at(1, 10), minutes=120) == at(1, 12)
    assert due_within(open_, wished_at=at(1, 11), minutes=120) == at(1, 14)
    assert due_within(open_, wished_at=at(1, 16), minutes=120) == at(2, 10)
    assert due_within(open_, wished_at=at(1, 20), minutes=120) == at(2, 11)
    assert due_within([], wished_at=at(1, 20), minutes=120) == at(1, 22)
