"""REP-30: the response report of one contact, out of its record."""

from collections.abc import Callable

import pytest
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.contacts.models import Contact
from madoguchi.contacts.rules import Kind
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.web.contacts.responses import views
from tests.contacts.town import recorded
from tests.web.pages import seen, words
from tests.worlds import applied

pytestmark = pytest.mark.django_db
TYPED = {"subject": "待ち時間の苦情", "findings": "昼の席が足りなかった。", "further": "12時台の席を2つ増やす。"}


@pytest.fixture(autouse=True)
def kawagoe(db: None, at_present: None) -> None:
    applied("kawagoe")


@pytest.fixture
def manager(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.MANAGER)


@pytest.fixture
def complaint() -> Contact:
    return recorded(
        kind=Kind.COMPLAINT,
        intention="待たずにつながるようにしてほしい",
        content="見本花子さんから。折り返しは090-1234-5678",
        answer="おわびし、混む時間を伝えた",
        party_name="見本 花子",
        party_phone="09012345678",
    )


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    def without_pango(page: str, *, tagged: bool = False) -> None:
        return None

    monkeypatch.setattr(views, "pdf_of", without_pango)

    def made(client: Client, contact: Contact, **typed: str) -> str:
        answer = client.post(f"/staff/contacts/{contact.number}/response/", {**TYPED, **typed})
        assert answer.status_code == 200
        return answer.content.decode()

    return made


@pytest.mark.req("REP-30")
def test_the_report_says_what_was_wanted_what_was_done_and_what_follows(
    manager: Client, complaint: Contact, page: Callable[..., str]
) -> None:
    paper = words(page(manager, complaint))
    for wanted in ("対応報告書", "待ち時間の苦情", "待たずにつながるようにしてほしい", "おわびし、混む時間を伝えた",
                   complaint.written_number, complaint.state_label, "昼の席が足りなかった。", "12時台の席を2つ増やす。",
                   "令和8年12月1日", "川越市"):  # fmt: skip
        assert wanted in paper
    assert paper.index("応対を受け始めました") < paper.index("応対を記録しました")


@pytest.mark.req("REP-30")
def test_persons_stand_on_it_only_where_that_is_chosen(
    manager: Client, complaint: Contact, page: Callable[..., str]
) -> None:
    masked = page(manager, complaint)
    assert "花子" not in masked
    assert "1234-5678" not in masked
    assert "個人情報のため伏せています" in masked
    whole = page(manager, complaint, with_persons="on")
    assert "見本 花子" in whole
    assert "取扱注意" in whole


def test_who_may_not_see_persons_cannot_choose_them(
    signed_in: Callable[[Role], Client], manager: Client, complaint: Contact
) -> None:
    assert "個人情報も載せる" in seen(manager, f"/staff/contacts/{complaint.number}/response/")
    assert signed_in(Role.OPERATOR).get(f"/staff/contacts/{complaint.number}/response/").status_code == 403


@pytest.mark.req("REP-30", "SEC-11")
def test_that_it_left_is_on_record_with_its_digest(
    manager: Client, complaint: Contact, page: Callable[..., str]
) -> None:
    page(manager, complaint)
    facts = facts_of(Event.objects.get(kind="disclosure.exported"))
    assert (facts["number"], facts["form"], facts["with_persons"]) == (complaint.number, "html", False)
    assert len(facts["digest"]) == 64


def test_without_a_subject_it_is_asked_for(manager: Client, complaint: Contact) -> None:
    answer = manager.post(f"/staff/contacts/{complaint.number}/response/", {**TYPED, "subject": ""})
    assert answer.status_code == 422
    assert "件名" in answer.content.decode()


@pytest.mark.slow
def test_where_the_machine_can_it_is_a_pdf(manager: Client, complaint: Contact) -> None:
    answer = manager.post(f"/staff/contacts/{complaint.number}/response/", TYPED)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
