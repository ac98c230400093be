"""The list of records, one of them, the day, the file, and what the city sees of it while it happens."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.contacts.models import Contact, SavedSearch
from madoguchi.contacts.rules import ContactState, Kind, Level, Transfer
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.kept import change_table
from madoguchi.web.contacts.live_list import NEWEST_SCREEN, render_newest
from madoguchi.web.live.register import topics_touched_by
from tests.contacts.town import recorded
from tests.web.pages import seen, words
from tests.worlds import ADMIN, CLERK, PRESENT, TODAY, applied

pytestmark = [pytest.mark.django_db]
LIST = "/staff/contacts/"
PERSON: dict[str, Any] = {
    "party_name": "見本 花子",
    "party_phone": "09012345678",
    "content": "見本花子さんの折り返しは090-1234-5678まで",
}


@pytest.fixture(autouse=True)
def nishitokyo(db: None, at_present: None) -> None:
    applied("nishitokyo")


@pytest.fixture
def manager(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.MANAGER)


def exported(client: Client, **typed: str) -> bytes:
    answer = client.post(f"{LIST}export/", {"form": "csv", **typed})
    assert answer.status_code == 200
    parts: Iterator[bytes] = answer.streaming_content  # type: ignore[attr-defined]
    return b"".join(parts)


@pytest.mark.req("HIS-05", "SEC-18")
def test_the_list_is_searched_by_everything_and_each_search_is_on_record_without_its_words(
    operator: Client,
) -> None:
    recorded(**PERSON, topic="電子証明書")
    recorded(
        kind=Kind.COMPLAINT, intention="改めてほしい", content="待ち時間が長い", at=PRESENT - timedelta(days=3)
    )
    assert "2件" in seen(operator, LIST)
    page = words(seen(operator, LIST, {"words": "待ち時間", "kind": "complaint", "until": "2026年11月30日"}))
    assert "待ち時間が長い" in page
    assert "1件" in page
    assert "見本 花子 090-1234-5678" in words(seen(operator, LIST, {"party": "みほん"}) or "")
    last = Event.objects.filter(kind="disclosure.searched").latest("id")
    assert facts_of(last) == {"found": 1}


@pytest.mark.req("HIS-09", "SEC-06")
def test_who_may_not_see_persons_reads_masked_words_and_who_may_is_logged(operator: Client, clerk: Client) -> None:
    contact = recorded(**PERSON)
    page = words(seen(operator, f"{LIST}{contact.number}/"))
    assert "折り返しは090-1234-5678まで" in page
    viewed = Event.objects.get(kind="disclosure.viewed")
    assert viewed.about_key == str(contact.number)
    for address in (f"{LIST}{contact.number}/", LIST, f"{LIST}live/", f"{LIST}days/2026-12-01/"):
        page = seen(clerk, address)
        assert contact.written_number in page
        for personal in ("花子", "1234-5678", "09012345678"):
            assert personal not in page
    assert 'name="party"' not in seen(clerk, LIST)
    assert "090-1234-5678まで" not in seen(operator, LIST)  # a list shows nobody's number in passing


@pytest.mark.req("HIS-09", "SEC-06")
def test_a_name_in_the_place_of_the_transfer_or_an_item_of_the_city_is_masked_too(
    operator: Client, clerk: Client
) -> None:
    change_table(
        "contact_items.csv",
        "item,need,label,help,purpose,form,choices,personal\n"
        "content,required,内容,,,,,\ntransfer,optional,転送,,,,,\nemployer,optional,勤め先,,,text,,\n",
        by=ADMIN,
        effective_on=TODAY,
    )
    contact = recorded(
        transfer=Transfer.TRANSFERRED,
        transfer_to="市民課 田中一郎様 03-1234-5678",
        values={"employer": "田中花子様の店"},
    )
    assert "03-1234-5678" in words(seen(operator, f"{LIST}{contact.number}/"))
    page = words(seen(clerk, f"{LIST}{contact.number}/"))
    assert "市民課" in page
    for personal in ("田中", "1234-5678", "花子"):
        assert personal not in page


@pytest.mark.req("SEC-06", "RTV-02")
def test_the_city_reads_and_only_who_may_change_changes(clerk: Client, operator: Client, admin: Client) -> None:
    contact = recorded()
    page = seen(clerk, f"{LIST}{contact.number}/")
    for way in ("edit", "hold", "delete"):
        assert f"/{way}/" not in page
        assert clerk.get(f"{LIST}{contact.number}/{way}/").status_code == 403
    assert clerk.post(f"{LIST}{contact.number}/state/", {"to": "in_progress"}).status_code == 403
    assert operator.get(f"{LIST}{contact.number}/delete/").status_code == 403
    assert admin.get(f"{LIST}{contact.number}/edit/").status_code == 403
    admin.post(f"{LIST}{contact.number}/delete/", {"reason": "二重に記録"})
    assert not Contact.objects.exists()


def test_a_record_is_put_right_in_its_own_form_and_says_what_changed(operator: Client) -> None:
    contact = recorded(tags=("急ぎ",), topic="前の区分")
    here = f"{LIST}{contact.number}/"
    form = seen(operator, f"{here}edit/")
    assert "前の区分" in form  # no longer offered, and kept
    typed = {
        "channel": "telephone",
        "kind": "inquiry",
        "topic": "前の区分",
        "content": "直した内容",
        "language": "ja",
    }
    assert "「回答」を入力してください" in words(seen(operator, f"{here}edit/", typed))
    page = words(seen(operator, f"{here}edit/", {**typed, "answer": "案内した", "transfer": "none"}))
    assert "直した内容" in page
    assert "応対の記録を直しました" in page
    assert "急ぎ" in page  # what was taken away is shown in the history


@pytest.mark.req("HIS-04")
def test_a_case_is_opened_again_and_completed_by_a_press(operator: Client) -> None:
    contact = recorded(to=ContactState.ESCALATED, level=Level.SUPERVISOR, answer="")
    here = f"{LIST}{contact.number}/"
    assert "足りない項目" in seen(operator, f"{here}state/", {"to": "completed"})
    seen(operator, f"{here}state/", {"to": "in_progress"})
    contact.refresh_from_db()
    assert (contact.state, contact.level) == ("in_progress", 0)
    assert operator.post(f"{here}state/", {"to": "draft"}).status_code == 404


@pytest.mark.req("PDR-03")
def test_a_record_is_held_with_a_reason_and_given_free_again(operator: Client, admin: Client) -> None:
    contact = recorded()
    here = f"{LIST}{contact.number}/"
    assert "苦情の調査中" in seen(operator, f"{here}hold/", {"reason": "苦情の調査中"})
    assert "保全されています" in seen(admin, f"{here}delete/", {"reason": "誤り"})
    assert "苦情の調査中" not in words(seen(operator, f"{here}release/", {})).partition("この応対の履歴")[0]


@pytest.mark.req("HIS-07", "SEC-11")
def test_the_file_holds_what_was_asked_for_and_no_formula_runs_in_it(manager: Client) -> None:
    recorded(**PERSON, answer='=cmd|"/c calc"', tags=("急ぎ",))
    recorded(content="葛󠄀城の方 😀", at=PRESENT - timedelta(days=9))
    whole = exported(manager).decode("utf-8-sig")
    assert whole.count("\r\n") == 3
    assert "'=cmd" in whole
    assert "090-1234-5678" in whole
    narrowed = exported(manager, since="2026-12-01").decode("utf-8-sig")
    assert "葛" not in narrowed
    older = exported(manager, form="csv_cp932").decode("cp932")
    assert "葛城の方 〓" in older
    event = Event.objects.filter(kind="disclosure.exported").earliest("id")
    assert facts_of(event) == {"rows": 2, "form": "csv"}


@pytest.mark.req("HIS-07")
@pytest.mark.preset_key("contacts.history_csv")
def test_a_file_leaves_only_by_its_right_and_where_the_contract_has_one(manager: Client, operator: Client) -> None:
    recorded()
    assert "Shift_JIS" in seen(manager, LIST)
    assert "Shift_JIS" not in seen(operator, LIST)
    assert operator.post(f"{LIST}export/", {"form": "csv"}).status_code == 403
    assert manager.post(f"{LIST}export/", {"form": "csv", "since": "きのう"}).status_code == 404  # not all instead
    change_settings({"contacts.history_csv": False}, by=ADMIN, effective_on=TODAY)
    assert "Shift_JIS" not in seen(manager, LIST)
    assert manager.post(f"{LIST}export/", {"form": "csv"}).status_code == 404


def test_conditions_are_saved_used_and_dropped(operator: Client, clerk: Client) -> None:
    recorded(kind=Kind.COMPLAINT, intention="改めてほしい", content="待ち時間が長い")
    recorded(content="別の話")
    seen(operator, f"{LIST}searches/", {"name": "苦情", "is_shared": "on", "kind": "complaint"})
    saved = SavedSearch.objects.get()
    page = seen(clerk, LIST, {"saved": str(saved.pk)})
    assert "待ち時間が長い" in page
    assert "別の話" not in page
    assert clerk.post(f"{LIST}searches/{saved.pk}/drop/").status_code == 302
    assert SavedSearch.objects.exists()
    seen(operator, f"{LIST}searches/{saved.pk}/drop/", {})
    assert not SavedSearch.objects.exists()


@pytest.mark.preset_key("contacts.history_tags")
def test_tags_exist_where_the_contract_has_them(operator: Client) -> None:
    new = seen(operator, f"{LIST}writing/new/")
    assert 'name="tags"' in new
    change_settings({"contacts.history_tags": False}, by=ADMIN, effective_on=TODAY)
    assert 'name="tags"' not in seen(operator, f"{LIST}writing/new/")
    assert 'name="tag"' not in seen(operator, LIST)


@pytest.mark.req("HIS-11")
def test_the_day_tells_how_many_of_what_and_each_content_without_names(clerk: Client) -> None:
    recorded(**PERSON, topic="電子証明書")
    recorded(kind=Kind.COMPLAINT, intention="改めてほしい", content="待ち時間が長い")
    page = words(seen(clerk, f"{LIST}days/2026-12-01/"))
    assert "応対 2 件" in page
    assert "待ち時間が長い" in page
    assert "花子" not in page
    assert "この日の応対はありません" in seen(clerk, f"{LIST}days/2026-11-30/")


@pytest.mark.req("RTV-02")
def test_what_is_recorded_touches_the_live_list_and_what_is_only_being_typed_does_not() -> None:
    contact = recorded(**PERSON)
    touched = {
        event.kind: topics_touched_by(event) for event in Event.objects.filter(about_key=str(contact.number))
    }
    assert "contacts:newest" in touched["contact.recorded"]
    assert "contacts:newest" not in touched["contact.opened"]
    shown = render_newest(NEWEST_SCREEN.topics, CLERK)
    assert contact.written_number in shown
    assert "花子" not in shown
