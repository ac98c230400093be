"""The counter's and the city's screens, as far as they are a matter of one answer to one request."""

import re
import uuid
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import make_booking
from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger
from madoguchi.booking.models import Booking
from madoguchi.booking.rules import BookingState, Channel
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.models import Event, PersonalValue
from madoguchi.core.history.queries import facts_of
from madoguchi.municipality.models import Site
from tests.worlds import CLERK, TODAY, TOMORROW, person, slot_at, wish

SignIn = Callable[[Role], Client]
FIND = "/staff/city/bookings/find/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]


@pytest.fixture
def family(site: Site) -> Booking:
    """A mother and her son, by the web, tomorrow at nine."""
    people = (person(), person("見本 太郎", "ミホン タロウ", "certificate"))
    return make_booking(wish(slot_at(site, TOMORROW, time(9)), *people), channel=Channel.WEB, by=CITIZEN)


@pytest.fixture
def today(site: Site) -> Booking:
    return make_booking(wish(slot_at(site, TODAY, time(11))), channel=Channel.CITY, by=CLERK)


def page_of(booking: Booking, place: str = "city") -> str:
    return f"/staff/{place}/bookings/{booking.number}/"


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.mark.req("STF-06", "STF-16", "SEC-11")
def test_the_page_shows_everybody_and_what_they_bring_and_that_it_was_seen_is_on_record(
    family: Booking, signed_in: SignIn
) -> None:
    page = text_of(signed_in(Role.OPERATOR).get(page_of(family)))
    for words in ("見本 花子", "見本 太郎", "090-0000-0001", "持ち物", "ウェブ"):
        assert words in page
    seen = Event.objects.get(kind="disclosure.viewed")
    assert (seen.about_kind, seen.about_key, seen.actor_key) == ("booking", family.number, "test-operator")


@pytest.mark.req("STF-09", "SEC-20")
def test_the_history_of_a_booking_shows_no_personal_value(family: Booking, signed_in: SignIn) -> None:
    clerk = signed_in(Role.CITY_CLERK)
    typed = {"name": "別名 花子", "phone": "090-0000-0009"}
    clerk.post(f"{page_of(family)}contact/", typed)
    clerk.post(f"{page_of(family)}contact/", {**typed, "name": "見本 花子"})
    page = text_of(clerk.get(page_of(family)))
    assert PersonalValue.objects.filter(text="別名 花子").exists()
    assert "別名 花子" not in page
    assert "予約の連絡先を変えました" in page
    assert "個人情報：代表者の氏名" in page


@pytest.mark.req("STF-05", "STF-10")
@pytest.mark.parametrize("role", [Role.OPERATOR, Role.CITY_CLERK])
def test_staff_move_a_citizens_booking_under_its_number(
    role: Role, site: Site, family: Booking, signed_in: SignIn
) -> None:
    to = slot_at(site, TOMORROW, time(10))
    staff = signed_in(role)
    assert f"/move/{to.pk}/" in text_of(staff.get(f"{page_of(family)}move/"))
    staff.post(f"{page_of(family)}move/{to.pk}/")
    family.refresh_from_db()
    assert family.slot == to
    assert family.channel == Channel.WEB
    assert slots_that_differ_from_the_ledger() == []


@pytest.mark.req("STF-05", "CAL-08")
def test_a_time_that_has_just_been_filled_is_refused_and_others_are_offered(
    site: Site, family: Booking, signed_in: SignIn
) -> None:
    to = slot_at(site, TOMORROW, time(10), people=1)
    answer = signed_in(Role.OPERATOR).post(f"{page_of(family)}move/{to.pk}/")
    family.refresh_from_db()
    assert answer.status_code == 409
    assert family.slot != to
    assert text_of(answer).count("/move/") >= 3


@pytest.mark.req("STF-16", "STF-05")
def test_a_member_is_added_by_telephone_and_another_taken_out(family: Booking, signed_in: SignIn) -> None:
    typed = {
        "rows": "3",
        "name_1": "見本 花子", "kana_1": "ミホン ハナコ", "procedure_1": "pickup",
        "name_2": "見本 太郎", "kana_2": "ミホン タロウ", "procedure_2": "certificate", "leave_2": "on",
        "name_3": "見本 次郎", "kana_3": "みほん じろう", "procedure_3": "pin",
    }  # fmt: skip
    signed_in(Role.OPERATOR).post(f"{page_of(family)}people/", typed)
    assert [visitor.name for visitor in family.visitors.all()] == ["見本 花子", "見本 次郎"]
    assert slots_that_differ_from_the_ledger() == []


@pytest.mark.req("STF-16")
def test_one_more_row_is_offered_without_losing_what_was_typed(family: Booking, signed_in: SignIn) -> None:
    typed = {"rows": "3", "more": "1", "name_1": "見本 花", "procedure_1": "pickup", "name_2": "見本 太郎",
             "procedure_2": "certificate"}  # fmt: skip
    page = text_of(signed_in(Role.OPERATOR).post(f"{page_of(family)}people/", typed))
    assert "name_4" in page
    assert "見本 花" in page
    assert family.visitors.count() == 2


@pytest.mark.req("STF-16", "PDR-08")
def test_a_my_number_in_the_note_is_refused_and_digits_with_a_reason_are_kept(
    family: Booking, signed_in: SignIn
) -> None:
    operator = signed_in(Role.OPERATOR)
    typed = {"name": "見本 花子", "phone": "090-0000-0001", "note": "受付 123456789018"}
    refused = text_of(operator.post(f"{page_of(family)}contact/", typed))
    family.refresh_from_db()
    assert "番号ではない理由" in refused
    assert family.note == ""
    operator.post(f"{page_of(family)}contact/", {**typed, "number_reason": "荷物の追跡番号"})
    family.refresh_from_db()
    assert family.note == "受付 123456789018"
    assert Event.objects.filter(kind="guard.overridden", about_key=family.number).exists()


@pytest.mark.req("STF-05", "STF-10")
def test_a_booking_is_cancelled_with_a_reason_and_its_places_are_free(family: Booking, signed_in: SignIn) -> None:
    clerk = signed_in(Role.CITY_CLERK)
    clerk.post(f"{page_of(family)}cancel/", {})
    family.refresh_from_db()
    assert family.state == BookingState.BOOKED
    clerk.post(f"{page_of(family)}cancel/", {"reason": "本人の都合"})
    family.refresh_from_db()
    family.slot.refresh_from_db()
    assert family.state == BookingState.CANCELLED
    assert family.slot.people_taken == 0
    assert facts_of(Event.objects.get(kind="booking.cancelled"))["reason"] == "本人の都合"


@pytest.mark.req("SEC-18")
def test_who_may_only_look_changes_nothing(family: Booking, signed_in: SignIn) -> None:
    auditor = signed_in(Role.AUDITOR)
    assert "日時を変える" not in text_of(auditor.get(page_of(family)))
    for name in ("move", "people", "contact", "cancel"):
        assert auditor.get(f"{page_of(family)}{name}/").status_code == 403
    assert auditor.post(f"{page_of(family)}state/", {"to": "arrived"}).status_code == 403


@pytest.mark.req("STF-07", "STF-06")
@pytest.mark.parametrize("typed", ["{number}", "０９０－００００－０００１", "みほん　たろう", "太郎", "ﾀﾛｳ"])
def test_one_hit_opens_however_it_is_written(typed: str, family: Booking, signed_in: SignIn) -> None:
    answer = signed_in(Role.CITY_CLERK).post(FIND, {"typed": typed.format(number=family.spoken_number)})
    assert answer["Location"] == page_of(family)
    searched = Event.objects.get(kind="disclosure.searched")
    assert facts_of(searched) == {"found": 1}


@pytest.mark.req("STF-07")
def test_people_of_the_same_name_are_shown_with_time_and_procedure(
    site: Site, family: Booking, signed_in: SignIn
) -> None:
    slot = slot_at(site, TOMORROW + timedelta(days=1), time(10))
    other = make_booking(wish(slot, person(procedure="pin")), channel=Channel.TELEPHONE, by=CITIZEN)
    page = text_of(signed_in(Role.CITY_CLERK).post(FIND, {"typed": "ミホンハナコ"}))
    assert page.index(family.spoken_number) < page.index(other.spoken_number)
    for words in ("2026年12月2日（水）09:00", "2026年12月3日（木）10:00", "暗証番号"):
        assert words in page


@pytest.mark.req("STF-07")
def test_nothing_found_says_so(site: Site, signed_in: SignIn) -> None:
    assert "その予約は見つかりません" in text_of(signed_in(Role.CITY_CLERK).post(FIND, {"typed": "無名"}))


@pytest.mark.req("STF-07")
def test_the_counter_ticks_arrival_and_result_and_takes_a_slip_back(today: Booking, signed_in: SignIn) -> None:
    clerk = signed_in(Role.CITY_CLERK)
    clerk.post(f"/staff/city/days/{TODAY.isoformat()}/state/", {"press": f"arrived:{today.number}"})
    assert state_of(today) == (BookingState.ARRIVED, "")
    without_result = clerk.post(f"{page_of(today)}state/", {"to": "served"})
    assert "結果を選んでください" in text_of(without_result)
    clerk.post(f"{page_of(today)}state/", {"to": "served", "outcome": "forgot_papers"})
    assert state_of(today) == (BookingState.SERVED, "forgot_papers")
    assert "持ち物の不足" in text_of(clerk.get(page_of(today)))
    clerk.post(f"{page_of(today)}state/", {"to": "arrived"})
    clerk.post(f"{page_of(today)}state/", {"to": "booked"})
    assert state_of(today) == (BookingState.BOOKED, "")


@pytest.mark.req("STF-07")
def test_a_step_that_does_not_follow_is_refused_kindly(today: Booking, signed_in: SignIn) -> None:
    clerk = signed_in(Role.CITY_CLERK)
    answer = clerk.post(f"{page_of(today)}state/", {"to": "served", "outcome": "done"}, follow=True)
    assert "その状態にはできません" in text_of(answer)
    assert state_of(today) == (BookingState.BOOKED, "")


@pytest.mark.req("STF-07")
def test_the_day_list_counts_states_and_offers_no_check_in_before_the_day(
    today: Booking, family: Booking, signed_in: SignIn
) -> None:
    clerk = signed_in(Role.CITY_CLERK)
    now = text_of(clerk.get(f"/staff/city/days/{TODAY.isoformat()}/"))
    assert "予約 <strong>1</strong> 件" in now
    assert f"arrived:{today.number}" in now
    assert 'name="csrfmiddlewaretoken"' not in now.partition("data-live-topic")[2].partition("footer")[0]
    assert f"arrived:{family.number}" not in text_of(clerk.get(f"/staff/city/days/{TOMORROW.isoformat()}/"))
    assert f"arrived:{today.number}" not in text_of(
        signed_in(Role.AUDITOR).get(f"/staff/city/days/{TODAY.isoformat()}/")
    )


@pytest.mark.req("STF-03")
def test_one_more_than_fits_is_told_so_and_shown_the_way(site: Site, signed_in: SignIn) -> None:
    alone = make_booking(wish(slot_at(site, TOMORROW, time(10), people=1)), channel=Channel.CITY, by=CLERK)
    typed = {"rows": "2", "name_1": "見本 花子", "procedure_1": "pickup"}
    more = {"name_2": "見本 太郎", "procedure_2": "pickup"}
    operator, address = signed_in(Role.OPERATOR), f"{page_of(alone, 'operator')}people/"
    page = text_of(operator.post(address, {**typed, **more}))
    assert "加える方の空きがありません" in page
    assert "たった今" not in page
    assert "見本 太郎" in page
    near = re.findall(r'name="to_slot" value="(\d+)"', page)
    assert len(near) == 3
    operator.post(address, {**typed, **more, "to_slot": near[0]})
    alone.refresh_from_db()
    assert alone.slot_id == int(near[0])
    assert [visitor.name for visitor in alone.visitors.all()] == ["見本 花子", "見本 太郎"]


@pytest.mark.req("STF-07")
def test_nobody_has_failed_to_come_before_the_day(today: Booking, family: Booking, signed_in: SignIn) -> None:
    clerk = signed_in(Role.CITY_CLERK)
    assert 'value="no_show"' in text_of(clerk.get(page_of(today)))
    assert 'value="no_show"' not in text_of(clerk.get(page_of(family)))
    answer = clerk.post(f"{page_of(family)}state/", {"to": "no_show"}, follow=True)
    assert "予約の日より前に「不来庁」にはできません" in text_of(answer)
    assert state_of(family) == (BookingState.BOOKED, "")


@pytest.mark.req("STF-02", "STF-03")
def test_the_keyboard_begins_at_the_first_free_time_to_move_to(family: Booking, signed_in: SignIn) -> None:
    page = text_of(signed_in(Role.OPERATOR).get(f"{page_of(family, 'operator')}move/"))
    assert page.partition('class="free-places"')[2].count(" autofocus") == 1


def state_of(booking: Booking) -> tuple[str, str]:
    booking.refresh_from_db()
    return booking.state, booking.outcome


def test_a_number_that_nobody_has_is_an_address_that_does_not_exist(site: Site, signed_in: SignIn) -> None:
    clerk = signed_in(Role.CITY_CLERK)
    assert clerk.get("/staff/city/bookings/00000000/").status_code == 404
    assert clerk.get(f"/staff/city/bookings/{uuid.uuid4().hex}/").status_code == 404
