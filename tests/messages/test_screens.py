"""The screens of mails: every message and its state, once more by hand, values for the DNS."""

from collections.abc import Callable
from datetime import date, timedelta

import dns.resolver
import pytest
import time_machine
from django.conf import settings
from django.test import Client
from dns.exception import DNSException

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import cancel_booking
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.models import Event
from madoguchi.messages.models import Message
from madoguchi.messages.sender_records import found_in_dns, records
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from tests.messages.conftest import ADDRESS, book, work
from tests.services.signed_in import session_for, staff_of
from tests.services.smtp import MailServer
from tests.worlds import ADMIN

pytestmark = pytest.mark.django_db
HOME = "/staff/office/messages/"


@pytest.fixture
def staff() -> Callable[[Role], Client]:
    def sign_in(role: Role) -> Client:
        client = Client(HTTP_HOST="localhost")
        client.cookies["session"] = session_for(staff_of(role))
        return client

    return sign_in


@pytest.mark.req("NTF-01", "NTF-03")
@pytest.mark.parametrize("role", [Role.OPERATOR, Role.CITY_CLERK])
def test_every_message_is_listed_with_its_state(
    site: Site, smtp: MailServer, staff: Callable[[Role], Client], role: Role
) -> None:
    booking = book(site)
    cancel_booking(book(site, email="gone@example.jp"), by=CITIZEN)
    work()
    client = staff(role)
    page = client.get(HOME).content.decode()
    assert booking.spoken_number in page
    assert "予約完了" in page
    assert "送信済み 12/1 10:00" in page
    cancelled = client.get(f"{HOME}?kind=cancelled").content.decode()
    assert booking.spoken_number not in cancelled
    assert booking.spoken_number in client.get(f"{HOME}?state=sent&since=2026-12-01").content.decode()
    assert booking.spoken_number not in client.get(f"{HOME}?state=failed").content.decode()
    assert booking.spoken_number not in client.get(f"{HOME}?until=2026-11-30").content.decode()
    assert Event.objects.filter(kind="disclosure.searched").exists()


def test_reading_a_message_is_reading_personal_data(
    site: Site, smtp: MailServer, staff: Callable[[Role], Client]
) -> None:
    booking = book(site)
    work()
    message = Message.objects.get()
    page = staff(Role.OPERATOR).get(f"{HOME}{message.pk}/").content.decode()
    assert "予約を受け付けました" in page
    assert ADDRESS in page
    assert Event.objects.filter(kind="disclosure.viewed", about_key=booking.number).count() == 1


def test_once_more_asks_for_a_reason(site: Site, smtp: MailServer, staff: Callable[[Role], Client]) -> None:
    book(site)
    work()
    message, client = Message.objects.get(), staff(Role.OPERATOR)
    assert "理由を選んでください" in client.post(f"{HOME}{message.pk}/again/", {}).content.decode()
    client.post(f"{HOME}{message.pk}/again/", {"reason": "届いていないと言われた"})
    work()
    assert len(smtp.taken) == 2
    assert smtp.taken[0].mail["Message-ID"] != smtp.taken[1].mail["Message-ID"]
    assert staff(Role.AUDITOR).post(f"{HOME}{message.pk}/again/", {"reason": "その他"}).status_code == 403


@pytest.mark.req("NTF-03")
def test_after_a_failure_of_the_server_all_that_did_not_leave_is_sent_again_once(
    site: Site, smtp: MailServer, staff: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = [book(site, email=f"{number}@example.jp") for number in range(3)]
    work()
    Message.objects.update(state="failed")
    monkeypatch.setattr(settings, "MAIL_IS_ON", True)
    Message.objects.filter(booking=stuck[2]).update(state="bounced")
    client = staff(Role.OPERATOR)
    page = client.get(f"{HOME}?kind=made").content.decode()
    assert "送れなかった2通を、もう一度送る" in page
    asked = client.get(f"{HOME}again/?state=failed").content.decode()
    assert "送れなかった2通" in asked
    assert "理由を選んでください" in client.post(f"{HOME}again/?state=failed", {}).content.decode()
    client.post(f"{HOME}again/?state=failed", {"reason": "サーバーの不調のため"})
    client.post(f"{HOME}again/?state=failed", {"reason": "サーバーの不調のため"})
    work()
    assert Message.objects.filter(state="sent").count() == 2
    assert Event.objects.filter(kind="message.resent").count() == 2
    assert "もう一度送る</a>" not in client.get(HOME).content.decode()
    assert staff(Role.AUDITOR).post(f"{HOME}again/", {"reason": "その他"}).status_code == 403


def test_the_booking_says_whether_its_mails_arrived(
    site: Site, smtp: MailServer, staff: Callable[[Role], Client]
) -> None:
    smtp.to_recipient = lambda address: "550 5.1.1 unknown"
    booking = book(site)
    work()
    page = staff(Role.CITY_CLERK).get(f"/staff/city/bookings/{booking.number}/").content.decode()
    assert "送れなかった" in page
    assert "電話で知らせること" in page
    assert "メールを送れませんでした" in page


def test_the_file_needs_the_right_to_take_data_out_and_holds_no_address(
    site: Site, smtp: MailServer, staff: Callable[[Role], Client]
) -> None:
    booking = book(site)
    work()
    assert staff(Role.OPERATOR).post(f"{HOME}export/").status_code == 403
    answer = staff(Role.MANAGER).post(f"{HOME}export/", {"state": "sent"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert booking.spoken_number in text
    assert "送信済み" in text
    assert ADDRESS not in text
    assert Event.objects.filter(kind="disclosure.exported").count() == 1


@pytest.mark.switch("booking_mails")
def test_with_the_switch_off_there_is_no_screen_of_mails(site: Site, staff: Callable[[Role], Client]) -> None:
    book(site)
    work()
    client = staff(Role.CITY_ADMIN)
    assert "予約のメール" in client.get("/staff/").content.decode()
    change_settings({"switches.booking_mails": False}, by=ADMIN)
    assert "予約のメール" not in client.get("/staff/").content.decode()
    assert client.get(HOME).status_code == 404
    assert client.get(f"{HOME}{Message.objects.get().pk}/").status_code == 404


def test_without_a_mail_server_the_screen_says_so(site: Site, staff: Callable[[Role], Client]) -> None:
    book(site)
    work()
    page = staff(Role.CITY_CLERK).get(HOME).content.decode()
    assert "メールサーバーがありません" in page
    assert "メールサーバーなし" in page


@pytest.mark.req("NTF-07")
@pytest.mark.preset_key("messages.sender_domain")
def test_the_values_for_the_chosen_domain_are_shown(
    site: Site, staff: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "MAIL_IS_ON", True)
    monkeypatch.setattr(settings, "EMAIL_HOST", "smtp.example.jp")
    page = staff(Role.MANAGER).get(f"{HOME}sender/").content.decode()
    assert "v=spf1 a:smtp.example.jp -all" in page
    assert "madoguchi._domainkey.yoyaku.example.jp" in page
    assert "_dmarc.yoyaku.example.jp" in page
    assert "v=DMARC1; p=quarantine; adkim=s; aspf=s" in page
    assert "鍵がありません" in page
    change_settings({"messages.sender_domain": "other.example.jp"}, by=ADMIN)
    assert "_dmarc.other.example.jp" in staff(Role.MANAGER).get(f"{HOME}sender/").content.decode()
    change_settings({"messages.sender_domain": ""}, by=ADMIN)
    assert "まだ決まっていません" in staff(Role.MANAGER).get(f"{HOME}sender/").content.decode()


@pytest.mark.parametrize(
    ("host", "says"),
    [
        ("203.0.113.9", "＜"),  # for documentation, not of this world
        ("8.8.8.8", "ip4:8.8.8.8"),
        ("127.0.0.1", "＜"),
        ("localhost", "＜"),
        ("192.168.1.5", "＜"),
        ("mail.example.jp", "a:mail.example.jp"),
    ],
)
def test_a_server_inside_the_building_is_no_sender_for_the_world(
    site: Site, monkeypatch: pytest.MonkeyPatch, host: str, says: str
) -> None:
    monkeypatch.setattr(settings, "MAIL_IS_ON", True)
    monkeypatch.setattr(settings, "EMAIL_HOST", host)
    assert says in records().records[0].value


@pytest.mark.req("NTF-07")
@pytest.mark.parametrize(
    ("published", "kind"),
    [
        (["v=DMARC1; p=quarantine; adkim=s; aspf=s"], "success"),
        (["v=DMARC1;p=quarantine;adkim=s;aspf=s;"], "success"),
        (["other", "v=DMARC1; p=none"], "error"),
        (["v=DMARC1; p=quarantine; adkim=s; aspf=s", "v=DMARC1; p=none"], "error"),
        (["something else"], "error"),
    ],
)
def test_what_is_published_is_compared(
    site: Site, monkeypatch: pytest.MonkeyPatch, published: list[str], kind: str
) -> None:
    class Row:
        def __init__(self, text: str) -> None:
            self.strings = [text[:10].encode(), text[10:].encode()]

    monkeypatch.setattr(
        dns.resolver.Resolver, "resolve", lambda self, name, kind: [Row(text) for text in published]
    )
    assert found_in_dns(records().records[2]).kind == kind


@pytest.mark.req("NTF-07")
@pytest.mark.parametrize("trouble", [DNSException, OSError])
def test_without_a_way_to_the_dns_it_says_so_kindly(
    site: Site, staff: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch, trouble: type[Exception]
) -> None:
    def fail(*args: object) -> None:
        raise trouble

    monkeypatch.setattr(dns.resolver.Resolver, "resolve", fail)
    answer = staff(Role.MANAGER).post(f"{HOME}sender/")
    assert answer.status_code == 200
    assert "調べられません" in answer.content.decode()


def test_nothing_is_sent_once_more_from_the_screen_after_the_visit(
    site: Site, smtp: MailServer, staff: Callable[[Role], Client], present: time_machine.Traveller
) -> None:
    book(site, day=date(2026, 12, 2))
    work()
    present.shift(timedelta(days=2))
    page = staff(Role.OPERATOR).get(f"{HOME}{Message.objects.get().pk}/").content.decode()
    assert "もう一度送る" not in page


def test_the_history_can_read_all_of_it(site: Site, smtp: MailServer, staff: Callable[[Role], Client]) -> None:
    smtp.to_recipient = lambda address: "550 5.1.1 unknown"
    book(site)
    work()
    manager = staff(Role.MANAGER)
    manager.get(HOME)
    manager.get(f"{HOME}?state=nonsense&kind=%3Cb%3E&since=soon")
    manager.post(f"{HOME}export/")
    manager.get("/staff/operator/bookings/to-telephone/?reason=nonsense")
    manager.get("/staff/operator/bookings/to-telephone/?reason=mail")
    page = manager.get("/staff/office/history/").content.decode()
    assert "壊れています" not in page
    assert "メールを送れませんでした" in page
    assert "電話で連絡する一覧に載せました" in page
