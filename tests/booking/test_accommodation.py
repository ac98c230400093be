"""LNG-07: help at the counter is asked for, given and written down, without a diagnosis."""

from collections.abc import Iterator
from datetime import time, timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from madoguchi.accounts.rights import Role
from madoguchi.booking.accommodation.actions import record_accommodation
from madoguchi.booking.actions import make_booking
from madoguchi.booking.items import ACCOMMODATIONS_TABLE, accommodation_words
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.rules import Channel
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import changes_of
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality.kept import change_table
from madoguchi.municipality.models import Site
from tests.services.signed_in import session_for, staff_of
from tests.web.on_the_way import TYPED, address_of, browser, confirm, fill_in, hold, page, press
from tests.worlds import ADMIN, CLERK, PRESENT, TODAY, TOMORROW, open_for_booking, slot_at, wish

pytestmark = pytest.mark.django_db
DAY = TOMORROW + timedelta(days=2)


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        yield


@pytest.fixture
def site() -> Site:
    return open_for_booking()


def book_with_help(slot: Slot, *codes: str, note: str = "") -> HttpResponse:
    client = browser()
    typed: dict[str, object] = {"accommodation": list(codes), "accommodation_note": note}
    return confirm(client, press(client, address_of(hold(client, slot)), {**TYPED, "do": "check", **typed}))


def clerk() -> Client:
    client = Client(HTTP_HOST="localhost")
    client.cookies["session"] = session_for(staff_of(Role.CITY_CLERK))
    return client


@pytest.mark.req("LNG-07")
@pytest.mark.preset_key("accommodations.csv")
def test_what_a_citizen_wishes_is_seen_by_counter_list_and_own_page(site: Site) -> None:
    own = book_with_help(slot_at(site, DAY, time(9)), "wheelchair", "writing", note="いすを用意してほしい")
    booking = Booking.objects.exclude(number="").get()
    assert (booking.accommodation, booking.accommodation_note) == ("wheelchair writing", "いすを用意してほしい")
    words = "車いすで利用する、筆談で話す"
    assert words in page(own)
    staff = clerk()
    for address in (
        reverse("city:booking", args=[booking.number]),
        reverse("city:day", args=[DAY]),
        f"/staff/city/persons/?since={DAY}&until={DAY}",
    ):
        assert words in staff.get(address).content.decode(), address


@pytest.mark.req("LNG-07")
def test_what_was_given_is_recorded_also_after_the_visit_and_leaves_with_the_person(site: Site) -> None:
    booking = make_booking(wish(slot_at(site, DAY, time(9))), channel=Channel.WEB, by=CITIZEN)
    Booking.objects.update(state="served")
    typed = {"accommodation": ["writing"], "accommodation_note": "", "accommodation_given": ["writing", "slow"]}
    answer = clerk().post(reverse("city:accommodation", args=[booking.number]), typed, follow=True)
    assert "行った手助け" in answer.content.decode()
    booking.refresh_from_db()
    assert (booking.accommodation, booking.accommodation_given) == ("writing", "writing slow")
    event = Event.objects.get(kind="booking.accommodated")
    assert {change.field for change in changes_of(event, with_personal=True)} >= {"accommodation_given"}
    assert "writing" not in event.body  # a personal value, which is erased with the person's other data


@pytest.mark.req("LNG-07")
@pytest.mark.parametrize(
    "text", ["聴覚障害のため", "うつ病なので", "身体障がい者2級", "a visual disability", "認知症の父"]
)
def test_a_diagnosis_is_not_taken(site: Site, text: str) -> None:
    client = browser()
    held = hold(client, slot_at(site, DAY, time(9)))
    answer = page(fill_in(client, held, accommodation_note=text))
    assert "病気や障害の名前は書かずに" in answer
    assert text in answer  # nothing is lost
    booking = make_booking(wish(slot_at(site, DAY, time(10))), channel=Channel.WEB, by=CITIZEN)
    said = clerk().post(reverse("city:accommodation", args=[booking.number]), {"accommodation_note": text})
    assert "病気や障害の名前は書かずに" in said.content.decode()


@pytest.mark.req("LNG-07")
def test_the_kinds_of_help_are_the_municipality_s_and_an_old_one_keeps_its_place(site: Site) -> None:
    book_with_help(slot_at(site, DAY, time(9)), "slow")
    rows = "code,label_ja,label_ja_easy,label_en\nchair,いす,いす,A chair\n"
    change_table(ACCOMMODATIONS_TABLE, rows, by=ADMIN, effective_on=TODAY)
    booking = Booking.objects.exclude(number="").get()
    assert accommodation_words(booking.accommodation) == "slow"
    screen = clerk().get(reverse("city:accommodation", args=[booking.number])).content.decode()
    assert "いす" in screen
    assert 'value="slow"' in screen
    assert "A chair" in page(hold(browser("b"), slot_at(site, DAY, time(10)), language="/en"))


@pytest.mark.req("LNG-07")
def test_only_who_works_with_bookings_records_it(site: Site) -> None:
    booking = make_booking(wish(slot_at(site, DAY, time(9))), channel=Channel.WEB, by=CITIZEN)
    with pytest.raises(MissingRight):
        record_accommodation(booking, asked="", note="", given="slow", by=CITIZEN)
    assert record_accommodation(booking, asked="", note="", given="", by=CLERK) is not None
    assert not Event.objects.filter(kind="booking.accommodated").exists()  # nothing was new
