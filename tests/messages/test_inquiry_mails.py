"""Mails about an inquiry: the receipt and the answer arrive, and an answer that does not is missed by somebody."""

import uuid

import pytest
from django.db import transaction

from madoguchi.contacts.inquiries.actions import Question, answer_inquiry, receive_inquiry, reopen_inquiry
from madoguchi.contacts.inquiries.answer_refusals import (
    AnsweredAlready,
    NoAddressForThat,
    NotThatOutcome,
    WordsMissing,
)
from madoguchi.contacts.inquiries.models import Inquiry
from madoguchi.contacts.inquiries.queries import open_inquiries_visible_to
from madoguchi.contacts.inquiries.rules import Outcome, Way
from madoguchi.contacts.keeping.masking import mask_contact
from madoguchi.contacts.models import Contact
from madoguchi.contacts.rules import ContactState
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight, Refusal
from madoguchi.messages.bounces import Returned, take_back
from madoguchi.messages.models import Message
from madoguchi.messages.queries import messages_visible_to
from madoguchi.messages.rules import WIDTH, width_of
from madoguchi.municipality.actions import change_settings
from tests.messages.conftest import work
from tests.services.smtp import MailServer
from tests.worlds import ADMIN, CLERK, OPERATOR, applied

pytestmark = pytest.mark.django_db
MAIL = "hanako@example.jp"
ANSWER = "はがきと本人確認書類をお持ちください。\n受付は17時までです。"
CARD = "マイナンバーカード"


@pytest.fixture(autouse=True)
def agency(db: None) -> None:
    applied("digital-agency")


def asked(way: Way = Way.MAIL, *, language: str = "ja", email: str = MAIL, **more: str) -> Inquiry:
    question = Question(
        content="受け取りに何がいりますか", way=way, language=language, email=email, topic=CARD, **more
    )
    return receive_inquiry(question, once_key=uuid.uuid4(), line="")


def answered(inquiry: Inquiry, way: Way = Way.MAIL) -> None:
    answer_inquiry(inquiry, way=way, outcome=Outcome.SENT, text=ANSWER, by=OPERATOR)


def open_ones() -> list[Inquiry]:
    return list(open_inquiries_visible_to(OPERATOR))


@pytest.mark.req("RSV-18", "LNG-06")
@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("ja", "お問い合わせを受け付けました"),
        ("ja-easy", "質問を 受け付けました"),
        ("en", "[Received] Your inquiry"),
    ],
)
def test_the_receipt_is_confirmed_in_the_language_of_the_form(
    smtp: MailServer, language: str, subject: str
) -> None:
    inquiry = asked(Way.FAX, language=language, fax="0311112222")
    work()
    (taken,) = smtp.taken
    assert subject in str(taken.mail["Subject"])
    assert inquiry.spoken_receipt in taken.text
    assert "何がいりますか" not in taken.text
    cannot_be_answered = {
        "ja": "返信はできません",
        "ja-easy": "返事（へんじ）は できません",
        "en": "You cannot reply to it",
    }
    assert cannot_be_answered[language] in taken.text
    assert max(map(width_of, taken.text.splitlines())) <= WIDTH + 2
    assert not messages_visible_to(OPERATOR).exists()  # the list of bookings' mails knows nothing of it


@pytest.mark.preset_key("inquiry.confirms")
def test_without_an_address_or_where_it_is_off_nothing_is_confirmed(smtp: MailServer) -> None:
    asked(Way.NONE, email="")
    change_settings({"inquiry.confirms": False}, by=ADMIN)
    asked()
    work()
    assert smtp.taken == []


@pytest.mark.req("RSV-18")
def test_an_answer_by_mail_arrives_and_completes_the_contact(smtp: MailServer) -> None:
    inquiry = asked()
    answered(inquiry)
    work()
    answer = smtp.taken[-1]
    assert ANSWER in answer.text
    contact = Inquiry.objects.get(pk=inquiry.pk).contact
    assert (contact.state, contact.answer, contact.handler) == (ContactState.COMPLETED, ANSWER, OPERATOR.key)
    assert open_ones() == []
    event = Event.objects.get(kind="message.sent", body__contains="inquiry_answered")
    assert event.about_key == str(contact.number)
    with pytest.raises(AnsweredAlready):
        answered(inquiry)
    reopen_inquiry(inquiry, by=OPERATOR)
    answered(inquiry)
    work()
    assert Inquiry.objects.get(pk=inquiry.pk).contact.answer == f"{ANSWER}\n\n{ANSWER}"
    assert len(smtp.taken) == 3


def test_an_answer_that_did_not_arrive_waits_for_somebody_again(smtp: MailServer) -> None:
    inquiry = asked()
    answered(inquiry)
    work()
    message = Message.objects.get(kind="inquiry_answered")
    assert take_back(Returned(message.uid, "failed", "5.1.1"))
    assert open_ones() == [inquiry]
    assert inquiry.replies.get().outcome == Outcome.LOST
    receipt = Message.objects.get(kind="inquiry_received")
    answer_inquiry(inquiry, way=Way.MAIL, outcome=Outcome.SENT, text=ANSWER, by=OPERATOR)
    assert take_back(Returned(receipt.uid, "failed", "5.1.1"))  # nobody misses a receipt
    assert open_ones() == []


def test_without_a_mail_server_the_inquiry_stays_open() -> None:
    inquiry = asked()
    answered(inquiry)
    work()
    assert open_ones() == [inquiry]


@pytest.mark.req("LNG-06", "RSV-18")
def test_calls_are_noted_one_by_one_until_somebody_was_reached() -> None:
    inquiry = asked(Way.RELAY, email="", phone="05011112222")
    answer_inquiry(inquiry, way=Way.RELAY, outcome=Outcome.NO_ANSWER, by=OPERATOR)
    assert open_ones() == [inquiry]
    answer_inquiry(inquiry, way=Way.RELAY, outcome=Outcome.REACHED, text=ANSWER, by=OPERATOR)
    assert open_ones() == []
    assert [reply.outcome for reply in inquiry.replies.all()] == ["no_answer", "reached"]
    assert Inquiry.objects.get(pk=inquiry.pk).contact.answer == ANSWER


@pytest.mark.parametrize(
    ("way", "outcome", "text", "refusal"),
    [
        (Way.FAX, Outcome.SENT, ANSWER, NoAddressForThat),
        (Way.MAIL, Outcome.SENT, "", WordsMissing),
        (Way.MAIL, Outcome.REACHED, ANSWER, NotThatOutcome),
    ],
)
def test_what_was_not_answered_is_not_closed(way: Way, outcome: Outcome, text: str, refusal: type[Refusal]) -> None:
    inquiry = asked()
    with pytest.raises(refusal):
        answer_inquiry(inquiry, way=way, outcome=outcome, text=text, by=OPERATOR)
    assert open_ones() == [inquiry]
    assert not inquiry.replies.exists()


def test_only_whoever_records_contacts_answers() -> None:
    with pytest.raises(MissingRight):
        answer_inquiry(asked(), way=Way.MAIL, outcome=Outcome.SENT, text=ANSWER, by=CLERK)


@pytest.mark.req("HIS-09", "PDR-09")
def test_when_its_term_is_over_nothing_names_the_sender_any_more(smtp: MailServer) -> None:
    sender = {"name": "見本 花子", "phone": "09011112222", "fax": "0311112222", "call_when": "見本さんあて"}
    inquiry = asked(**sender)
    answer_inquiry(inquiry, way=Way.MAIL, outcome=Outcome.SENT, text="見本 花子 様\n0311112222へ", by=OPERATOR)
    work()
    with transaction.atomic():
        mask_contact(Contact.objects.get(), by=SYSTEM, reason="保存期間の満了")
    told = [Contact.objects.get(), Inquiry.objects.get(), *inquiry.replies.all(), *Message.objects.all()]
    for row in told:
        written = " ".join(str(getattr(row, field.attname)) for field in row._meta.concrete_fields)
        for value in ("見本", "09011112222", "0311112222", MAIL):
            assert value not in written.replace("-", ""), (type(row).__name__, value)
    assert Inquiry.objects.get().receipt == inquiry.receipt
