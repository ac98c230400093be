"""The list of calls, one call, and what no call could take in."""

import uuid
from datetime import timedelta

import pytest

from madoguchi.accounts.rights import Role
from madoguchi.calls.ledger.actions import take_facts
from madoguchi.calls.lines.models import Line
from madoguchi.calls.ports import ExchangeFact, FactKind
from madoguchi.contacts.drafts.queries import unrecorded_visible_to
from madoguchi.contacts.models import Contact
from madoguchi.core.history.models import Event
from tests.telephone.told import NINE, Told
from tests.telephone.town import an_agent, answered, kept, signed_in
from tests.worlds import actor

pytestmark = pytest.mark.usefixtures("town")
LIST = "/staff/telephone/calls/"


def page(role: Role = Role.SUPERVISOR, path: str = LIST, **typed: str) -> str:
    client = signed_in(role)
    answer = client.post(path, typed) if typed else client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.req("TEL-18")
def test_the_list_shows_every_call_with_its_outcome_and_who_answered() -> None:
    an_agent()
    Line.objects.create(number="0120000111", kind="toll_free", label="見本ダイヤル", payer="city")
    answered("a.1")
    kept(Told("a.2", log="two").arrived(caller="").decided(0, "after_hours").ended(9))
    shown = page()
    for words in ("応答", "時間外", "試験 太郎", "090-0000-0001", "非通知", "見本ダイヤル", "2件"):
        assert words in shown


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"number": "0001"}, {"a.1"}),
        ({"number": "０９０-0000-0002"}, {"a.2"}),
        ({"number": "01"}, set()),
        ({"outcome": "abandon"}, {"a.2"}),
        ({"extension": "77"}, {"a.1"}),
        ({"dialled": "0120000111"}, {"a.1", "a.2"}),
        ({"since": "2026-12-01", "until": "2026-12-01"}, {"a.1", "a.2"}),
        ({"until": "2026-11-30"}, set()),
    ],
)
def test_calls_are_found_by_day_number_line_operator_and_outcome(
    condition: dict[str, str], found: set[str]
) -> None:
    an_agent()
    Line.objects.create(number="0120000111", kind="toll_free", label="見本ダイヤル", payer="city")
    answered("a.1")
    told = Told("a.2", log="two").arrived(caller="09000000002").decided().queued(1)
    kept(told.says(31, FactKind.ABANDONED, wait_seconds=30).ended(31))
    shown = page(**condition)
    assert {key for key in ("a.1", "a.2") if f"/of/{key}/" in shown} == found


def test_a_number_is_masked_for_whoever_may_not_see_persons() -> None:
    an_agent()
    answered("a.1")
    for shown in (page(Role.CITY_CLERK), page(Role.CITY_CLERK, f"{LIST}of/a.1/")):
        assert "090********" in shown
        assert "0000-0001" not in shown


def test_who_may_not_see_calls_sees_none_and_who_may_not_take_them_out_gets_no_file() -> None:
    answered("a.1")
    assert signed_in(Role.OPERATOR).post(f"{LIST}export/", {"form": "csv"}).status_code == 403
    answer = signed_in(Role.MANAGER).post(f"{LIST}export/", {"form": "csv", "number": "0001"})
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.count("\n") == 2
    assert "a.1,着信,2026-12-01 09:00:00" in text
    assert Event.objects.filter(kind="disclosure.exported", about_key="calls").count() == 1


@pytest.mark.req("TEL-18")
def test_one_call_shows_how_it_went_as_a_picture_and_as_a_table() -> None:
    an_agent()
    answered("a.1")
    shown = page(path=f"{LIST}of/a.1/")
    for words in ("greeting", "応答なし", "保留", "2:30", "相手が切断", "call-picture", "通話が終わりました"):
        assert words in shown
    assert signed_in(Role.SUPERVISOR).get(f"{LIST}of/nobody/").status_code == 404


def test_what_no_call_could_take_in_is_shown_and_leads_from_the_list() -> None:
    take_facts(Told("a.9").ended(3).facts)
    take_facts([ExchangeFact("queue_log", "log:3", NINE, FactKind.UNREAD, values={"line": "rubbish <b>"})])
    assert "対応の付かない記録が2件あります" in page()
    shown = page(path=f"{LIST}unmatched/")
    assert "rubbish &lt;b&gt;" in shown
    assert "読み取れない行" in shown
    assert "通話が見つからない" in shown


@pytest.mark.req("HIS-02")
def test_an_answered_call_of_which_nobody_has_written_is_among_the_unrecorded() -> None:
    agent = an_agent()
    answered("a.1")
    answered("a.2")
    waiting = unrecorded_visible_to(actor(Role.OPERATOR))
    assert [(one.handler, one.caller) for one in waiting] == [("op-77", "09000000001")] * 2
    Contact.objects.create(
        once_key=uuid.uuid4(),
        handler=agent.staff.login_id,
        started_at=NINE + timedelta(minutes=1),
        channel="telephone",
        state="draft",
    )
    assert sorted(one.draft is None for one in unrecorded_visible_to(actor(Role.OPERATOR))) == [False, True]
