"""People in the way of a revision are moved on the screen that names them, and the revision follows."""

import re
from datetime import time, timedelta

import pytest
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import hold_places, make_booking, move_booking
from madoguchi.booking.capacity.actions import block_places
from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger
from madoguchi.booking.models import Booking, CallTask, Slot
from madoguchi.booking.rules import Channel
from madoguchi.core.actors import CITIZEN
from madoguchi.municipality.models import Site
from tests.web.pages import client_of, seen, words
from tests.web.test_slots_screens import starts, typed_day
from tests.worlds import ADMIN, PRESENT, TOMORROW, slot_at, wish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]
DAY = f"/staff/office/slots/main/{TOMORROW}/"
NEXT_DAY = TOMORROW + timedelta(days=1)


def booked(slot: Slot, number: int, *, email: str = "") -> Booking:
    asked = wish(slot, phone=f"0900000{number:04d}", email=email)
    return make_booking(asked, channel=Channel.WEB, by=CITIZEN)


def typed_in(page: str) -> dict[str, list[str]]:
    """The form of the moving table as it stands: ticks, from and to."""
    form = next(part for part in page.split("<form")[1:] if 'value="ticked"' in part)
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        field = dict(re.findall(r'(name|value|type)="([^"]*)"', tag))
        if field["name"] != "csrfmiddlewaretoken" and (field["type"] != "checkbox" or " checked" in tag):
            found.setdefault(field["name"], []).append(field.get("value", "on"))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="(\d+)" selected', options)
        found[name] = [chosen[1]] if chosen else []
    return found


def mark_in(page: str) -> str:
    (mark,) = re.findall(r'name="seen" value="(\w+)"', page)
    return str(mark)


@pytest.mark.req("CAL-03", "CAL-05", "STF-10")
def test_a_day_with_bookings_is_closed_on_one_screen(site: Site, admin: Client) -> None:
    bookings = [
        booked(slot_at(site, TOMORROW, time(9)), 1),
        booked(slot_at(site, TOMORROW, time(9)), 2, email="a@example.jp"),
    ]
    page = seen(admin, f"{DAY}revise/", {**typed_day(admin, DAY, closes="on", note="停電の工事"), "do": "preview"})
    assert "先に移ってもらう予約（2件）" in page
    typed = typed_in(page)
    assert typed["tick"] == [booking.number for booking in bookings]
    after = seen(admin, f"{DAY}revise/", {**typed, "move": "ticked"})
    assert (
        "2件の予約を移しました。うち1件は、「電話する一覧」に載せました。1件には、変更のメールが届きます。"
        in words(after)
    )
    assert "この内容で見直す" in after
    done = seen(admin, f"{DAY}revise/", {**typed, "do": "apply", "seen": mark_in(after)})
    assert "見直しました" in done
    assert starts(TOMORROW) == []
    for booking in bookings:
        booking.refresh_from_db()
        assert booking.slot == slot_at(site, NEXT_DAY, time(9))
    assert [call.booking for call in CallTask.objects.all()] == [bookings[0]]
    assert slots_that_differ_from_the_ledger() == []


@pytest.mark.req("CAL-05")
def test_lowering_ticks_only_as_many_as_must_go(site: Site, admin: Client) -> None:
    slot = slot_at(site, TOMORROW, time(9))
    bookings = [booked(slot, number) for number in range(3)]
    typed = typed_day(admin, DAY, people_0900="2", bookings_0900="2")
    page = seen(admin, f"{DAY}revise/", {**typed, "do": "preview"})
    assert typed_in(page)["tick"] == [bookings[2].number]
    after = seen(admin, f"{DAY}revise/", {**typed_in(page), "move": bookings[2].number})
    assert "この内容で見直す" in after
    bookings[2].refresh_from_db()
    assert bookings[2].slot == slot_at(site, TOMORROW, time(9, 30))


@pytest.mark.req("CAL-05", "CAL-08")
def test_a_place_that_is_gone_meanwhile_gets_another_proposal_and_what_was_chosen_stays(
    site: Site, admin: Client
) -> None:
    slot, chosen = slot_at(site, TOMORROW, time(9)), slot_at(site, NEXT_DAY, time(10))
    one, two = booked(slot, 1), booked(slot, 2)
    page = seen(admin, f"{DAY}revise/", {**typed_day(admin, DAY, closes="on"), "do": "preview"})
    proposed = Slot.objects.get(pk=int(typed_in(page)[f"to_{one.number}"][0]))
    Slot.objects.filter(pk=proposed.pk).update(people_limit=0, bookings_limit=0)
    typed = {**typed_in(page), f"to_{two.number}": [str(chosen.pk)]}
    after = seen(admin, f"{DAY}revise/", {**typed, "move": one.number})
    assert "移せませんでした" in after
    again = typed_in(after)
    assert again[f"to_{one.number}"] != [str(proposed.pk)]
    assert again[f"to_{two.number}"] == [str(chosen.pk)]
    one.refresh_from_db()
    assert one.slot == slot


def test_a_booking_that_somebody_else_has_moved_is_not_moved_again(site: Site, admin: Client) -> None:
    booking = booked(slot_at(site, TOMORROW, time(9)), 1)
    page = seen(admin, f"{DAY}revise/", {**typed_day(admin, DAY, closes="on"), "do": "preview"})
    move_booking(booking, to_slot_id=slot_at(site, NEXT_DAY, time(16)).pk, by=ADMIN)
    after = seen(admin, f"{DAY}revise/", {**typed_in(page), "move": "ticked"})
    assert "1件は移せませんでした" in after
    booking.refresh_from_db()
    assert booking.slot == slot_at(site, NEXT_DAY, time(16))


@pytest.mark.req("CAL-05")
def test_holds_in_the_way_are_shown_with_their_minutes_and_may_be_released(site: Site, admin: Client) -> None:
    asked = wish(slot_at(site, TOMORROW, time(9)))
    hold = hold_places(
        asked.slot_id, people=1, once_key=asked.once_key, channel=Channel.WEB, language="ja", by=CITIZEN
    )
    typed = typed_day(admin, DAY, closes="on")
    page = seen(admin, f"{DAY}revise/", {**typed, "do": "preview"})
    assert "約10分" in page
    after = seen(admin, f"{DAY}revise/", {**typed, "do": "preview", "release": str(hold.pk)})
    assert "放しました" in after
    assert "この内容で見直す" in after
    again = seen(admin, f"{DAY}revise/", {**typed, "do": "preview", "release": str(hold.pk)})
    assert "もうありません" in again


def test_places_given_elsewhere_that_stand_in_the_way_are_said(site: Site, admin: Client) -> None:
    block_places(slot_at(site, TOMORROW, time(9)), people=4, note="LINEの予約", by=ADMIN)
    typed = typed_day(admin, DAY, people_0900="3", bookings_0900="3")
    page = seen(admin, f"{DAY}revise/", {**typed, "do": "preview"})
    assert "予約外に当てた分があるため" in page
    assert 'value="apply"' not in page
    assert "予約外に当てた分があるため" in seen(
        admin, f"{DAY}revise/", {**typed, "do": "apply", "seen": mark_in(page)}
    )


@pytest.mark.req("CAL-09", "CAL-05")
def test_people_make_way_for_places_given_elsewhere(site: Site, admin: Client) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=2)
    first, last = booked(slot, 1), booked(slot, 2)
    url = f"/staff/office/slots/places/{slot.pk}/"
    page = seen(admin, url, {"people": "1", "note": "LINEの予約"})
    assert typed_in(page)["tick"] == [last.number]
    after = seen(admin, url, {**typed_in(page), "move": "ticked"})
    assert "1件の予約を移しました" in after
    slot.refresh_from_db()
    assert (slot.people_taken, slot.people_blocked) == (1, 1)
    first.refresh_from_db()
    assert first.slot == slot


@pytest.mark.req("CAL-12", "CAL-05")
def test_a_day_that_was_closed_as_agreed_leads_to_moving_its_people(site: Site, admin: Client) -> None:
    booking = booked(slot_at(site, TOMORROW, time(9)), 1)
    form = {
        "day": f"{TOMORROW}",
        "calendar": "counter",
        "note": "停電",
        "agreed_with": "市民課",
        "agreed_on": f"{PRESENT.date()}",
    }
    assert "この日の予約を移す" in seen(admin, "/staff/office/settings/days/close/", form)
    assert "休業日に、まだ予約が1件あります" in seen(admin, "/staff/")
    page = seen(admin, f"{DAY}move/")
    assert "休業日として登録されています" in page
    assert booking.spoken_number in page
    after = seen(admin, f"{DAY}move/", {**typed_in(page), "move": "ticked"})
    assert "移す予約はありません" in after
    assert "休業日に、まだ" not in seen(admin, "/staff/")


@pytest.mark.req("CAL-05", "SEC-18")
def test_who_may_not_change_bookings_sees_the_list_but_moves_nobody(site: Site) -> None:
    booking = booked(slot_at(site, TOMORROW, time(9)), 1)
    to = slot_at(site, NEXT_DAY, time(9))
    data_staff = client_of(Role.DATA_STAFF)
    page = seen(data_staff, f"{DAY}move/")
    assert booking.spoken_number in page
    assert 'value="ticked"' not in page
    forged = {
        "move": booking.number,
        f"from_{booking.number}": f"{booking.slot_id}",
        f"to_{booking.number}": f"{to.pk}",
    }
    seen(data_staff, f"{DAY}move/", forged)
    booking.refresh_from_db()
    assert booking.slot != to
    assert client_of(Role.OPERATOR).get(f"{DAY}move/").status_code == 403
