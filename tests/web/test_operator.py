"""The operator's screens, as far as they are a matter of one answer to one request."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger
from madoguchi.booking.models import Booking
from madoguchi.booking.rules import BookingState, Channel
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.municipality.models import Site
from madoguchi.web.operator.card import spoken_day, spoken_time
from madoguchi.web.operator.forms import TelephoneForm
from tests.worlds import PRESENT, TOMORROW, slot_at

SignIn = Callable[[Role], Client]
CALLER = {
    "name": "見本 花子",
    "kana": "みほん はなこ",
    "phone": "０９０－００００－０００１",
    "procedure_1": "pickup",
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def present() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PRESENT, tick=False) as traveller:
        yield traveller


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def held_by(client: Client, site: Site, *, people: int = 1, at: time = time(9)) -> Booking:
    """What choosing a time in the grid leaves behind."""
    client.post(f"/staff/operator/new/{people}/", {"slot": slot_at(site, TOMORROW, at).pk})
    return Booking.objects.get(state=BookingState.HELD)


def page_of(hold: Booking) -> str:
    return f"/staff/operator/holds/{hold.once_key}/"


@pytest.mark.req("STF-02")
def test_the_grid_offers_only_times_that_hold_so_many_people(site: Site, signed_in: SignIn) -> None:
    small, large = slot_at(site, TOMORROW, time(9), people=1), slot_at(site, TOMORROW, time(10))
    page = text_of(signed_in(Role.OPERATOR).get("/staff/operator/new/2/"))
    offered = set(map(int, re.findall(r'name="slot" value="(\d+)"', page)))
    assert large.pk in offered
    assert small.pk not in offered
    assert "9:00 2人は入れません 残り1人" in page, "as the sign reads: a time with a place left is not full"


@pytest.mark.req("STF-03", "CAL-08")
def test_choosing_a_time_takes_the_places_at_once(site: Site, signed_in: SignIn) -> None:
    hold = held_by(signed_in(Role.OPERATOR), site, people=2)
    hold.slot.refresh_from_db()
    assert hold.slot.people_taken == 2
    assert hold.channel == Channel.TELEPHONE


@pytest.mark.req("STF-03", "STF-13", "NTF-10")
def test_a_booking_by_telephone_is_complete_without_mail(site: Site, signed_in: SignIn) -> None:
    operator = signed_in(Role.OPERATOR)
    hold = held_by(operator, site)
    answer = operator.post(page_of(hold), CALLER)
    made = Booking.objects.get(pk=hold.pk)
    assert answer["Location"] == f"/staff/operator/bookings/{made.number}/tell/"
    assert (made.state, made.channel, made.phone, made.email) == ("booked", "telephone", "09000000001", "")
    assert [(v.name, v.procedure.code) for v in made.visitors.all()] == [("見本 花子", "pickup")]
    assert slots_that_differ_from_the_ledger() == []


@pytest.mark.req("STF-10", "STF-13")
def test_what_the_city_enters_itself_counts_as_the_citys(site: Site, signed_in: SignIn) -> None:
    clerk = signed_in(Role.CITY_CLERK)
    hold = held_by(clerk, site)
    clerk.post(page_of(hold), CALLER)
    assert Booking.objects.get(pk=hold.pk).channel == Channel.CITY


@pytest.mark.req("STF-03", "STF-16")
def test_each_person_has_a_procedure_and_the_first_may_be_the_caller(site: Site, signed_in: SignIn) -> None:
    operator = signed_in(Role.OPERATOR)
    hold = held_by(operator, site, people=2)
    operator.post(page_of(hold), {**CALLER, "name_2": "見本 太郎", "kana_2": "", "procedure_2": "pin"})
    made = Booking.objects.get(pk=hold.pk)
    assert [(v.name, v.procedure.code) for v in made.visitors.all()] == [
        ("見本 花子", "pickup"),
        ("見本 太郎", "pin"),
    ]


@pytest.mark.req("STF-03")
def test_one_person_takes_no_more_than_six_fields(site: Site) -> None:
    assert len(TelephoneForm(people=1).fields) <= 6


@pytest.mark.req("STF-03")
def test_a_hold_survives_a_dropped_call_until_it_is_released(site: Site, signed_in: SignIn) -> None:
    operator = signed_in(Role.OPERATOR)
    hold = held_by(operator, site)
    assert page_of(hold) in text_of(operator.get("/staff/operator/"))
    operator.post(f"{page_of(hold)}release/")
    assert page_of(hold) not in text_of(operator.get("/staff/operator/"))
    hold.slot.refresh_from_db()
    assert hold.slot.people_taken == 0


@pytest.mark.req("STF-03")
def test_another_time_moves_the_hold_and_gives_the_first_back(site: Site, signed_in: SignIn) -> None:
    operator = signed_in(Role.OPERATOR)
    hold = held_by(operator, site)
    to = slot_at(site, TOMORROW, time(10))
    operator.post(f"{page_of(hold)}time/", {"slot": to.pk})
    hold.refresh_from_db()
    assert hold.slot == to
    assert Booking.objects.count() == 1
    assert slots_that_differ_from_the_ledger() == []


@pytest.mark.req("STF-03", "CAL-08")
def test_a_lapsed_hold_books_while_there_is_room_and_offers_others_when_there_is_none(
    site: Site, signed_in: SignIn, present: time_machine.Traveller
) -> None:
    operator = signed_in(Role.OPERATOR)
    hold = held_by(operator, site)
    other = held_again(operator, site, present, first=hold)
    refused = operator.post(page_of(hold), CALLER)
    assert refused.status_code == 409
    assert "たった今いっぱいになりました" in text_of(refused)
    assert "見本 花子" in text_of(refused)
    near = re.findall(r'name="slot" value="(\d+)"', text_of(refused))
    assert len(near) == 3
    operator.post(page_of(hold), {**CALLER, "slot": near[0]})
    hold.refresh_from_db()
    assert (hold.state, str(hold.slot_id)) == ("booked", near[0])
    assert other.state == BookingState.HELD
    assert slots_that_differ_from_the_ledger() == []


def held_again(client: Client, site: Site, present: time_machine.Traveller, *, first: Booking) -> Booking:
    """The first hold lapses; another caller takes its slot, which has one place."""
    slot_at(site, TOMORROW, time(9), people=1)
    present.shift(timedelta(minutes=11))
    client.post("/staff/operator/new/1/", {"slot": first.slot_id})
    return Booking.objects.exclude(pk=first.pk).get()


@pytest.mark.req("STF-04")
def test_the_card_says_number_time_what_to_bring_and_what_to_note(site: Site, signed_in: SignIn) -> None:
    operator = signed_in(Role.OPERATOR)
    hold = held_by(operator, site)
    page = text_of(operator.post(page_of(hold), CALLER, follow=True))
    made = Booking.objects.get(pk=hold.pk)
    for words in (made.spoken_number, "12月2日、水曜日", "午前9時から", "本人確認書類", "留意事項", "当日の受付"):
        assert words in page


@pytest.mark.req("STF-04", "NTF-10")
def test_everything_must_be_ticked_and_what_was_told_is_kept_with_the_booking(
    site: Site, signed_in: SignIn
) -> None:
    operator = signed_in(Role.OPERATOR)
    hold = held_by(operator, site)
    operator.post(page_of(hold), CALLER)
    number = Booking.objects.get(pk=hold.pk).number
    card = f"/staff/operator/bookings/{number}/tell/"
    half = operator.post(card, {"told": ["予約番号", "日時"], "do": "done"})
    assert "まだ伝えていないことがあります：会場、持ち物、留意事項、当日の受付" in text_of(half)
    assert not Event.objects.filter(kind="booking.told").exists()
    operator.post(card, {"told": ["予約番号", "日時"], "do": "broken"})
    assert text_of(operator.get(card)).count(" checked") == 2
    every = ["予約番号", "日時", "会場", "持ち物", "留意事項", "当日の受付"]
    operator.post(card, {"told": every, "do": "done"})
    told = Event.objects.filter(kind="booking.told", about_key=number).latest("id")
    assert facts_of(told)["told"] == "、".join(every)
    assert "伝えたこと：予約番号、日時" in text_of(operator.get(f"/staff/operator/bookings/{number}/"))


@pytest.mark.req("STF-04")
def test_after_a_move_everything_is_to_be_told_again(site: Site, signed_in: SignIn) -> None:
    operator = signed_in(Role.OPERATOR)
    hold = held_by(operator, site)
    operator.post(page_of(hold), CALLER)
    own = f"/staff/operator/bookings/{Booking.objects.get(pk=hold.pk).number}/"
    operator.post(f"{own}tell/", {"told": ["予約番号"], "do": "broken"})
    operator.post(f"{own}move/{slot_at(site, TOMORROW, time(10)).pk}/")
    assert " checked" not in text_of(operator.get(f"{own}tell/"))


@pytest.mark.parametrize(
    ("at", "words"), [(time(9), "午前9時"), (time(12, 30), "午後0時30分"), (time(20, 5), "午後8時5分")]
)
def test_times_are_said_in_halves_of_the_day(at: time, words: str) -> None:
    assert spoken_time(datetime.combine(TOMORROW, at, tzinfo=clock.TOKYO)) == words
    assert spoken_day(clock.start_of(TOMORROW)) == "12月2日、水曜日"


@pytest.mark.req("SEC-18")
def test_who_may_not_book_has_no_telephone_screen(site: Site, signed_in: SignIn) -> None:
    assert signed_in(Role.AUDITOR).get("/staff/operator/").status_code == 403
