"""What a citizen takes along: the number, a code for the counter, an entry for the calendar; and who looked for it."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar, Event

from madoguchi.accounts.disclosure import DISCLOSURE
from madoguchi.booking.actions import cancel_booking, make_booking, move_booking
from madoguchi.booking.history import BOOKING
from madoguchi.booking.models import Booking
from madoguchi.booking.own_page.secret import secret_of
from madoguchi.booking.rules import Channel
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.models import Event as HistoryEvent
from madoguchi.core.history.models import PersonalValue
from madoguchi.core.history.queries import events_visible_to
from madoguchi.municipality.models import Site
from madoguchi.web.citizen.qr import SCANNED, qr_of
from tests.web.on_the_way import book, browser, page
from tests.worlds import ADMIN, PRESENT, TOMORROW, person, slot_at, wish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]


@pytest.fixture
def booking(site: Site) -> Booking:
    people = person(), person("見本 太郎", "", "pin")
    return make_booking(wish(slot_at(site, TOMORROW, time(9)), *people), channel=Channel.WEB, by=CITIZEN)


def own(booking: Booking, path: str = "", *, language: str = "") -> str:
    return f"{language}/my/{secret_of(booking)}/{path}"


def entry(booking: Booking, *, language: str = "") -> Event:
    answer = Client().get(own(booking, "calendar.ics", language=language))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert isinstance(event, Event)
    return event


@pytest.mark.req("RSV-01", "RSV-13", "RSV-14", "RSV-16")
def test_the_done_page_says_all_that_one_needs_at_the_counter(site: Site) -> None:
    done = page(book(browser(), slot_at(site, TOMORROW, time(9)), "pickup", "pin", visitor_2_name="見本 太郎"))
    number = Booking.objects.get().spoken_number
    for words in (
        f'<p class="big-number">{number}</p>',
        "2026年12月2日（水曜日）",
        "窓口で予約番号かお名前をお伝えください",
        "見本 花子さん",
        "見本 太郎さん",
        "data-print",
        "calendar.ics",
        f"予約番号 {number} の二次元コード",
    ):
        assert words in done
    assert done.count("<h3>持ち物</h3>") == 2


@pytest.mark.req("RSV-13")
def test_the_code_holds_the_word_and_the_number_and_no_style_of_its_own(booking: Booking) -> None:
    assert SCANNED == "MADOGUCHI:"
    shown = page(Client().get(own(booking)))
    assert qr_of(booking.number) in shown
    assert "style=" not in shown.split("<main")[1]
    assert qr_of("12345678") != qr_of("12345679")


@pytest.mark.req("RSV-01")
def test_the_calendar_entry_is_the_visit_in_universal_time_with_what_to_bring(booking: Booking) -> None:
    event = entry(booking)
    assert event.start == datetime(2026, 12, 2, 0, 0, tzinfo=UTC)
    assert event.end == datetime(2026, 12, 2, 0, 30, tzinfo=UTC)
    assert booking.spoken_number in str(event["summary"])
    assert booking.slot.site.name in str(event["location"])
    assert "持ち物" in str(event["description"])
    # Calendars are shared with colleagues and shown on lock screens.
    for personal in ("見本", "花子", "0900", secret_of(booking)):
        assert personal not in event.to_ical().decode()


@pytest.mark.req("RSV-09", "RSV-10")
def test_a_later_file_moves_and_cancels_the_entry_of_the_first(booking: Booking, site: Site) -> None:
    first = entry(booking)
    move_booking(booking, to_slot_id=slot_at(site, TOMORROW, time(11)).pk, by=CITIZEN)
    moved = entry(booking)
    cancel_booking(booking, by=CITIZEN)
    cancelled = entry(booking)
    assert str(first["uid"]) == str(moved["uid"]) == str(cancelled["uid"])
    assert [int(str(event["sequence"])) for event in (first, moved, cancelled)] == [0, 1, 2]
    assert moved.start == datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
    assert [str(event["status"]) for event in (first, moved, cancelled)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert "カレンダーに入れた予定を消す" in page(Client().get(own(booking)))


@pytest.mark.req("RSV-01")
def test_the_file_is_there_after_nothing_can_be_changed_any_more_and_only_with_the_secret(booking: Booking) -> None:
    with time_machine.travel(PRESENT + timedelta(days=1), tick=False):
        assert entry(booking)
    assert Client().get(f"/my/{secret_of(booking)[:-3]}AAA/calendar.ics").status_code == 404
    assert entry(booking, language="/en")["description"] != entry(booking)["description"]


def test_a_calendar_file_is_folded_and_ended_as_the_standard_says(booking: Booking) -> None:
    written = Client().get(own(booking, "calendar.ics")).content
    assert written.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))


# Who looked for it


def look(number: str, phone: str, *, line: str = "192.0.2.7") -> int:
    return Client().post("/my/", {"number": number, "phone": phone}, REMOTE_ADDR=line).status_code


def noted(kind: str) -> int:
    return HistoryEvent.objects.filter(kind=kind).count()


@pytest.mark.req("RSV-20", "SEC-11")
def test_a_look_up_that_was_right_stands_in_the_history_of_the_booking_once_an_hour(booking: Booking) -> None:
    for _ in range(3):
        assert look(booking.number, "09000000001") == 302
    (event,) = events_visible_to(ADMIN).filter(kind="own_page.found")
    assert (event.about_kind, event.about_key, event.actor_kind) == (BOOKING, booking.number, "citizen")
    with time_machine.travel(PRESENT + timedelta(minutes=61), tick=False):
        look(booking.number, "09000000001")
    assert noted("own_page.found") == 2


@pytest.mark.req("RSV-20", "SEC-11")
def test_look_ups_that_were_wrong_are_noted_without_what_was_typed_and_ever_more_rarely(booking: Booking) -> None:
    for attempt in range(40):
        look(f"1000{attempt:04}", "090-7777-7777")
    assert noted("own_page.not_found") == 4
    events = HistoryEvent.objects.filter(kind="own_page.not_found")
    assert {event.about_kind for event in events} == {DISCLOSURE}
    assert not PersonalValue.objects.filter(event__in=events).exists()
    for event in events:
        for typed in ("7777", "1000", "192.0.2"):
            assert typed not in event.body


@pytest.mark.req("RSV-20")
def test_a_line_that_only_guesses_is_noted_when_it_is_stopped(booking: Booking) -> None:
    for attempt in range(105):
        look(f"1{attempt:07}", "090-7777-7777")
    assert noted("own_page.stopped") == 1
    assert look(booking.number, "09000000001") == 429


@pytest.mark.req("RSV-20")
def test_a_booking_that_does_not_exist_is_noted_like_one_that_does(booking: Booking) -> None:
    look(booking.number, "090-9999-9999", line="192.0.2.1")
    look("10000006", "090-9999-9999", line="192.0.2.2")
    first, second = HistoryEvent.objects.filter(kind="own_page.not_found")
    assert (first.about_key, first.body) == (second.about_key, second.body)
