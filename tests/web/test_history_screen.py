"""The history screen: who may read, what stays hidden, what is written down about the reading."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import make_booking
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.rules import Channel
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.models import Event, PersonalValue
from madoguchi.core.history.proof import differences_in_history
from madoguchi.municipality.queries import procedure_name
from tests.services.signed_in import staff_of
from tests.worlds import PRESENT, open_for_booking, wish

LIST = "/staff/office/history/"
SignIn = Callable[[Role], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]


@pytest.fixture
def booking() -> Booking:
    site = open_for_booking()
    slot = Slot.objects.filter(site=site, starts_at__gt=PRESENT).order_by("starts_at")[20]
    return make_booking(wish(slot), channel=Channel.WEB, by=CITIZEN)


def event_of(booking: Booking) -> Event:
    return Event.objects.get(kind="booking.made", about_key=booking.number)


def text_of(response: HttpResponse) -> str:
    if isinstance(response, StreamingHttpResponse):
        return b"".join(response.streaming_content).decode()  # type: ignore[arg-type]
    return response.content.decode()


@pytest.mark.req("STF-09", "SEC-20")
def test_the_list_tells_kinds_of_user_apart_and_shows_no_personal_value(
    booking: Booking, signed_in: SignIn
) -> None:
    client = signed_in(Role.CITY_CLERK)
    page = text_of(client.get(LIST, {"user_kind": "citizen"}))
    assert booking.spoken_number in page
    assert "見本 花子" not in page
    assert booking.spoken_number not in text_of(client.get(LIST, {"user_kind": "city", "about": "booking"}))


@pytest.mark.req("STF-09")
def test_a_procedure_is_told_by_its_name_and_every_fact_by_its_label(booking: Booking, signed_in: SignIn) -> None:
    name = procedure_name(booking.visitors.get(position=1).procedure.code)
    assert f"手続き：{name}" in text_of(signed_in(Role.CITY_CLERK).get(LIST, {"about": "booking"}))
    city = signed_in(Role.CITY_ADMIN)
    city.post("/staff/city/persons/export/", {"form": "csv"})
    page = text_of(city.get(LIST, {"user_kind": "city"}))
    assert "この日から：" in page
    assert not re.search(r"\b(since|until|folder|changes|language)：", page)


@pytest.mark.parametrize("key", ["1234-5678", "12345678"])
def test_a_booking_is_found_by_its_number_however_it_is_written(
    booking: Booking, signed_in: SignIn, key: str
) -> None:
    written = booking.spoken_number if "-" in key else booking.number
    page = text_of(signed_in(Role.CITY_CLERK).get(LIST, {"key": written}))
    assert "予約を受け付けました" in page


def test_a_wrong_date_is_named_and_the_other_conditions_still_hold(booking: Booking, signed_in: SignIn) -> None:
    page = text_of(signed_in(Role.CITY_CLERK).get(LIST, {"since": "13月40日", "user_kind": "citizen"}))
    assert "日付は、年・月・日で入力してください" in page
    assert booking.spoken_number in page


@pytest.mark.req("SEC-20", "SEC-06")
def test_personal_values_are_shown_on_request_and_the_request_is_on_record(
    booking: Booking, signed_in: SignIn
) -> None:
    client = signed_in(Role.CITY_CLERK)
    address = f"{LIST}{event_of(booking).uid}/"
    assert "見本 花子" not in text_of(client.get(address))
    assert "見本 花子" in text_of(client.post(address))
    viewed = Event.objects.get(kind="disclosure.viewed")
    assert (viewed.about_kind, viewed.about_key) == ("booking", booking.number)
    assert viewed.actor_key == "test-city_clerk"


@pytest.mark.req("SEC-06")
def test_who_may_not_see_bookings_does_not_see_their_history(booking: Booking, signed_in: SignIn) -> None:
    from madoguchi.accounts.models import RightChange

    client = signed_in(Role.CITY_CLERK)
    staff = staff_of(Role.CITY_CLERK)
    RightChange.objects.create(staff=staff, right="bookings.view", is_granted=False)
    assert booking.spoken_number not in text_of(client.get(LIST))
    assert client.get(f"{LIST}{event_of(booking).uid}/").status_code == 404


@pytest.mark.req("SEC-11")
def test_taking_the_history_out_is_a_right_of_its_own_and_on_record(booking: Booking, signed_in: SignIn) -> None:
    assert signed_in(Role.CITY_CLERK).post(f"{LIST}export/").status_code == 403
    assert not Event.objects.filter(kind="disclosure.exported").exists()
    answer = signed_in(Role.AUDITOR).post(f"{LIST}export/", {"user_kind": "citizen"})
    content = text_of(answer)
    assert content.startswith("\ufeff日時,")
    assert booking.spoken_number in content
    assert "見本 花子" not in content
    assert Event.objects.get(kind="disclosure.exported").actor_key == "test-auditor"


@pytest.mark.req("SEC-06")
def test_erasing_asks_for_a_reason_and_needs_the_right(booking: Booking, signed_in: SignIn) -> None:
    address = f"{LIST}{event_of(booking).uid}/erase/"
    assert signed_in(Role.CITY_CLERK).post(address, {"reason": "本人の申出"}).status_code == 403
    admin = signed_in(Role.CITY_ADMIN)
    assert "入力してください" in text_of(admin.post(address, {"reason": ""}))
    assert PersonalValue.objects.filter(event=event_of(booking)).exists()
    assert admin.post(address, {"reason": "本人の申出"}).status_code == 302
    assert not PersonalValue.objects.filter(event=event_of(booking)).exists()
    assert "消去済み" in text_of(admin.post(f"{LIST}{event_of(booking).uid}/"))
    assert list(differences_in_history()) == []


@pytest.mark.parametrize(("column", "forged"), [("body", "nonsense"), ("body", "[]"), ("actor_kind", "nobody")])
def test_a_forged_row_does_not_take_the_others_along(
    booking: Booking, signed_in: SignIn, column: str, forged: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE core_event SET {column} = %s WHERE kind = 'slots.published'", [forged])
    page = text_of(signed_in(Role.CITY_CLERK).get(LIST))
    assert "この行は壊れています" in page
    assert booking.spoken_number in page


def test_a_number_of_twelve_digits_is_not_searched_for(booking: Booking, signed_in: SignIn) -> None:
    from madoguchi.core.text.my_number import check_digit

    number = f"12345678901{check_digit('12345678901')}"
    page = text_of(signed_in(Role.CITY_CLERK).get(LIST, {"key": number}))
    assert "マイナンバー" in page
