"""Check-in by scanner and keyboard, ticks entered from paper, and the list on paper itself."""

import re
from collections.abc import Callable, Iterator
from datetime import time, timedelta

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import make_booking
from madoguchi.booking.models import Booking
from madoguchi.booking.paper.actions import content_of, forget_old_lists
from madoguchi.booking.paper.models import PaperList
from madoguchi.booking.rules import Channel
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from madoguchi.web.city.paper import printed
from madoguchi.web.city.paper.jobs import nightly_lists
from tests.worlds import ADMIN, CLERK, PRESENT, TODAY, TOMORROW, person, slot_at, wish

DAY = f"/staff/city/days/{TODAY}/"
PAPER = "/staff/city/paper/"
SignIn = Callable[[Role], Client]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def present() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PRESENT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def booking(site: Site) -> Booking:
    return make_booking(wish(slot_at(site, TODAY, time(11))), channel=Channel.CITY, by=CLERK)


# By scanner


@pytest.mark.req("STF-07")
def test_a_scan_puts_the_cursor_on_the_button_that_checks_in(booking: Booking, signed_in: SignIn) -> None:
    clerk = signed_in(Role.CITY_CLERK)
    page = clerk.post(f"{DAY}scan/", {"typed": f"MADOGUCHI:{booking.number}"}).content.decode()
    button = re.search(r"<button[^>]*autofocus[^>]*>", page)
    assert button is not None
    assert f'value="arrived:{booking.number}"' in button[0]
    assert page.count("autofocus") == 1
    clerk.post(f"{DAY}state/", {"press": f"arrived:{booking.number}"})
    booking.refresh_from_db()
    assert booking.state == "arrived"
    again = clerk.post(f"{DAY}scan/", {"typed": booking.spoken_number}).content.decode()
    assert "もう受け付けています" in again


@pytest.mark.req("STF-07")
def test_a_wrong_day_is_said_plainly_with_the_right_one(site: Site, signed_in: SignIn) -> None:
    tomorrow = make_booking(wish(slot_at(site, TOMORROW, time(9))), channel=Channel.CITY, by=CLERK)
    page = signed_in(Role.CITY_CLERK).post(f"{DAY}scan/", {"typed": tomorrow.number}).content.decode()
    assert "今日の予約ではありません" in page
    assert "12月2日（水）09:00" in page
    assert 'value="arrived:' not in page


@pytest.mark.req("STF-07")
def test_an_empty_scan_asks_for_something_and_what_was_typed_is_in_no_address(
    booking: Booking, signed_in: SignIn
) -> None:
    clerk = signed_in(Role.CITY_CLERK)
    assert "予約番号かお名前を入れるか" in clerk.post(f"{DAY}scan/", {"typed": ""}).content.decode()
    assert clerk.get(f"{DAY}scan/").status_code == 405
    assert signed_in(Role.AUDITOR).post(f"{DAY}scan/", {"typed": "x"}).status_code == 403
    assert clerk.post(f"/staff/city/days/{TOMORROW}/scan/", {"typed": "x"}).status_code == 404
    assert "scan/" in clerk.get(DAY).content.decode()
    assert "scan/" not in clerk.get(f"/staff/city/days/{TOMORROW}/").content.decode()


# From paper


@pytest.mark.req("STF-07")
def test_a_day_on_paper_is_entered_in_one_go(site: Site, booking: Booking, signed_in: SignIn) -> None:
    other = make_booking(
        wish(slot_at(site, TODAY, time(14)), person("例田 一郎", "")), channel=Channel.CITY, by=CLERK
    )
    clerk = signed_in(Role.CITY_CLERK)
    page = f"{DAY}catch-up/"
    assert "例田 一郎" in clerk.get(page).content.decode()
    typed = {
        f"to_{booking.number}": "served:done",
        f"at_{booking.number}": "９時５分",
        f"to_{other.number}": "no_show:",
    }
    assert "2件を記録しました。" in clerk.post(page, typed, follow=True).content.decode()
    booking.refresh_from_db()
    other.refresh_from_db()
    assert (booking.state, booking.outcome, other.state) == ("served", "done", "no_show")


@pytest.mark.req("STF-07")
def test_a_row_that_is_refused_stays_as_typed_while_the_others_are_recorded(
    site: Site, booking: Booking, signed_in: SignIn
) -> None:
    other = make_booking(
        wish(slot_at(site, TODAY, time(14)), person("例田 一郎", "")), channel=Channel.CITY, by=CLERK
    )
    typed = {
        f"to_{booking.number}": "arrived:",
        f"to_{other.number}": "served:pin_locked",
        f"at_{other.number}": "16:00",
    }
    page = signed_in(Role.CITY_CLERK).post(f"{DAY}catch-up/", typed).content.decode()
    assert "1件を記録しました。" in page
    assert re.search(r'value="served:pin_locked" selected', page)
    assert 'value="16:00"' in page
    assert 'value="arrived:" selected' not in page
    booking.refresh_from_db()
    assert booking.state == "arrived"


@pytest.mark.req("STF-07")
def test_a_time_that_is_none_or_not_yet_is_told(booking: Booking, signed_in: SignIn) -> None:
    clerk, page = signed_in(Role.CITY_CLERK), f"{DAY}catch-up/"
    asked = {f"to_{booking.number}": "arrived:"}
    assert "「9:05」のように" in clerk.post(page, {**asked, f"at_{booking.number}": "朝"}).content.decode()
    refused = clerk.post(page, {**asked, f"at_{booking.number}": "16:00"}, follow=True).content.decode()
    assert "いまより前の時刻" in refused
    assert "記録するものを選んでください。" in clerk.post(page, {}, follow=True).content.decode()
    booking.refresh_from_db()
    assert booking.state == "booked"


# The list


@pytest.fixture
def tomorrow(site: Site) -> Booking:
    people = (person("葛󠄀城 花子", "カツラギ ハナコ"), person("見本 太郎", "ミホン タロウ", "pin"))
    return make_booking(wish(slot_at(site, TOMORROW, time(9)), *people), channel=Channel.CITY, by=CLERK)


def without_pango(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printed, "pdf_of", lambda page: None)


@pytest.mark.req("STF-08")
def test_the_list_of_the_next_day_holds_everybody_ticks_empty_lines_and_the_time_it_was_made(
    tomorrow: Booking, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pango(monkeypatch)
    assert nightly_lists.call() == 1
    kept = PaperList.objects.get()
    assert (kept.day, kept.form, kept.people) == (TOMORROW, "html", 2)
    text = content_of(kept).decode()
    for wanted in ("葛󠄀城 花子", "ミホン タロウ", tomorrow.spoken_number, "暗証番号の再設定", "090-0000-0001", "□",
                   "1 手続き完了", "2026年12月1日 10:00 現在", "予約のない方", "2026年12月2日（水）"):  # fmt: skip
        assert wanted in text
    assert text.count('class="empty"') == printed.EMPTY_LINES


@pytest.mark.slow
@pytest.mark.req("STF-08")
def test_where_the_machine_can_the_list_is_a_pdf(tomorrow: Booking) -> None:
    nightly_lists.call()
    kept = PaperList.objects.get()
    assert kept.form == "pdf"
    assert content_of(kept).startswith(b"%PDF-")


def test_a_list_lies_encrypted_in_the_database(tomorrow: Booking, monkeypatch: pytest.MonkeyPatch) -> None:
    without_pango(monkeypatch)
    nightly_lists.call()
    assert "見本".encode() not in bytes(PaperList.objects.get().sealed)


@pytest.mark.preset_key("paper.nightly")
def test_before_a_weekend_mondays_list_is_made_and_a_newer_one_takes_its_place(
    site: Site, present: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pango(monkeypatch)
    for day in (3, 4, 5):  # Friday, Saturday, Sunday
        present.move_to(PRESENT + timedelta(days=day))
        nightly_lists.call()
    kept = PaperList.objects.get()
    assert kept.day == TODAY + timedelta(days=6)
    assert kept.made_at == PRESENT + timedelta(days=5)
    change_settings({"paper.nightly": False}, by=ADMIN)
    present.move_to(PRESENT + timedelta(days=6))
    assert nightly_lists.call() == 0


@pytest.mark.preset_key("paper.keep_days")
def test_a_list_is_thrown_away_the_set_days_after_its_day(
    tomorrow: Booking, present: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pango(monkeypatch)
    nightly_lists.call()
    change_settings({"paper.keep_days": 2}, by=ADMIN)
    present.move_to(PRESENT + timedelta(days=3))
    assert forget_old_lists() == 0
    present.move_to(PRESENT + timedelta(days=4))
    assert forget_old_lists() == 1


@pytest.mark.req("SEC-11")
def test_the_list_is_fetched_by_those_who_may_and_every_fetch_is_on_record(
    tomorrow: Booking, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pango(monkeypatch)
    nightly_lists.call()
    address = f"{PAPER}{TOMORROW}/{tomorrow.slot.site.code}/"
    assert signed_in(Role.OPERATOR).get(PAPER).status_code == 403
    assert signed_in(Role.OPERATOR).get(address).status_code == 403
    clerk = signed_in(Role.CITY_CLERK)
    assert address in clerk.get(PAPER).content.decode()
    answer = clerk.get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "葛󠄀城 花子" in answer.content.decode()
    event = Event.objects.get(kind="disclosure.viewed", about_kind="paper_list")
    assert (event.actor_key, event.about_key) == ("test-city_clerk", f"{TOMORROW}:{tomorrow.slot.site.code}")


def test_a_missing_list_is_a_warning_until_somebody_makes_it(
    booking: Booking, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pango(monkeypatch)
    clerk = signed_in(Role.CITY_CLERK)
    assert "今日の紙の名簿がありません" in clerk.get("/staff/").content.decode()
    assert "名簿を2つ作りました。" in clerk.post(f"{PAPER}make/", follow=True).content.decode()
    assert "今日の紙の名簿がありません" not in clerk.get("/staff/").content.decode()
    assert set(PaperList.objects.values_list("day", flat=True)) == {TODAY, TOMORROW}
