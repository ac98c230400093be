"""Finding records: everything combined, in any words, by person; searches that are kept."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.accounts.rights import Role
from madoguchi.contacts import ports
from madoguchi.contacts.drafts.queries import unrecorded_visible_to
from madoguchi.contacts.finding.actions import drop_search, save_search
from madoguchi.contacts.finding.queries import (
    conditions_of,
    earlier_contacts,
    found_by,
    on_day,
    saved_searches_of,
)
from madoguchi.contacts.finding.rules import Conditions
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.actions import change_contact, delete_contact, prepare_answer
from madoguchi.contacts.records.queries import contacts_visible_to
from madoguchi.contacts.rules import Channel, ContactState, Kind, Transfer
from madoguchi.core import clock
from madoguchi.core.refusals import NotAllowed
from madoguchi.knowledge.words.actions import save_group
from madoguchi.municipality.actions import change_settings
from tests.contacts.town import draft, recorded, written
from tests.worlds import ADMIN, CLERK, OPERATOR, PRESENT, TODAY, actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nishitokyo")]
COLLEAGUE = actor(Role.OPERATOR, "colleague")


def numbers(found: Any) -> list[int]:
    return [one.number for one in found]


@pytest.mark.req("HIS-05", "HIS-04")
@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ({"topic": "電子証明書"}, [2]),
        ({"kind": "complaint"}, [1]),
        ({"channel": "relay"}, [2]),
        ({"state": "in_progress"}, [1]),
        ({"handler": "colleague"}, [2]),
        ({"tag": "急ぎ"}, [1]),
        ({"since": TODAY}, [2, 1]),
        ({"until": TODAY - timedelta(days=1)}, [0]),
        ({"only": "transferred"}, [2]),
        ({"only": "open"}, [1]),
        ({"only": "first_answer"}, [0]),
        ({"since": TODAY, "channel": "relay", "words": "暗証番号"}, [2]),
        ({"since": TODAY, "channel": "relay", "words": "暗証番号 受取り"}, []),
        ({}, [2, 1, 0]),
    ],
)
def test_conditions_are_combined_and_the_newest_comes_first(conditions: dict[str, Any], found: list[int]) -> None:
    made = [
        recorded(at=PRESENT - timedelta(days=1)),
        recorded(
            kind=Kind.COMPLAINT,
            intention="改めてほしい",
            content="待ち時間が長い",
            tags=("急ぎ",),
            to=ContactState.IN_PROGRESS,
            at=PRESENT - timedelta(hours=1),
        ),
        recorded(
            COLLEAGUE,
            channel=Channel.RELAY,
            topic="電子証明書",
            content="暗証番号を忘れた",
            transfer=Transfer.TRANSFERRED,
        ),
    ]
    draft()  # not a record yet: nobody finds it
    assert numbers(found_by(CLERK, Conditions(**conditions))) == [made[index].number for index in found]


@pytest.mark.req("HIS-06")
def test_a_search_knows_the_synonyms_of_the_faq_and_follows_what_is_put_right() -> None:
    contact = recorded(content="暗証番号を忘れてしまった")
    assert numbers(found_by(CLERK, Conditions(words="パスワード"))) == []
    save_group("暗証番号", ["パスワード"], by=ADMIN)
    assert numbers(found_by(CLERK, Conditions(words="パスワードを忘れた"))) == [contact.number]
    change_contact(contact, written(content="受取りの日を聞かれた"), by=OPERATOR)
    assert numbers(found_by(CLERK, Conditions(words="パスワード"))) == []
    assert numbers(found_by(CLERK, Conditions(words="受け取り"))) == [contact.number]
    delete_contact(contact, reason="誤り", by=ADMIN)
    assert numbers(found_by(CLERK, Conditions(words="受け取り"))) == []


@pytest.mark.req("OPC-06")
@pytest.mark.parametrize(
    ("phone", "name"), [("０９０ー１２３４ー５６７８", ""), ("", "みほんは"), ("", "見本　花子"), ("", "ﾐﾎﾝ ﾊﾅｺ")]
)
def test_who_was_in_contact_before_is_known_by_number_and_by_name_in_any_writing(phone: str, name: str) -> None:
    person: dict[str, Any] = {
        "party_name": "見本 花子",
        "party_kana": "ミホン ハナコ",
        "party_phone": "09012345678",
    }
    first = recorded(**person, at=PRESENT - timedelta(days=9))
    newest = recorded(**person)
    recorded(party_name="別の 人", party_phone="0312345678")
    prepare_answer(first, "12月5日から受け取れます", by=CLERK)
    assert numbers(earlier_contacts(OPERATOR, phone=phone, name=name)) == [first.number, newest.number]
    assert numbers(earlier_contacts(OPERATOR, phone=phone, name=name, without=first)) == [newest.number]
    assert earlier_contacts(CLERK, phone=phone, name=name) == []  # without the right to see persons


def test_too_little_finds_nobody() -> None:
    recorded(party_name="見本 花子")
    assert earlier_contacts(OPERATOR, phone="", name="見") == []
    assert earlier_contacts(OPERATOR, phone="0312", name="") == []


@pytest.mark.req("HIS-09")
def test_without_the_right_nobody_is_found_by_name_or_telephone() -> None:
    contact = recorded(party_name="見本 花子", party_phone="09012345678")
    for typed in ("見本", "090-1234-5678", contact.written_number):
        assert numbers(found_by(OPERATOR, Conditions(party=typed))) == [contact.number]
        assert numbers(found_by(CLERK, Conditions(party=typed))) == []


@pytest.mark.req("SEC-06", "PDR-09", "HIS-09")
@pytest.mark.parametrize("typed", ["田中一郎", "田中", "090-1234-5678", "5678", "南町2-3-4", "みほん商店"])
def test_words_find_no_name_or_number_for_whoever_reads_masked_records(typed: str) -> None:
    """What is covered when it is read would be told by finding it."""
    contact = recorded(
        content="田中一郎様より。折り返しは090-1234-5678、住所は見本市南町2-3-4。カードの受取りを急ぐ",
        answer="田中様へ翌日に電話すると約束",
        values={"employer": "みほん商店"},
    )
    assert numbers(found_by(OPERATOR, Conditions(words=typed))) == [contact.number]
    assert numbers(found_by(CLERK, Conditions(words=typed))) == []
    assert numbers(found_by(CLERK, Conditions(words=f"受取り {typed}"))) == []
    assert numbers(found_by(CLERK, Conditions(words="受取り 電話"))) == [contact.number]


@pytest.mark.req("HIS-11")
def test_the_day_is_told_in_the_order_in_which_it_happened() -> None:
    later, first = recorded(), recorded(at=PRESENT - timedelta(hours=1))
    recorded(at=PRESENT - timedelta(days=1))
    assert numbers(on_day(CLERK, TODAY)) == [first.number, later.number]


@pytest.mark.req("HIS-05")
def test_a_search_is_kept_for_oneself_or_for_everybody() -> None:
    own = save_search("苦情", {"kind": "complaint", "topic": ""}, is_shared=False, by=OPERATOR)
    shared = save_search("転送", {"only": "transferred"}, is_shared=True, by=OPERATOR)
    assert conditions_of(own) == {"kind": "complaint"}
    assert list(saved_searches_of(OPERATOR)) == [own, shared]
    assert list(saved_searches_of(CLERK)) == [shared]
    with pytest.raises(NotAllowed):
        drop_search(shared, by=CLERK)
    save_search("苦情", {"kind": "wish"}, is_shared=False, by=OPERATOR)
    own.refresh_from_db()
    assert conditions_of(own) == {"kind": "wish"}


class Ledger:
    def calls_without_record(self) -> list[ports.CallWithoutRecord]:
        return [ports.CallWithoutRecord("operator", PRESENT - timedelta(hours=1), "09000000009")]


@pytest.fixture
def telephone() -> Iterator[None]:
    before = ports.use_ledger(Ledger())
    yield
    ports.use_ledger(before)


@pytest.mark.req("HIS-02")
@pytest.mark.usefixtures("telephone")
def test_calls_and_drafts_without_a_record_are_listed_and_late_ones_are_marked() -> None:
    started = draft(at=PRESENT - timedelta(minutes=5))
    listed = unrecorded_visible_to(OPERATOR)
    assert [(one.caller, one.draft, one.is_late) for one in listed] == [
        ("09000000009", None, True),
        ("", started, False),
    ]
    assert unrecorded_visible_to(CLERK) == []


@pytest.mark.req("HIS-05")
def test_a_page_of_many_records_reads_one_stretch_of_an_index() -> None:
    """At a hundred thousand: whatever narrows is followed by the time in the same index, so nothing is sorted."""
    Contact.objects.bulk_create(_many(3000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for conditions in (
        Conditions(),
        Conditions(state="escalated"),
        Conditions(handler="h1"),
        Conditions(kind="wish"),
    ):
        page = found_by(OPERATOR, conditions)[:50]
        plan = page.explain()
        assert "contact_by" in plan, plan
        if connection.vendor == "sqlite" and conditions != Conditions():
            assert "TEMP B-TREE" not in plan, plan
        with CaptureQueriesContext(
            connection,
        ) as queries:
            list(page)
        assert len(queries) == 1


def _many(count: int) -> Iterator[Contact]:
    for number in range(count):
        yield Contact(
            once_key=f"00000000-0000-0000-0000-{number:012d}",
            state="escalated" if number % 50 == 0 else "completed",
            handler=f"h{number % 7}",
            started_at=PRESENT - timedelta(minutes=number),
            recorded_at=PRESENT,
            channel="telephone",
            kind="wish" if number % 40 == 0 else "inquiry",
            content="内容",
        )


def test_a_day_is_a_day_of_tokyo() -> None:
    midnight = clock.start_of(date(2026, 12, 1))
    inside = recorded(at=midnight)
    recorded(at=midnight - timedelta(seconds=1))
    assert numbers(on_day(CLERK, date(2026, 12, 1))) == [inside.number]


@pytest.mark.req("RTV-02")
@pytest.mark.switch("live_history")
@pytest.mark.preset_key("switches.live_history")
def test_the_city_follows_the_history_only_where_it_has_asked_to() -> None:
    contact = recorded()
    assert numbers(found_by(CLERK, Conditions())) == [contact.number]
    change_settings({"switches.live_history": False}, by=ADMIN)
    assert numbers(found_by(CLERK, Conditions())) == []
    assert numbers(on_day(CLERK, TODAY)) == []
    assert numbers(found_by(OPERATOR, Conditions())) == [contact.number]
    assert numbers(contacts_visible_to(CLERK)) == [contact.number]  # a case that it is handed it sees
