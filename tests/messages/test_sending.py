"""Over a real SMTP server: taken, refused, busy, away, silent."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.conf import settings
from django_tasks_db.models import DBTaskResult

from madoguchi.booking.actions import cancel_booking, change_contact, contact_of, move_booking
from madoguchi.booking.own_page.actions import revise_contact, revise_visit
from madoguchi.booking.rules import Channel
from madoguchi.booking.to_telephone.queries import open_tasks_visible_to
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.models import Event, Reaction
from madoguchi.messages.actions import NoAddress, VisitIsOver, send_once_more
from madoguchi.messages.models import Message
from madoguchi.messages.rules import MOST_ATTEMPTS, WAITS, State
from madoguchi.messages.sending import look_after_messages, send_message
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from madoguchi.notify.post_office import quoted
from tests.messages.conftest import ADDRESS, book, send_by, work
from tests.services.smtp import MailServer, closed_port, silent_server
from tests.worlds import ADMIN, CLERK, OPERATOR, TODAY, TOMORROW, person, slot_at

pytestmark = pytest.mark.django_db


def kinds() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("kind", "state"))


@pytest.mark.req("NTF-01", "NTF-04", "NTF-05", "NTF-07")
@pytest.mark.preset_key("messages.booking_made", "messages.sender_domain", "messages.no_reply")
def test_who_books_gets_one_mail_from_an_address_that_cannot_be_answered(site: Site, smtp: MailServer) -> None:
    booking = book(site)
    work()
    work()
    (taken,) = smtp.taken
    assert taken.to == ADDRESS
    assert taken.mail["From"].addresses[0].addr_spec == "no-reply@yoyaku.example.jp"
    assert taken.mail["Auto-Submitted"] == "auto-generated"
    assert taken.mail["Message-ID"].endswith("@yoyaku.example.jp>")
    assert taken.sender.startswith("bounce+")
    assert taken.sender.endswith("@yoyaku.example.jp")
    assert "Reply-To" not in taken.mail
    assert booking.spoken_number in taken.text
    assert kinds() == [("made", "sent")]
    assert Event.objects.filter(kind="message.sent", about_key=booking.number).count() == 1
    change_settings({"messages.no_reply": False, "messages.booking_made": False}, by=ADMIN)
    book(site, at=time(10))
    work()
    assert len(smtp.taken) == 1


@pytest.mark.req("NTF-02")
@pytest.mark.preset_key("messages.booking_changed")
def test_a_change_is_told_once_although_it_is_several_steps(site: Site, smtp: MailServer) -> None:
    booking = book(site)
    work()
    new = slot_at(site, TOMORROW, time(11))
    revise_visit(booking, [person("見本 桜子"), person("見本 太郎")], to_slot_id=new.pk, by=CITIZEN)
    work()
    assert kinds() == [("made", "sent"), ("changed", "sent")]
    told = smtp.taken[1].text
    assert "11時00分" in told
    assert "見本 太郎" in told
    assert booking.spoken_number in told
    change_settings({"messages.booking_changed": False}, by=ADMIN)
    move_booking(booking, to_slot_id=slot_at(site, TOMORROW, time(13)).pk, by=CITIZEN)
    work()
    assert len(smtp.taken) == 2


@pytest.mark.req("NTF-02")
def test_a_note_is_nobodys_news_and_a_new_address_gets_it_all(site: Site, smtp: MailServer) -> None:
    booking = book(site)
    work()
    contact = contact_of(booking)
    change_contact(booking, type(contact)(**{**vars(contact), "note": "車いすで来ます"}), by=OPERATOR)
    work()
    assert len(smtp.taken) == 1
    revise_contact(booking, type(contact)(**{**vars(contact), "email": "new@example.jp"}), by=CITIZEN)
    work()
    assert smtp.taken[1].to == "new@example.jp"


@pytest.mark.req("NTF-02")
@pytest.mark.preset_key("messages.booking_cancelled")
def test_a_cancelled_booking_is_told_and_not_what_stood_before(site: Site, smtp: MailServer) -> None:
    booking = book(site)
    cancel_booking(booking, by=CITIZEN)
    work()
    assert kinds() == [("cancelled", "sent")]
    assert "取り消しました" in smtp.taken[0].text
    change_settings({"messages.booking_cancelled": False}, by=ADMIN)
    cancel_booking(book(site, at=time(11)), by=CITIZEN)
    work()
    assert len(smtp.taken) == 1


@pytest.mark.req("NTF-10")
def test_without_an_address_there_is_no_mail_and_nothing_is_missing(site: Site, smtp: MailServer) -> None:
    booking = book(site, email="", channel=Channel.TELEPHONE)
    work()
    assert booking.number
    assert not Message.objects.exists()
    # Not even a task for the worker: six bookings in ten come by telephone.
    assert not Reaction.objects.filter(event__kind="booking.made").exists()
    assert not open_tasks_visible_to(CLERK)


@pytest.mark.req("NTF-01")
@pytest.mark.switch("booking_mails")
@pytest.mark.preset_key("switches.booking_mails")
def test_with_the_switch_off_no_mail_is_even_written(site: Site, smtp: MailServer) -> None:
    change_settings({"switches.booking_mails": False}, by=ADMIN)
    booking = book(site)
    cancel_booking(booking, by=CITIZEN)
    work()
    assert not Message.objects.exists()
    assert not smtp.tried


def test_who_is_refused_for_good_is_telephoned(site: Site, smtp: MailServer) -> None:
    smtp.to_recipient = lambda address: f"550 5.1.1 <{address}> unknown"
    booking = book(site)
    work()
    message = Message.objects.get()
    assert (message.state, message.answer, message.attempts) == ("failed", "550 5.1.1", 1)
    (task,) = open_tasks_visible_to(OPERATOR)
    assert (task.booking, task.reason) == (booking, "mail")
    assert len(smtp.tried) == 1


def test_a_mail_that_is_refused_for_its_content_has_failed_too(site: Site, smtp: MailServer) -> None:
    smtp.to_content = lambda address: "554 5.7.1 not wanted here"
    book(site)
    work()
    assert kinds() == [("made", "failed")]
    assert Message.objects.get().answer == "554 5.7.1"


def test_a_busy_server_is_asked_again_later_and_later(
    site: Site, smtp: MailServer, present: time_machine.Traveller
) -> None:
    answers = iter(["451 4.7.1 come back", "451 4.7.1 come back", "250 OK"])
    smtp.to_recipient = lambda address: next(answers)
    book(site)
    work()
    message = Message.objects.get()
    assert (message.state, message.next_try_at) == ("waiting", clock.now() + WAITS[0])
    work()
    assert len(smtp.tried) == 1  # not before its time
    for wait in WAITS[:2]:
        present.shift(wait + timedelta(seconds=1))
        work()
    assert kinds() == [("made", "sent")]
    assert len(smtp.tried) == 3
    assert len(smtp.taken) == 1
    assert not open_tasks_visible_to(CLERK)


def test_after_the_last_attempt_somebody_telephones(
    site: Site, smtp: MailServer, present: time_machine.Traveller
) -> None:
    smtp.to_recipient = lambda address: "451 4.2.2 mailbox full"
    book(site, day=date(2026, 12, 8))
    work()
    for wait in WAITS:
        assert not open_tasks_visible_to(CLERK)
        present.shift(wait + timedelta(seconds=1))
        work()
    assert len(smtp.tried) == MOST_ATTEMPTS
    assert kinds() == [("made", "failed")]
    assert open_tasks_visible_to(CLERK).count() == 1
    # A task never fails for a mail that cannot be sent: that is no fault of ours.
    assert not DBTaskResult.objects.filter(status="FAILED").exists()


def test_no_mail_about_a_visit_that_is_over(site: Site, smtp: MailServer, present: time_machine.Traveller) -> None:
    smtp.to_recipient = lambda address: "451 4.7.1 come back"
    book(site, day=TODAY, at=time(11), channel=Channel.TELEPHONE)
    work()
    present.shift(timedelta(minutes=61))
    smtp.to_recipient = lambda address: "250 OK"
    work()
    assert kinds() == [("made", "expired")]
    assert not smtp.taken
    assert not open_tasks_visible_to(CLERK)


@pytest.mark.parametrize("trouble", ["refused", "silent"])
def test_a_server_that_is_away_or_silent_is_tried_again(
    site: Site, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    with silent_server() as silent:
        send_by(monkeypatch, silent if trouble == "silent" else closed_port())
        book(site)
        work()
    message = Message.objects.get()
    assert message.state == "waiting"
    assert message.answer == {"refused": "no connection", "silent": "timeout"}[trouble]
    assert message.claimed_by == ""


def test_an_answer_that_never_comes_is_asked_for_again_with_the_same_id(
    site: Site, smtp: MailServer, present: time_machine.Traveller
) -> None:
    """The guarantee at its edge: the server has it, we do not know. It comes twice, and can be told to be one."""
    smtp.holds_back = True
    book(site)
    work()
    assert kinds() == [("made", "waiting")]
    smtp.holds_back = False
    present.shift(WAITS[0] + timedelta(seconds=1))
    work()
    assert kinds() == [("made", "sent")]
    assert len({taken.mail["Message-ID"] for taken in smtp.taken}) == 1


def test_what_waits_while_the_booking_changes_is_not_sent_any_more(
    site: Site, smtp: MailServer, present: time_machine.Traveller
) -> None:
    smtp.to_recipient = lambda address: "451 4.7.1 come back"
    booking = book(site)
    work()
    move_booking(booking, to_slot_id=slot_at(site, TOMORROW, time(11)).pk, by=CITIZEN)
    work()
    smtp.to_recipient = lambda address: "250 OK"
    present.shift(WAITS[0] + timedelta(seconds=1))
    work()
    assert kinds() == [("made", "not_needed"), ("changed", "sent")]
    assert "11時00分" in smtp.taken[0].text


def test_a_task_that_comes_twice_sends_once(site: Site, smtp: MailServer) -> None:
    book(site)
    work()
    send_message.enqueue(Message.objects.get().pk)
    work()
    assert len(smtp.taken) == 1


def test_a_message_whose_task_is_lost_gets_a_new_one(
    site: Site, smtp: MailServer, present: time_machine.Traveller
) -> None:
    book(site)
    while DBTaskResult.objects.filter(task_path__endswith="run_reaction", status="READY").exists():
        from madoguchi.core.tasks.runner import run_next

        run_next("fast", worker="test")
    DBTaskResult.objects.filter(task_path__endswith="send_message").delete()
    work()
    assert kinds() == [("made", "waiting")]
    present.shift(timedelta(minutes=11))
    assert look_after_messages.call() == 1
    work()
    assert kinds() == [("made", "sent")]


def test_without_a_server_it_says_so_and_nobody_is_bothered(site: Site) -> None:
    assert not settings.MAIL_IS_ON
    book(site)
    work()
    assert kinds() == [("made", "no_server")]
    assert not open_tasks_visible_to(CLERK)


def test_sending_once_more_needs_a_reason_and_says_how_it_stands_now(site: Site, smtp: MailServer) -> None:
    smtp.to_recipient = lambda address: "550 5.1.1 unknown"
    booking = book(site)
    work()
    message = Message.objects.get()
    smtp.to_recipient = lambda address: "250 OK"
    contact = contact_of(booking)
    change_settings({"messages.booking_changed": False}, by=ADMIN)
    change_contact(booking, type(contact)(**{**vars(contact), "email": "right@example.jp"}), by=OPERATOR)
    again = send_once_more(message, reason="宛先を直した", by=OPERATOR)
    work()
    again.refresh_from_db()
    assert (again.state, again.to, again.resent_for) == (State.SENT, "right@example.jp", "宛先を直した")
    assert not open_tasks_visible_to(OPERATOR)  # a mail has arrived now: nobody needs to telephone
    assert Event.objects.filter(kind="message.resent", actor_kind="call_centre").count() == 1
    change_contact(booking, type(contact)(**{**vars(contact), "email": ""}), by=OPERATOR)
    with pytest.raises(NoAddress):
        send_once_more(message, reason="宛先を直した", by=OPERATOR)


def test_nothing_is_sent_once_more_after_the_visit(
    site: Site, smtp: MailServer, present: time_machine.Traveller
) -> None:
    book(site)
    work()
    present.shift(timedelta(days=2))
    with pytest.raises(VisitIsOver):
        send_once_more(Message.objects.get(), reason="届いていない", by=CLERK)


def test_an_address_that_no_letter_can_be_written_to_is_given_up_and_telephoned(
    site: Site, smtp: MailServer
) -> None:
    """Python's own writer of letters fails at it."""
    book(site, email="=?utf-8?q??=@example.jp")
    work()
    assert (Message.objects.get().state, smtp.taken) == ("failed", [])
    assert open_tasks_visible_to(OPERATOR)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("a..b@docomo.ne.jp", '"a..b"@docomo.ne.jp'),
        ("ab.@docomo.ne.jp", '"ab."@docomo.ne.jp'),
        (".ab@ezweb.ne.jp", '".ab"@ezweb.ne.jp'),
        ("a.b@docomo.ne.jp", "a.b@docomo.ne.jp"),
    ],
)
def test_addresses_with_dots_where_no_rule_allows_them_get_their_mail(
    site: Site, smtp: MailServer, written: str, sent: str
) -> None:
    assert quoted(written) == sent
    book(site, email=written)
    work()
    (taken,) = smtp.taken
    assert taken.to.replace('"', "") == written
    assert f"\r\nTo: {sent}\r\n".encode() in taken.raw
