"""The outage on the screens: one switch, one list, and plain words for everybody else."""

import re
from datetime import date, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import make_booking
from madoguchi.booking.capacity.queries import slots_on_day
from madoguchi.booking.models import Booking, CallTask, Outage, Slot
from madoguchi.booking.outages.actions import begin_outage
from madoguchi.booking.outages.places import protect_places
from madoguchi.booking.own_page.secret import secret_of
from madoguchi.booking.refusals import NationalSystemStops
from madoguchi.booking.rules import Channel
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN
from madoguchi.municipality.models import Site
from tests.web.pages import client_of, seen, words
from tests.web.test_moving import typed_in
from tests.worlds import CLERK, PRESENT, TODAY, TOMORROW, person, slot_at, wish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]
HOME = "/staff/office/outages/"
NINE, ELEVEN = (clock.moment(TOMORROW, time(hour)) for hour in (9, 11))
PLAN = {
    "begins": "at", "start_day": f"{TOMORROW}", "start_time": "9:00",
    "ends": "at", "end_day": f"{TOMORROW}", "end_time": "１１：００", "note": "J-LISの保守",
}  # fmt: skip


def booked(slot: Slot, number: int, *, email: str = "", procedure: str = "pickup") -> Booking:
    asked = wish(slot, person(procedure=procedure), phone=f"0900000{number:04d}", email=email)
    return make_booking(asked, channel=Channel.WEB, by=CITIZEN)


def stop() -> Outage:
    return begin_outage(starts_at=NINE, ends_at=ELEVEN, by=CLERK)


@pytest.mark.req("CAL-05", "STF-10")
def test_the_preview_says_who_has_to_move_before_anything_is_closed(site: Site, clerk: Client) -> None:
    slot = slot_at(site, TOMORROW, time(9))
    booked(slot, 1), booked(slot, 2, email="a@example.jp"), booked(slot, 3, procedure="application")
    preview = words(seen(clerk, f"{HOME}new/", {**PLAN, "do": "preview"}))
    assert "2026年12月2日（水）9:00 〜 2026年12月2日（水）11:00" in preview
    assert "移ってもらう予約は 2件 です" in preview
    assert "1件には日時を変えるお願いのメールが届き、1件は電話で連絡する一覧に載ります" in preview
    assert "止めない手続き マイナンバーカードの申請" in preview
    assert not Outage.objects.exists()
    page = words(seen(clerk, f"{HOME}new/", {**PLAN, "do": "apply"}))
    assert "カードの手続きの予約を止めました" in page
    assert "移ってもらう予約 2件：連絡待ち 2件" in page
    assert CallTask.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"start_time": ""}, "時刻を入力してください"),
        ({"end_time": "8:00"}, "終わりの日時は、始まりといまより後に"),
        ({"note": "12桁 123456789018"}, "マイナンバー"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    site: Site, clerk: Client, wrong: dict[str, str], said: str
) -> None:
    page = seen(clerk, f"{HOME}new/", {**PLAN, **wrong, "do": "apply"})
    assert said in page
    assert f'value="{TOMORROW}"' in page
    assert not Outage.objects.exists()


@pytest.mark.req("CAL-05", "STF-05")
def test_the_list_is_worked_off_by_moving_keeping_and_calling(site: Site, clerk: Client) -> None:
    slot = slot_at(site, TOMORROW, time(9))
    one, two, three = (booked(slot, number) for number in (1, 2, 3))
    outage = stop()
    url = f"{HOME}{outage.pk}/"
    page = seen(clerk, url)
    assert "電話で連絡する人（3件）" in page
    assert "tick" not in typed_in(page)  # nobody is moved by a hasty press
    after = seen(clerk, url, {**typed_in(page), "move": one.number})
    one.refresh_from_db()
    assert clock.in_tokyo(one.slot.starts_at) == ELEVEN
    (entry,) = re.findall(
        rf'name="keep" value="(\d+)">そのまま来庁<span class="visually-hidden">：{two.spoken_number}', after
    )
    kept = seen(clerk, url, {"keep": entry})
    assert "もとの日時のまま来庁する" in kept
    assert "そのまま来庁 1件" in words(kept)
    assert "連絡待ち 1件" in words(kept)
    back = seen(clerk, url, {"again": entry})
    assert "連絡待ち 2件、移動済み 1件" in words(back)
    attempt = reverse("city:attempt", args=[CallTask.objects.get(booking=three).pk])
    reached = words(seen(clerk, attempt, {"result": "reached", "back": url}))
    assert "連絡待ち 1件、連絡済み 1件、移動済み 1件" in reached


@pytest.mark.req("CAL-05")
def test_the_end_is_changed_and_the_outage_ended_after_one_question(site: Site, clerk: Client) -> None:
    booked(slot_at(site, TOMORROW, time(9)), 1)
    outage = stop()
    url = f"{HOME}{outage.pk}/"
    assert "終わりは未定" in words(seen(clerk, f"{url}time/", {"ends": "open"}))
    assert "まだ移っていない予約（1件）" in seen(clerk, f"{url}end/")
    page = words(seen(clerk, f"{url}end/", {}))
    assert "J-LISの停止（終わりました）" in page
    assert "そのまま来庁 1件" in page
    assert "この停止は、すでに終わっています" in seen(clerk, f"{url}end/", {})


@pytest.mark.req("CAL-05", "CAL-08")
def test_places_are_protected_and_the_moment_of_their_release_is_said(site: Site, clerk: Client) -> None:
    stop()
    slot = slot_at(site, TOMORROW, time(13))
    url = f"{HOME}places/main/{TOMORROW}/"
    typed = dict(re.findall(r'name="(people_\d+)" value="(\d+)"', seen(clerk, url)))
    typed |= {f"people_{slot.pk}": "2", "until_day": f"{TODAY}", "until_time": "17:00"}
    assert "2人（12月1日 17:00に開放）" in words(seen(clerk, url, typed))
    assert "それだけの空きがありません" in seen(clerk, url, {**typed, f"people_{slot.pk}": "7"})
    seen(clerk, url, {**typed, f"people_{slot.pk}": "7", "adds_places": "on"})
    slot.refresh_from_db()
    assert (slot.people_limit, slot.people_protected) == (11, 7)
    assert "移る人のために確保した分" in words(seen(clerk, f"/staff/office/slots/main/{TOMORROW}/"))


@pytest.mark.req("CAL-05")
def test_after_the_evening_before_a_release_is_proposed_that_is_still_ahead(site: Site, clerk: Client) -> None:
    stop()
    last = list(slots_on_day(TOMORROW, site=site))[-1]
    begins = f"{clock.in_tokyo(last.starts_at):%H:%M}"
    url = f"{HOME}places/main/{TOMORROW}/"
    assert proposed_release(seen(clerk, url)) == (f"{TODAY}", "17:00")
    with time_machine.travel(clock.moment(TODAY, time(17)), tick=False):
        clerk = client_of(Role.CITY_ADMIN)
        page = seen(clerk, url)
        assert proposed_release(page) == (f"{TOMORROW}", begins)
        typed = dict(re.findall(r'name="(people_\d+)" value="(\d+)"', page)) | {f"people_{last.pk}": "2"}
        late = {**typed, "until_day": f"{TODAY}", "until_time": "17:00"}
        assert "開放する日時は、いまより後にしてください。" in words(seen(clerk, url, late))
        seen(clerk, url, {**typed, "until_day": f"{TOMORROW}", "until_time": begins})
    last.refresh_from_db()
    assert last.people_protected == 2


def proposed_release(page: str) -> tuple[str, str]:
    typed = {name: re.search(rf'<input[^>]*name="until_{name}"[^>]*>', page) for name in ("day", "time")}
    day, at = (re.findall(r'value="([^"]*)"', field[0])[0] for field in typed.values() if field)
    return f"{date(*map(int, re.findall(r'[0-9]+', day)))}", at


@pytest.mark.req("RSV-05")
@pytest.mark.parametrize(
    ("language", "said"),
    [("", "全国のシステム（J-LIS）が止まる"), ("ja-easy/", "システム"), ("en/", "national system")],
)
def test_citizens_read_why_the_time_is_closed(site: Site, language: str, said: str) -> None:
    stop()
    citizen = Client()
    for page in (
        f"book/calendar/?procedure=pickup&month={TOMORROW:%Y-%m}",
        f"book/day/{TOMORROW}/?procedure=pickup",
    ):
        assert said in citizen.get(f"/{language}{page}", follow=True).content.decode()
    for page in (
        f"book/calendar/?procedure=application&month={TOMORROW:%Y-%m}",
        f"book/day/{TOMORROW}/?procedure=application",
    ):
        assert said not in citizen.get(f"/{language}{page}", follow=True).content.decode()


@pytest.mark.req("RSV-05")
def test_a_day_that_is_closed_from_end_to_end_says_so_in_the_calendar(site: Site) -> None:
    begin_outage(starts_at=clock.start_of(TOMORROW), ends_at=clock.start_of(TOMORROW + timedelta(days=1)), by=CLERK)
    page = Client().get(f"/book/calendar/?procedure=pickup&month={TOMORROW:%Y-%m}").content.decode()
    assert "システム停止" in page


@pytest.mark.req("RSV-10", "CAL-05")
def test_who_is_affected_moves_by_the_own_link_into_a_protected_place(site: Site) -> None:
    booking = booked(slot_at(site, TOMORROW, time(9)), 1)
    stop()
    refuge = slot_at(site, TOMORROW, time(13), people=1)
    protect_places({refuge.pk: 1}, until=ELEVEN, by=CLERK)
    with time_machine.travel(PRESENT, tick=False):
        citizen = Client()
        own = f"/my/{secret_of(booking)}/"
        assert "この日時には手続きができません" in citizen.get(own).content.decode()
        assert f"slot/{refuge.pk}/" in citizen.get(f"{own}time/{TOMORROW}/").content.decode()
        stranger = citizen.get(f"/book/day/{TOMORROW}/?procedure=pickup").content.decode()
        assert f"slot/{refuge.pk}/" not in stranger
        citizen.post(f"{own}slot/{refuge.pk}/")
        assert "この日時には手続きができません" not in citizen.get(own).content.decode()
    booking.refresh_from_db()
    assert booking.slot == refuge
    assert not CallTask.objects.filter(closed_at=None).exists()


@pytest.mark.req("STF-02", "STF-05")
def test_the_operators_grid_for_a_card_booking_offers_no_time_of_the_outage(site: Site) -> None:
    booking = booked(slot_at(site, TOMORROW, time(13)), 1)
    stop()
    page = seen(client_of(Role.OPERATOR), f"/staff/operator/bookings/{booking.number}/move/")
    assert f"move/{slot_at(site, TOMORROW, time(9)).pk}/" not in page
    assert f"move/{slot_at(site, TOMORROW, time(11)).pk}/" in page
    assert "J-LIS" in words(seen(client_of(Role.OPERATOR), "/staff/operator/new/1/"))


@pytest.mark.req("SEC-18")
def test_who_may_do_what(site: Site) -> None:
    outage = stop()
    operator, auditor = client_of(Role.OPERATOR), client_of(Role.AUDITOR)
    assert operator.get(f"{HOME}new/").status_code == 403
    assert operator.post(f"{HOME}{outage.pk}/end/").status_code == 403
    assert operator.get(f"{HOME}places/main/{TOMORROW}/").status_code == 403
    assert "停止を終える" not in seen(auditor, f"{HOME}{outage.pk}/")
    assert client_of(Role.CITY_CLERK).get(f"{HOME}99999/").status_code == 404


def test_the_staff_home_says_that_the_system_stands_still(site: Site, clerk: Client) -> None:
    booked(slot_at(site, TOMORROW, time(9)), 1)
    stop()
    assert "J-LISの停止が予定されています" in seen(clerk, "/staff/")
    with time_machine.travel(NINE, tick=False):
        page = seen(client_of(Role.CITY_CLERK), "/staff/")
    assert "J-LISが停止しています" in page
    assert "まだ移っていない予約は1件です" in page


@pytest.mark.req("PLT-12", "CAL-05")
def test_which_procedures_stop_is_decided_on_the_procedures_screen(site: Site, admin: Client) -> None:
    stop()
    slot = slot_at(site, TOMORROW, time(9))
    with pytest.raises(NationalSystemStops):
        booked(slot, 1)
    url = "/staff/office/settings/procedures/pickup/"
    page = seen(admin, f"{url}edit/")
    assert re.search(r'name="needs_national_system"[^>]*checked', page)
    labels = {"label_ja": "受取り", "label_ja_easy": "うけとる", "label_en": "Collect"}
    seen(admin, f"{url}edit/", {**labels, "position": "1", "is_active": "on"})
    assert "使わない（停止の間も予約できます）" in seen(admin, url)
    assert booked(slot, 1).number
