"""A mail that comes back finds its message, whoever wrote the notification; a forged one finds nothing."""

import io
import sys

import pytest

from madoguchi.booking.to_telephone.queries import open_tasks_visible_to
from madoguchi.config.commands import bounce
from madoguchi.core.history.models import Event
from madoguchi.messages.addresses import message_id, message_in, returns_to
from madoguchi.messages.bounces import read_returned, take_back
from madoguchi.messages.models import Message
from madoguchi.municipality.models import Site
from tests.messages.conftest import book, work
from tests.services.smtp import MailServer
from tests.worlds import OPERATOR

pytestmark = pytest.mark.django_db

POSTFIX = """\
Return-Path: <>
Delivered-To: {delivered_to}
From: MAILER-DAEMON@mx.example.jp (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.jp
Arrival-Date: Tue,  1 Dec 2026 10:00:01 +0900 (JST)

Final-Recipient: rfc822; hanako@example.jp
Action: {action}
Status: {status}
Remote-MTA: dns; mail.example.jp
Diagnostic-Code: smtp; 550 5.1.1 <hanako@example.jp>: Recipient address rejected

--B
Content-Type: {returned_as}

{returned}

--B--
"""


@pytest.fixture
def message(site: Site, smtp: MailServer) -> Message:
    book(site)
    work()
    return Message.objects.get()


def notification(
    message: Message, *, action: str = "failed", status: str = "5.1.1", verp: bool = True, headers: bool = True
) -> bytes:
    to = returns_to(message.uid) if verp else "postmaster@yoyaku.example.jp"
    returned = f"From: no-reply@yoyaku.example.jp\nMessage-ID: {message_id(message.uid)}\nSubject: =?utf-8?b?5LqI?="
    return POSTFIX.format(
        delivered_to=to,
        to=to,
        action=action,
        status=status,
        returned_as="text/rfc822-headers" if headers else "message/rfc822",
        returned=returned if headers else returned + "\n\nbody",
    ).encode()


@pytest.mark.parametrize(("verp", "headers"), [(True, True), (False, True), (False, False)])
def test_a_returned_mail_is_found_by_its_address_or_by_its_id(message: Message, verp: bool, headers: bool) -> None:
    returned = read_returned(notification(message, verp=verp, headers=headers))
    assert take_back(returned) == message
    message.refresh_from_db()
    assert (message.state, message.answer) == ("bounced", "5.1.1")
    (task,) = open_tasks_visible_to(OPERATOR)
    assert (task.booking_id, task.reason) == (message.booking_id, "mail")
    assert Event.objects.filter(kind="message.bounced").count() == 1


def test_the_same_bounce_twice_is_one(message: Message) -> None:
    returned = read_returned(notification(message))
    assert take_back(returned) is not None
    assert take_back(returned) is None
    assert Event.objects.filter(kind="message.bounced").count() == 1


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_a_delay_or_a_receipt_is_no_bounce(message: Message, action: str) -> None:
    assert take_back(read_returned(notification(message, action=action, status="4.4.1"))) is None
    message.refresh_from_db()
    assert message.state == "sent"
    assert not open_tasks_visible_to(OPERATOR)


def test_a_server_that_gave_up_after_days_is_final(message: Message) -> None:
    assert take_back(read_returned(notification(message, status="4.4.7 (delivery time expired)"))) is not None
    message.refresh_from_db()
    assert message.answer == "4.4.7"


def test_who_knows_only_the_id_of_a_message_cannot_make_it_bounce(message: Message) -> None:
    genuine = returns_to(message.uid)
    assert message_in(genuine) == message.uid
    mark = genuine.partition(".")[2][:10]
    forged = genuine.replace(mark, "0" * 10)
    assert message_in(forged) is None
    raw = notification(message).replace(mark.encode(), b"0" * 10)
    assert take_back(read_returned(raw)) is None


def test_the_address_that_the_mail_server_hands_over_counts_too(message: Message) -> None:
    raw = notification(message, verp=False).replace(message_id(message.uid).encode(), b"<other@example.jp>")
    assert take_back(read_returned(raw)) is None
    assert take_back(read_returned(raw, addressed_to=returns_to(message.uid))) == message


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfe\x00", b"Subject: Re: hello\n\nI have a question", b"Content-Type: multipart/report\n\n--x"],
)
def test_whatever_else_arrives_there_changes_nothing(message: Message, raw: bytes) -> None:
    assert take_back(read_returned(raw)) is None
    message.refresh_from_db()
    assert message.state == "sent"


@pytest.mark.parametrize(
    "raw",
    [
        b"To: <",
        b'To: "\n\n',
        b"To: =?utf-8?q?=\xff?= <a@[\n\n",
        b"Content-Type: message/rfc822\n\nMessage-ID: <\n\nx",
        b"Content-Type: message/rfc822\n\n" * 5000,
        b"".join(
            b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (depth, depth) for depth in range(3000)
        ),
    ],
    ids=["half an address", "half a quotation", "half a word", "half an id", "in itself", "part in part"],
)
def test_a_mail_that_was_written_to_break_the_reader_is_read_as_nothing(raw: bytes) -> None:
    returned = read_returned(raw)
    assert (returned.message, returned.is_final) == (None, False)


def test_the_command_reads_the_mail_servers_pipe_and_always_succeeds(
    message: Message, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from argparse import Namespace

    for raw in (notification(message), b"nonsense", notification(message, action="delayed")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        bounce.run(Namespace(recipient=""))
    said = capsys.readouterr().out
    assert message.booking.spoken_number in said
    assert "hanako" not in said
    message.refresh_from_db()
    assert message.state == "bounced"


def test_a_bounce_of_a_cancellation_rings_nobody(site: Site, smtp: MailServer) -> None:
    from madoguchi.booking.actions import cancel_booking
    from madoguchi.core.actors import CITIZEN

    cancel_booking(book(site), by=CITIZEN)
    work()
    message = Message.objects.get()
    assert take_back(read_returned(notification(message))) == message
    assert not open_tasks_visible_to(OPERATOR)
