"""The public FAQ and the records, against who wants to read, teach or undo more than is theirs."""

import re
import uuid

import pytest
from django.conf import settings
from django.test import Client

from madoguchi.accounts.rights import RIGHTS_BY_ROLE, Role
from madoguchi.contacts.models import Contact
from madoguchi.core.history.models import Event
from madoguchi.knowledge.articles.rules import Audience
from madoguchi.knowledge.finding.actions import note_choice, note_search
from madoguchi.knowledge.finding.rules import Place
from madoguchi.knowledge.models import Article, LearnedPhrase, Search
from tests.contacts.town import recorded
from tests.hostile.conftest import SignIn
from tests.knowledge.shelf import content, published
from tests.worlds import CLERK, OPERATOR, TODAY, applied

pytestmark = pytest.mark.django_db
NO_NUMBERS = ["²", "፩", "፩፪፫", "９" * 30, "9" * 30, "\0"]


@pytest.fixture(autouse=True)
def city(db: None) -> None:
    applied("nishitokyo")


def faq(question: str, **more: object) -> Article:
    return published(content(question, **{"audience": Audience.PUBLIC, **more})).article


def suggested(typed: str, client: Client | None = None, path: str = "/faq/suggest/") -> list[str]:
    words: list[str] = (client or Client()).get(path, {"q": typed}).json()["words"]
    return words


@pytest.mark.req("FAQ-13")
@pytest.mark.parametrize("hidden", [{"audience": Audience.INTERNAL}, {"to_confirm": True}])
def test_no_word_of_what_is_not_public_is_suggested_to_citizens(
    hidden: dict[str, object], signed_in: SignIn
) -> None:
    faq("暗証番号を忘れました")
    faq("暗殺の予告を受けたとき", **hidden)
    assert suggested("あん") == ["暗証番号"]
    staff = suggested("あん", signed_in(Role.OPERATOR), "/staff/knowledge/find/suggest/")
    assert set(staff) == {"暗証番号", "暗殺"}


@pytest.mark.req("FAQ-08")
def test_what_people_typed_is_suggested_to_nobody() -> None:
    article = faq("暗証番号を忘れました")
    for by in (OPERATOR, CLERK):
        search = note_search("暗証番号 馬鹿", found=1, place=Place.STAFF, by=by)
        assert search
        note_choice(search.pk, article)
    assert LearnedPhrase.objects.count() == 1
    assert suggested("ばか") == []


@pytest.mark.req("FAQ-08")
def test_one_line_with_many_browsers_teaches_nothing() -> None:
    faq("暗証番号を忘れました")
    for browser in range(4):
        client = Client()
        client.cookies[settings.CSRF_COOKIE_NAME] = str(browser) * 32
        found = client.get("/faq/", {"q": "暗証番号 馬鹿"}).content.decode()
        answer = re.search(r'href="(/faq/FAQ-\d+/\?s=[^"]+)"', found)
        assert answer
        client.get(answer[1])
    assert Search.objects.exists()
    assert not LearnedPhrase.objects.exists()


@pytest.mark.req("PDR-03")
def test_keeping_a_record_pressed_twice_still_keeps_it(signed_in: SignIn) -> None:
    contact, client = recorded(), signed_in(Role.SUPERVISOR)
    for _ in range(2):
        client.post(f"/staff/contacts/{contact.number}/hold/", {"reason": "苦情の調査中"})
    contact.refresh_from_db()
    assert (contact.is_on_hold, contact.hold_reason) == (True, "苦情の調査中")
    for _ in range(2):
        client.post(f"/staff/contacts/{contact.number}/release/")
    contact.refresh_from_db()
    assert not contact.is_on_hold


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_what_is_no_number_finds_no_record(number: str, signed_in: SignIn) -> None:
    recorded()
    client = signed_in(Role.SUPERVISOR)
    assert client.post("/staff/contacts/", {"party": number}).status_code in (200, 400)
    for press in ("from", "told", "open", "use", "book"):
        typed = {"content": "あ", "channel": "telephone", "do": f"{press}:{number}"}
        key = uuid.uuid4()
        assert client.post(f"/staff/contacts/writing/{key}/keep/", typed).status_code in (200, 400)
        assert client.post(f"/staff/contacts/writing/{key}/", typed).status_code in (200, 302, 400)
    assert Contact.objects.exclude(prepared_answer="").count() == 0


@pytest.mark.req("HIS-09")
@pytest.mark.parametrize("role", Role)
def test_who_may_not_see_persons_reads_them_on_no_page_about_the_record(role: Role, signed_in: SignIn) -> None:
    contact = recorded(content="見本花子様へ 090-1234-5678", party_name="見本 花子", party_phone="09012345678")
    client = signed_in(role)
    pages = [
        client.post(f"/staff/office/history/{uid}/")
        for uid in Event.objects.filter(about_kind="contact").values_list("uid", flat=True)
    ]
    pages += [
        client.get(f"/staff/{path}")
        for path in (
            "contacts/",
            f"contacts/{contact.number}/",
            f"contacts/{contact.number}/edit/",
            f"contacts/{contact.number}/propose/",
            f"contacts/days/{TODAY}/",
            f"escalations/contact/{contact.number}/new/",
            f"escalations/contact/{contact.number}/transfer/",
        )
    ]
    shown = [page for page in pages if "見本" in page.content.decode() or "1234-5678" in page.content.decode()]
    assert bool(shown) == ("contact_persons.view" in RIGHTS_BY_ROLE[role])
    assert not [page for page in pages if page.status_code >= 500]
