"""The inquiry form of the Digital Agency: what it asks, what it keeps, what it refuses, and where it does not exist."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from madoguchi.config.access_log import NoSecretLink
from madoguchi.contacts.inquiries.jobs import forget_lines_of_inquiries
from madoguchi.contacts.inquiries.models import Inquiry
from madoguchi.contacts.models import Contact
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.kept import change_table
from tests.web.pages import words
from tests.worlds import ADMIN, PRESENT, TODAY, applied

pytestmark = pytest.mark.django_db
FORM = "/inquiry/"
TYPED = {"content": "カードの受け取りに何がいりますか", "way": "none"}
HEAD = "item,need,label_ja,label_ja_easy,label_en,help_ja,help_ja_easy,help_en\n"


@pytest.fixture(autouse=True)
def present() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PRESENT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def agency(db: None) -> None:
    applied("digital-agency")


class Writer:
    """Somebody with a browser who takes the time to read and write."""

    def __init__(self, present: time_machine.Traveller, *, minutes: float = 2, form: str = FORM) -> None:
        self.client, self.form = Client(enforce_csrf_checks=True), form
        self.page = self.client.get(form).content.decode()
        if minutes:
            present.shift(timedelta(minutes=minutes))

    def send(self, **typed: str) -> HttpResponse:
        return self.post({**hidden_of(self.page), **TYPED, **typed})

    def post(self, fields: dict[str, str]) -> HttpResponse:
        return self.client.post(self.form, fields)  # type: ignore[return-value]


def hidden_of(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return dict(found)


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def only_one() -> Inquiry:
    return Inquiry.objects.select_related("contact").get()


@pytest.mark.req("RSV-18", "INT-09", "LNG-06")
@pytest.mark.switch("web_inquiry_form")
@pytest.mark.preset_key("switches.web_inquiry_form")
def test_what_is_sent_is_a_contact_with_a_receipt_number(agency: None, present: time_machine.Traveller) -> None:
    """Reached by a plain address, as from a link of another site."""
    answer = Writer(present).send(
        way="relay", phone="０５０−１２３４−５６７８", name="みほん", call_when="平日の午後"
    )
    assert answer.status_code == 302
    inquiry = only_one()
    contact = inquiry.contact
    assert (contact.channel, contact.state, contact.handler) == ("form", "in_progress", "")
    assert (contact.content, contact.party_name, contact.party_phone) == (TYPED["content"], "みほん", "05012345678")
    assert (inquiry.way, inquiry.call_when, contact.has_personal_data) == ("relay", "平日の午後", True)
    page = text_of(Client().get(answer.headers["Location"]))  # type: ignore[arg-type]
    assert inquiry.spoken_receipt in page
    assert "電話リレーサービスの番号にお電話で回答します" in page
    event = Event.objects.get(kind="inquiry.received")
    assert (event.actor_kind, event.about_key) == ("citizen", str(contact.number))
    assert "みほん" not in event.body


@pytest.mark.req("RSV-18")
@pytest.mark.parametrize("body", ["hatsukaichi", "kawagoe", "nishitokyo"])
def test_where_it_is_off_there_is_no_trace_of_it(body: str) -> None:
    applied(body)
    client = Client()
    for address in (FORM, "/en/inquiry/", "/ja-easy/inquiry/", "/inquiry/sent/x/"):
        assert client.get(address).status_code == 404
    assert client.post(FORM, TYPED).status_code == 404
    for address in ("/", "/en/", "/ja-easy/", "/api/v1/openapi.json"):
        assert "inquiry" not in client.get(address).content.decode().lower(), address


@pytest.mark.req("RSV-18")
def test_the_form_is_found_from_every_page_and_in_every_language(agency: None) -> None:
    client = Client()
    for before in ("", "/en", "/ja-easy"):
        assert f'href="{before}/inquiry/"' in text_of(client.get(f"{before}/"))  # type: ignore[arg-type]
        assert client.get(f"{before}/inquiry/").status_code == 200


@pytest.mark.req("PDR-09")
@pytest.mark.preset_key("inquiry_items.csv", "inquiry.ways")
def test_only_what_is_configured_is_asked_and_kept(agency: None, present: time_machine.Traveller) -> None:
    change_table("inquiry_items.csv", f"{HEAD}name,required,どなたですか,,,,,\n", by=ADMIN, effective_on=TODAY)
    change_settings({"inquiry.ways": ["mail", "none"]}, by=ADMIN)
    writer = Writer(present)
    assert "どなたですか" in writer.page
    assert "回答するためと、応対を記録するためだけに使います" in writer.page
    for name in ("phone", "fax", "topic", "area", "kana", "call_when"):
        assert f'name="{name}"' not in writer.page, name
    assert "「どなたですか」を入力してください。" in text_of(writer.send())
    not_asked = {
        "phone": "09011112222",
        "topic": "マイナンバーカード",
        "area": "どこか市",
        "kana": "ミホン",
        "fax": "0311112222",
    }
    assert writer.send(name="みほん", **not_asked).status_code == 302
    inquiry = only_one()
    contact = inquiry.contact
    kept = (contact.party_phone, contact.topic, contact.party_kana, inquiry.area, inquiry.fax, inquiry.call_when)
    assert not any(kept), kept


@pytest.mark.req("PDR-09", "LNG-06")
@pytest.mark.parametrize(
    ("way", "missing", "given"),
    [
        ("mail", "メールアドレスを入力してください", {"email": "hanako@example.jp"}),
        ("telephone", "電話番号を入力してください", {"phone": "090-1111-2222"}),
        ("relay", "電話番号を入力してください", {"phone": "050-1111-2222"}),
        ("fax", "ファクス番号を入力してください", {"fax": "03-1111-2222"}),
    ],
)
def test_each_way_asks_for_what_it_needs_and_a_number_for_another_way_is_not_kept(
    agency: None, present: time_machine.Traveller, way: str, missing: str, given: dict[str, str]
) -> None:
    writer = Writer(present)
    refused = text_of(writer.send(way=way))
    assert missing in refused
    assert "エラー：" in refused
    assert TYPED["content"] in refused
    numbers = {"phone": "090-1111-2222", "fax": "03-1111-2222", "call_when": "いつでも"}
    assert writer.send(**{**numbers, **given}, way=way).status_code == 302
    inquiry = only_one()
    contact = inquiry.contact
    is_by_voice = way in ("telephone", "relay")
    assert bool(contact.party_phone) is is_by_voice
    assert bool(inquiry.call_when) is is_by_voice
    assert bool(inquiry.fax) is (way == "fax")


def test_sent_twice_it_is_one_and_leads_to_the_same_receipt(agency: None, present: time_machine.Traveller) -> None:
    writer = Writer(present)
    first, second = writer.send(), writer.send(content="もう一度押した")
    assert first.status_code == second.status_code == 302
    receipt = only_one().spoken_receipt
    for answer in (first, second):
        assert receipt in text_of(writer.client.get(answer.headers["Location"]))  # type: ignore[arg-type]


def test_a_my_number_is_refused_and_the_rest_stays_on_the_page(
    agency: None, present: time_machine.Traveller
) -> None:
    writer = Writer(present)
    answer = text_of(writer.send(content="番号は 1234 5678 9018 です", name="みほん"))
    assert "12桁の番号が含まれています" in answer
    assert "みほん" in answer
    assert not Contact.objects.exists()


def test_a_machine_that_fills_in_everything_is_told_which_field_stays_empty(
    agency: None, present: time_machine.Traveller
) -> None:
    writer = Writer(present)
    answer = text_of(writer.send(website="https://spam.example"))
    assert "この欄は、空のままにしてください。" in words(answer)
    assert TYPED["content"] in answer
    assert not Contact.objects.exists()
    assert writer.send(website="").status_code == 302


def test_a_form_that_is_sent_in_haste_waits_and_loses_nothing(
    agency: None, present: time_machine.Traveller
) -> None:
    hasty = Writer(present, minutes=0)
    page = text_of(hasty.send(way="mail", email="hanako@example.jp", content="一行目\n二行目"))
    assert "少しお待ちください" in page
    assert not Contact.objects.exists()
    carried = {**hidden_of(page), "content": "一行目\n二行目"}
    assert carried["email"] == "hanako@example.jp"
    assert ">一行目\n二行目</textarea>" in page.replace("\r\n", "\n")
    early = text_of(hasty.post(carried))
    assert "まだ1分たっていません" in early
    present.shift(timedelta(seconds=61))
    assert hasty.post(carried).status_code == 302
    assert only_one().contact.party_mail == "hanako@example.jp"


@pytest.mark.req("RSV-18")
@pytest.mark.preset_key("inquiry.per_line")
def test_one_line_sends_only_so_many_and_is_known_for_an_hour(
    agency: None, present: time_machine.Traveller
) -> None:
    change_settings({"inquiry.per_line": 4}, by=ADMIN)
    assert Writer(present).send().status_code == 302
    work = text_of(Writer(present).send())
    assert "少しお待ちください" in work
    Inquiry.objects.update(sent_at=clock.now())
    change_settings({"inquiry.per_line": 60}, by=ADMIN)
    assert Writer(present).send().status_code == 302
    assert Inquiry.objects.exclude(line="").count() == 2
    present.shift(timedelta(hours=1))
    forget_lines_of_inquiries.func()
    assert not Inquiry.objects.exclude(line="").exists()


@pytest.mark.preset_key("inquiry.per_line")
def test_beyond_the_limit_the_telephone_remains_and_the_words_stay(
    agency: None, present: time_machine.Traveller, monkeypatch: Any
) -> None:
    monkeypatch.setattr("madoguchi.contacts.inquiries.actions.most_per_line", lambda: 1)
    assert Writer(present).send().status_code == 302
    shut = text_of(Writer(present).send(content="もう一つ聞きたいことがあります"))
    assert "この回線からの送信が" in shut
    assert "もう一つ聞きたいことがあります" in shut
    assert Contact.objects.count() == 1


def test_a_page_that_was_open_for_days_can_still_be_sent(agency: None, present: time_machine.Traveller) -> None:
    writer = Writer(present, minutes=3 * 24 * 60)
    page = text_of(writer.send(name="みほん"))
    assert "画面を開いてから時間がたちました" in page
    assert TYPED["content"] in page
    writer.page = page
    present.shift(timedelta(minutes=1))
    assert writer.send().status_code == 302


def test_a_receipt_is_shown_only_by_its_own_address(agency: None, present: time_machine.Traveller) -> None:
    address = Writer(present).send().headers["Location"]
    page = Client().get(address)
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert TYPED["content"] not in page.content.decode()
    assert Client().get(f"{FORM}sent/{'0' * 32}~1~x/").status_code == 404
    line = logging.LogRecord("x", logging.INFO, "", 0, f"Not Found: {address}", None, None)
    assert NoSecretLink().filter(line)
    assert line.getMessage() == "Not Found: /inquiry/sent/***/"
