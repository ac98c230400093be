"""Writing a contact down: one form, kept while it is typed, and what stands beside it."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.contacts.models import Contact, ContactArticle
from madoguchi.contacts.records.actions import prepare_answer
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.knowledge.finding.models import Choice
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.kept import change_table
from madoguchi.web.contacts.items.forms import ItemsForm
from tests.contacts.town import draft, recorded
from tests.knowledge.shelf import content, published
from tests.web.pages import seen, words
from tests.worlds import ADMIN, CLERK, PRESENT, TODAY, actor, applied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]
SIMPLE = {
    "channel": "telephone",
    "kind": "inquiry",
    "topic": "受取り",
    "content": "受取りに必要なものを知りたい",
    "answer": "はがきと本人確認書類を案内した",
    "transfer": "none",
    "language": "ja",
}


@pytest.fixture(autouse=True)
def nishitokyo(db: None, at_present: None) -> None:
    applied("nishitokyo")


@pytest.fixture
def manager(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.MANAGER)


@pytest.fixture
def here() -> str:
    return f"/staff/contacts/writing/{uuid.uuid4()}/"


def kept(client: Client, here: str, **typed: str) -> dict[str, object]:
    answer = client.post(f"{here}keep/", {"version": "0", "tab": "one", **typed})
    return {"status": answer.status_code, **answer.json()}


@pytest.mark.req("OPC-08", "HIS-01")
def test_a_simple_inquiry_is_recorded_by_one_press_with_what_a_desk_telephone_shows(
    operator: Client, here: str
) -> None:
    page = operator.get(here).content.decode()
    assert "受取り" in page
    answer = operator.post(
        here, {**SIMPLE, "party_phone": "０９０−１２３４−５６７８", "began_at": PRESENT.isoformat()}
    )
    assert answer["Location"] == "/staff/contacts/writing/"
    contact = Contact.objects.get()
    assert (contact.state, contact.party_phone, contact.handler) == ("completed", "09012345678", "test-operator")
    assert contact.first_answer
    assert operator.get(here)["Location"] == f"/staff/contacts/{contact.number}/"


@pytest.mark.req("OPC-02")
@pytest.mark.preset_key("contacts.topics")
def test_the_topics_are_the_municipalitys(operator: Client, here: str) -> None:
    assert "公金受取口座の登録" in operator.get(here).content.decode()
    change_settings({"contacts.topics": ["交付予約", "市独自事業"]}, by=ADMIN, effective_on=TODAY)
    page = operator.get(here).content.decode()
    assert "市独自事業" in page
    assert "公金受取口座の登録" not in page


@pytest.mark.req("HIS-03", "PDR-09")
@pytest.mark.preset_key("contact_items.csv")
def test_only_the_items_that_were_agreed_are_asked_and_each_says_what_it_is_for(
    operator: Client, here: str
) -> None:
    before = operator.get(here).content.decode()
    assert 'name="party_name"' in before
    assert "利用目的（相手の電話番号・相手の氏名）：回答と、続けてのご連絡のためだけに使います。" in before
    change_table(
        "contact_items.csv",
        "item,need,label,help,purpose,form,choices,personal\n"
        "content,required,聞いたこと,,,,,\n"
        "ward,required,お住まいの地区,,地区ごとの集計,choice,東|西,\n",
        by=ADMIN,
        effective_on=TODAY,
    )
    page = operator.get(here).content.decode()
    assert "聞いたこと" in page
    for gone in ("party_name", "party_phone", "topic", "answer"):
        assert f'name="{gone}"' not in page
    operator.post(here, {**SIMPLE, "party_name": "見本 花子", "own_ward": "東"})
    contact = Contact.objects.get()
    assert (contact.party_name, contact.topic) == ("", "")
    assert [(value.item, value.value) for value in contact.values.all()] == [("ward", "東")]


def test_what_is_missing_stands_at_its_field_and_nothing_is_lost(operator: Client, here: str) -> None:
    answer = operator.post(here, {**SIMPLE, "kind": "complaint", "answer": ""})
    page = words(answer.content.decode())
    assert "「回答」を入力してください" in page
    answer = operator.post(here, {**SIMPLE, "kind": "complaint"})
    assert "相手に確かめた意図を記録してください" in words(answer.content.decode())
    answer = operator.post(here, {**SIMPLE, "answer": "", "do": "hand_on"})
    contact = Contact.objects.get()
    assert contact.state == "in_progress"  # recorded first: whoever takes it over reads it
    assert f"/{contact.number}/" in answer["Location"]
    assert "引き継" in seen(operator, answer["Location"])


def test_every_pause_keeps_what_is_typed_and_nothing_is_opened_before_a_word(operator: Client, here: str) -> None:
    assert kept(operator, here, channel="telephone", kind="inquiry", language="ja")["version"] == 0
    assert not Contact.objects.exists()
    first = kept(operator, here, content="受取りに")
    assert (first["version"], bool(first["saved_at"])) == (1, True)
    again = operator.get(here).content.decode()
    assert "受取りに" in again
    assert "受取りに" in operator.get("/staff/contacts/writing/").content.decode()
    refused = kept(operator, here, content="123456789018", version="1")
    assert refused["has_my_number"]
    assert "123456789018" not in operator.get(here).content.decode()


def test_the_numbers_of_earlier_records_beside_the_form_are_taken_for_nobodys_my_number(
    operator: Client, here: str
) -> None:
    """Four records with numbers of three digits are twelve digits in a row."""
    assert not kept(operator, here, content="受取りに", seen="123 456 789 018")["has_my_number"]


def test_another_tab_is_asked_before_its_words_are_overwritten(operator: Client, here: str) -> None:
    kept(operator, here, content="こちら", tab="one")
    kept(operator, here, content="あちら", tab="two", version="1")
    clash = kept(operator, here, content="こちらの続き", tab="one", version="1")
    assert (clash["status"], clash["is_elsewhere"]) == (409, True)
    by_press = operator.post(here, {**SIMPLE, "content": "こちらの続き", "tab": "one", "version": "1"})
    assert by_press.status_code == 409
    assert "あちら" in by_press.content.decode()
    assert not Contact.objects.exclude(state="draft").exists()
    assert kept(operator, here, content="こちらの続き", tab="one", version="1", force="yes")["version"] == 3


def test_a_colleagues_draft_is_taken_over_first(operator: Client) -> None:
    other = draft(actor(Role.OPERATOR, "colleague"))
    here = f"/staff/contacts/writing/{other.once_key}/"
    assert "引き継いで続きを書く" in operator.get(here).content.decode()
    assert operator.post(f"{here}keep/", {"content": "勝手に"}).status_code == 409
    operator.post(f"{here}take-over/")
    assert 'name="content"' in operator.get(here).content.decode()


@pytest.mark.req("OPC-06", "ESC-03")
def test_who_rings_again_brings_up_the_case_and_the_answer_that_was_prepared(operator: Client, here: str) -> None:
    before = recorded(
        party_name="見本 花子",
        party_kana="ミホン ハナコ",
        party_phone="09012345678",
        at=PRESENT - timedelta(days=2),
    )
    prepare_answer(before, "12月5日から受け取れます", by=CLERK)
    side = str(kept(operator, here, party_phone="090-1234-5678")["side"])
    assert "12月5日から受け取れます" in side
    assert Event.objects.filter(kind="disclosure.searched").count() == 1
    kept(operator, here, party_phone="090-1234-5678", version="1", seen=str(before.number))
    assert (
        Event.objects.filter(kind="disclosure.searched").count() == 1
    )  # shown already: not told with every letter
    assert "12月5日" in str(kept(operator, here, party_name="みほん", version="2")["side"])
    told = kept(operator, here, party_name="みほん", version="3", do=f"told:{before.number}")
    assert "12月5日から" not in str(told["side"])
    operator.post(here, {**SIMPLE, "do": f"from:{before.number}", "tab": "one", "version": "9"})
    page = operator.get(here).content.decode()
    assert "見本 花子" in page
    operator.post(here, {**SIMPLE, "earlier": str(before.number), "tab": "one"})
    assert Contact.objects.order_by("number").last().earlier == before  # type: ignore[union-attr]


@pytest.mark.req("HIS-08", "FAQ-07", "FAQ-15")
def test_the_faq_beside_the_form_answers_and_what_was_opened_and_used_is_logged(
    operator: Client, here: str
) -> None:
    article = published(content("受取りに必要なものは何ですか", short_answer="はがきと本人確認書類です。")).article
    side = str(kept(operator, here, content="受け取りに要るもの")["side"])
    assert article.number in side
    opened = kept(operator, here, content="受け取りに要るもの", do=f"open:{article.number}", version="1")
    assert "はがきと本人確認書類です。" in str(opened["side"])
    used = kept(operator, here, content="受け取りに要るもの", do=f"use:{article.number}", version="2")
    assert used["set"] == {"answer": "はがきと本人確認書類です。"}
    operator.post(here, {**SIMPLE, "answer": "はがきと本人確認書類です。", "tab": "one"})
    assert [(choice.search.place, choice.article) for choice in Choice.objects.all()] == [("contact", article)]
    logged = ContactArticle.objects.get(contact=Contact.objects.get())
    assert (logged.article_number, logged.is_used) == (article.number, True)


@pytest.mark.req("LNG-06")
@pytest.mark.parametrize("channel", ["form", "relay", "fax"])
def test_ways_in_for_whoever_does_not_hear_are_channels_of_their_own(
    operator: Client, here: str, channel: str
) -> None:
    change_settings(
        {"switches.web_inquiry_form": True, "languages.hearing_impaired_served": True},
        by=ADMIN,
        effective_on=TODAY,
    )
    operator.post(here, {**SIMPLE, "channel": channel})
    assert Contact.objects.get().channel == channel


def test_a_draft_is_given_up_with_a_reason(operator: Client, here: str) -> None:
    kept(operator, here, content="もしもし")
    assert "「理由」を入力してください" in words(operator.post(f"{here}discard/", {"reason": ""}).content.decode())
    operator.post(f"{here}discard/", {"reason": "無言電話"})
    assert not Contact.objects.exists()
    assert facts_of(Event.objects.get(kind="contact.discarded")) == {"reason": "無言電話"}


def test_who_may_not_record_sees_no_form(clerk: Client, here: str) -> None:
    assert clerk.get(here).status_code == 403
    assert clerk.post(f"{here}keep/", {"content": "勝手に"}).status_code == 403


@pytest.mark.req("HIS-03")
def test_items_are_changed_on_a_screen_that_shows_the_form_before_anything_is_saved(
    manager: Client, operator: Client, here: str
) -> None:
    screen = "/staff/contacts/items/"
    form = ItemsForm()
    typed = {name: str(field.initial or "") for name, field in form.fields.items() if name != "effective_on"}
    typed = {name: text for name, text in typed.items() if not name.endswith((".gone", ".personal"))}
    new = f"row{form.count}"
    typed |= {
        "effective_on": "2026-12-01",
        "row4.need": "hidden",
        f"{new}.item": "ward",
        f"{new}.label": "お住まいの地区",
        f"{new}.form": "choice",
        f"{new}.choices": "東|西",
        f"{new}.need": "optional",
        f"{new}.position": "1",
    }
    shown = seen(manager, screen, {**typed, "do": "preview"})
    assert "お住まいの地区" in shown.partition("このように見えます")[2].partition("</section>")[0]
    assert "お住まいの地区" not in seen(operator, here)
    assert "選択肢を「|」で区切って" in seen(manager, screen, {**typed, f"{new}.choices": "東"})
    assert "項目を保存しました" in seen(manager, screen, typed)
    page = seen(operator, here)
    assert "お住まいの地区" in page
    assert 'name="party_name"' not in page
    assert operator.post(screen, typed).status_code == 403


@pytest.mark.req("HIS-02")
@pytest.mark.preset_key("contacts.recorded_promptly")
def test_a_record_that_is_late_is_told_on_the_first_page_where_the_contract_wants_it(operator: Client) -> None:
    draft(at=PRESENT - timedelta(minutes=20))
    assert "記録が遅れている" not in seen(operator, "/staff/")
    draft(at=PRESENT - timedelta(hours=1))
    assert "記録が遅れている応対が 1 件あります" in seen(operator, "/staff/")
    change_settings({"contacts.recorded_promptly": False}, by=ADMIN, effective_on=TODAY)
    assert "記録が遅れている" not in seen(operator, "/staff/")
