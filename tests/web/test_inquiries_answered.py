"""Staff read what came by the form, answer it by the way that was asked for, and see what became of the answer."""

import uuid
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.contacts.inquiries.actions import Question, receive_inquiry
from madoguchi.contacts.inquiries.models import Inquiry, InquiryReply
from madoguchi.contacts.inquiries.rules import Way
from madoguchi.contacts.models import ContactArticle
from madoguchi.core.history.models import Event
from madoguchi.core.tasks.runner import run_ready_tasks
from madoguchi.knowledge.articles.rules import Audience
from madoguchi.messages.models import Message
from madoguchi.municipality.actions import change_settings
from tests.knowledge.shelf import content, published
from tests.web.pages import seen, words
from tests.worlds import ADMIN, applied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]
LIST = "/staff/contacts/inquiries/"
CARD = "マイナンバーカード"
SignedIn = Callable[[Role], Client]


@pytest.fixture
def agency(db: None) -> None:
    applied("digital-agency")


def asked(way: Way = Way.MAIL, **more: str) -> Inquiry:
    usual = {"content": "暗証番号を忘れました。見本 花子", "email": "hanako@example.jp"}
    question = Question(**{**usual, **more}, way=way, language="ja")
    return receive_inquiry(question, once_key=uuid.uuid4(), line="")


def address(inquiry: Inquiry) -> str:
    return f"{LIST}{inquiry.receipt}/"


@pytest.mark.req("RSV-18")
def test_an_operator_answers_by_mail_out_of_the_faq(agency: None, operator: Client) -> None:
    faq = published(content("暗証番号を忘れたときはどうすればよいですか", audience=Audience.PUBLIC)).article.number
    inquiry = asked()
    listed = words(seen(operator, LIST))
    assert inquiry.spoken_receipt in listed
    assert "回答を待っています" in words(seen(operator, "/staff/"))
    shown = words(seen(operator, address(inquiry)))
    assert "hanako@example.jp" in shown
    assert faq in shown
    typed = {"way": "mail", "text": "窓口で初期化できます。", "faqs": [faq]}
    assert "問合せの区分" in words(seen(operator, address(inquiry), typed))  # asked for, as nobody has chosen it
    assert not InquiryReply.objects.exists()
    after = words(seen(operator, address(inquiry), {**typed, "topic": CARD}))
    assert "回答をメールで送ります" in after
    assert "メールの状態：送信待ち" not in after  # the reaction has not run
    assert not settings.MAIL_IS_ON
    run_ready_tasks()
    assert Message.objects.filter(inquiry=inquiry, kind="inquiry_answered").exists()
    assert ContactArticle.objects.get(contact=inquiry.contact).is_used
    again = words(seen(operator, address(inquiry)))
    assert "メールの状態：メールサーバーなし" in again
    assert "届かなかった" in again
    assert inquiry.spoken_receipt in words(seen(operator, LIST))  # it waits again


@pytest.mark.req("LNG-06", "RSV-18")
def test_a_call_by_relay_is_noted_and_closed_when_somebody_was_reached(agency: None, operator: Client) -> None:
    inquiry = asked(Way.RELAY, email="", phone="05011112222", call_when="平日の午後", topic=CARD)
    shown = words(seen(operator, address(inquiry)))
    assert "電話リレーサービス" in shown
    assert "平日の午後" in shown
    seen(operator, address(inquiry), {"way": "relay", "outcome": "no_answer", "topic": CARD})
    assert "出ない" in words(seen(operator, address(inquiry)))
    missing = words(seen(operator, address(inquiry), {"way": "relay", "outcome": "reached", "topic": CARD}))
    assert "回答した内容を入力してください" in missing
    seen(operator, address(inquiry), {"way": "relay", "outcome": "reached", "text": "案内した", "topic": CARD})
    assert "回答を待つ問い合わせはありません" in words(seen(operator, LIST))
    page = words(seen(operator, address(inquiry)))
    assert "もう一度回答する" in page
    assert "すでに回答しています" in words(
        seen(operator, address(inquiry), {"way": "relay", "outcome": "reached", "text": "二度目", "topic": CARD})
    )
    seen(operator, f"{address(inquiry)}reopen/", {})
    assert inquiry.spoken_receipt in words(seen(operator, LIST))


def test_the_record_leads_to_the_inquiry_and_looking_is_on_record(agency: None, operator: Client) -> None:
    inquiry = asked()
    record = seen(operator, f"/staff/contacts/{inquiry.pk}/")
    assert f'href="{address(inquiry)}"' in record
    looked = Event.objects.filter(kind="disclosure.viewed", about_key=str(inquiry.pk))
    before = looked.count()
    seen(operator, address(inquiry))
    assert looked.count() == before + 1
    assert operator.get(LIST, {"receipt": inquiry.spoken_receipt}).headers["Location"] == address(inquiry)


@pytest.mark.req("HIS-09", "SEC-06")
def test_who_may_not_see_persons_reads_no_address_and_answers_nothing(agency: None, signed_in: SignedIn) -> None:
    inquiry = asked(name="見本 花子")
    data_staff = signed_in(Role.DATA_STAFF)
    shown = words(seen(data_staff, address(inquiry)))
    assert "hanako@example.jp" not in shown
    assert "表示する権限がありません" in shown
    assert "回答する" not in shown
    assert data_staff.post(address(inquiry), {"way": "mail", "text": "x", "topic": CARD}).status_code == 404


@pytest.mark.req("RSV-18")
def test_where_the_form_is_off_staff_find_no_trace_of_it(agency: None, operator: Client) -> None:
    inquiry = asked()
    change_settings({"switches.web_inquiry_form": False}, by=ADMIN)
    assert operator.get(LIST).status_code == 404
    assert operator.get(address(inquiry)).status_code == 404
    assert LIST not in seen(operator, "/staff/")
    assert LIST not in seen(operator, f"/staff/contacts/{inquiry.pk}/")


@pytest.mark.req("PDR-09", "SEC-06")
def test_a_receipt_number_opens_nothing_to_whoever_guesses_it(agency: None, operator: Client) -> None:
    """It is read out and written down: what it is the receipt of opens only to staff, or to whoever sent it."""
    inquiry = asked()
    anybody = Client()
    for number in (inquiry.receipt, inquiry.spoken_receipt, str(inquiry.pk)):
        assert anybody.get(f"/inquiry/sent/{number}/").status_code == 404
        assert anybody.get(f"/inquiry/{number}/").status_code == 404
    assert anybody.get(address(inquiry)).status_code == 302
    assert "login" in anybody.get(address(inquiry)).headers["Location"]
    guesses = [f"{int(inquiry.receipt) ^ number:08d}" for number in range(1, 60)]
    assert {operator.get(f"{LIST}{guess}/").status_code for guess in guesses} == {404}


@pytest.mark.req("HIS-09", "SEC-06")
def test_what_the_sender_wrote_beside_the_question_is_masked_too(agency: None, signed_in: SignedIn) -> None:
    inquiry = asked(
        way=Way.TELEPHONE, phone="09012345678", call_when="娘の田中様の03-1234-5678へ夕方", area="見本町2-3-4"
    )
    shown = words(seen(signed_in(Role.DATA_STAFF), address(inquiry)))
    assert "03-1234-5678" not in shown
    assert "2-3-4" not in shown
    assert "夕方" in shown
    assert "03-1234-5678" in words(seen(signed_in(Role.OPERATOR), address(inquiry)))
