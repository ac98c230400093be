"""Records end, or lose what is personal in them, after their terms; what is held or open stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.config.self_check import differences
from madoguchi.contacts.keeping.actions import end_terms
from madoguchi.contacts.keeping.rules import Terms
from madoguchi.contacts.models import Contact, ContactValue
from madoguchi.contacts.records.actions import hold_contact
from madoguchi.contacts.rules import ContactState
from madoguchi.core.history.models import Event, PersonalValue
from madoguchi.core.search.narrowing import having_all
from madoguchi.municipality.actions import change_settings
from tests.contacts.town import recorded
from tests.web.pages import client_of, seen
from tests.worlds import ADMIN, OPERATOR, PRESENT

pytestmark = [pytest.mark.req("HIS-09", "PDR-02", "PDR-03"), pytest.mark.usefixtures("nishitokyo")]

PERSONAL = {
    "content": "田中様 更新の件。折り返しは090-1234-5678",
    "answer": "西東京市南町5-6-13へ郵送と案内",
    "party_name": "田中 一郎",
    "party_phone": "09012345678",
}


@contextmanager
def after(days: int) -> Iterator[None]:
    with time_machine.travel(PRESENT + timedelta(days=days), tick=False):
        yield


def keep(records: int = 0, personal: int = 0) -> None:
    change_settings({"retention.records_days": records, "retention.personal_records_days": personal}, by=ADMIN)


def test_no_term_means_that_nothing_ends() -> None:
    terms = Terms(records_days=0, personal_days=30)
    assert terms.records_before(PRESENT) is None
    assert terms.personal_before(PRESENT) == PRESENT - timedelta(days=30)


@pytest.mark.req("PDR-08")
@pytest.mark.preset_key("retention.personal_records_days")
def test_after_its_term_a_record_says_what_was_asked_and_no_longer_who_it_was() -> None:
    keep(personal=30)
    contact = recorded(**PERSONAL)
    other = recorded()
    ContactValue.objects.create(contact=contact, item="area", value="西東京市南町5-6-13")
    assert PersonalValue.objects.filter(event__about_key=str(contact.number)).exists()
    with after(29):
        assert end_terms() == (0, 0)
    with after(31):
        assert end_terms() == (0, 1)
        assert end_terms() == (0, 0)
    contact.refresh_from_db()
    assert contact.content == "［氏名］様 更新の件。折り返しは［電話番号］"
    assert contact.answer == "［住所］へ郵送と案内"
    assert (contact.party_name, contact.party_phone, contact.party_search) == ("", "", "")
    assert not contact.has_personal_data
    assert contact.values.get().value == "［住所］"
    assert not PersonalValue.objects.filter(event__about_key=str(contact.number)).exists()
    assert PersonalValue.objects.filter(event__about_key=str(other.number)).exists()
    assert contact.number in set(having_all("contact", "更新"))
    assert not set(having_all("contact", "南町", whole=True))
    masked = Event.objects.get(kind="contact.masked")
    assert (masked.about_key, masked.actor_kind) == (str(contact.number), "system")
    assert "090" not in masked.body
    with after(31):
        assert list(differences({})) == []


@pytest.mark.preset_key("retention.records_days")
def test_after_the_last_term_the_record_ends_and_the_history_says_so() -> None:
    keep(records=60)
    contact = recorded(**PERSONAL)
    with after(61):
        assert end_terms() == (1, 0)
    assert not Contact.objects.exists()
    assert not set(having_all("contact", "更新"))
    assert Event.objects.filter(kind="contact.deleted", about_key=str(contact.number)).count() == 1


def test_what_is_held_or_still_open_stays() -> None:
    keep(records=60, personal=30)
    held = recorded(**PERSONAL)
    recorded(to=ContactState.IN_PROGRESS, **PERSONAL)
    hold_contact(held, reason="苦情の調査中", by=OPERATOR)
    with after(100):
        assert end_terms() == (0, 0)
        assert list(differences({})) == []
        hold_contact(held, reason="", by=OPERATOR)
        assert end_terms() == (1, 0)
    assert Contact.objects.get().content == PERSONAL["content"]


def test_the_self_check_tells_of_a_record_that_was_kept_too_long() -> None:
    keep(personal=30)
    contact = recorded(**PERSONAL)
    with after(31):
        assert list(differences({})) == []
    with after(33):
        assert list(differences({})) == [f"応対 {contact.written_number}: 保存期間を過ぎています"]


def test_the_screen_says_how_long_and_what_is_exempt() -> None:
    keep(records=60, personal=30)
    hold_contact(recorded(**PERSONAL), reason="苦情の調査中", by=OPERATOR)
    page = seen(client_of(Role.CITY_ADMIN), "/staff/contacts/keeping/")
    assert "記録から60日" in page
    assert "苦情の調査中" in page
    operator: Client = client_of(Role.OPERATOR)
    assert operator.get("/staff/contacts/keeping/").status_code == 403
