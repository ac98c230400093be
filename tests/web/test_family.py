"""A family books in one go: everybody at the same time, with a procedure each; and with the switch off, no trace."""

from datetime import time, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from madoguchi.booking.actions import people_of
from madoguchi.booking.models import Booking, Slot
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from tests.web.on_the_way import address_of, browser, confirm, fill_in, hold, page
from tests.worlds import ADMIN, TOMORROW, slot_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]

DAY = TOMORROW + timedelta(days=2)
PARENT = {"name": "見本 保護者", "kana": "みほん ほごしゃ", "phone": "090-0000-0001", "email": ""}


def check(slot: Slot, *procedures: str, client: Client | None = None, **typed: str) -> HttpResponse:
    client = client or browser()
    return fill_in(client, hold(client, slot, *procedures), **{**PARENT, **typed})


def send(slot: Slot, *procedures: str, **typed: str) -> HttpResponse:
    client = browser()
    return confirm(client, check(slot, *procedures, client=client, **typed))


@pytest.mark.req("RSV-07", "RSV-08")
def test_the_representative_is_written_once_and_the_child_by_name(site: Site) -> None:
    slot = slot_at(site, DAY, time(9))
    send(slot, "pickup", "pin", visitor_2_name="見本 葵", visitor_2_kana="みほん あおい")
    booking = Booking.objects.exclude(number="").get()
    assert [tuple(vars(person).values()) for person in people_of(booking)] == [
        ("見本 保護者", "ミホン ホゴシャ", "pickup"),
        ("見本 葵", "ミホン アオイ", "pin"),
    ]
    slot.refresh_from_db()
    assert (slot.people_taken, slot.bookings_taken) == (2, 1)


@pytest.mark.req("RSV-08")
def test_one_who_books_for_somebody_else_stays_the_representative(site: Site) -> None:
    send(slot_at(site, DAY, time(9)), "pickup", visitor_1_name="見本 葵")
    booking = Booking.objects.exclude(number="").get()
    assert (booking.name, [person.name for person in people_of(booking)]) == ("見本 保護者", ["見本 葵"])


@pytest.mark.req("RSV-08")
def test_nobody_of_the_family_stays_without_a_name(site: Site) -> None:
    answer = page(check(slot_at(site, DAY, time(9)), "pickup", "pin"))
    assert "「2人目のお名前」を入力してください。" in answer
    assert not Booking.objects.exclude(number="").exists()


@pytest.mark.req("RSV-07")
def test_the_check_page_names_everybody(site: Site) -> None:
    answer = page(check(slot_at(site, DAY, time(9)), "pickup", "pin", visitor_2_name="見本 葵"))
    for words in ("1人目", "2人目", "見本 保護者", "見本 葵", "090-0000-0001"):
        assert words in answer.split("summary-list")[1]


@pytest.mark.req("RSV-05", "RSV-07")
def test_a_time_with_too_few_places_counts_as_full_for_them(site: Site) -> None:
    slot = slot_at(site, DAY, time(9), people=2)
    address, button = f"/book/day/{DAY}/", f'name="slot" value="{slot.pk}"'
    assert button in page(Client().get(address, {"procedure": ["pickup"] * 2}))
    assert button not in page(Client().get(address, {"procedure": ["pickup"] * 3}))


@pytest.mark.req("RSV-07")
def test_a_time_filled_meanwhile_offers_times_with_room_for_all(site: Site) -> None:
    slot = slot_at(site, DAY, time(9), people=1)
    too_small = slot_at(site, DAY, time(9, 30), people=1)
    answer = page(hold(browser(), slot, "pickup", "pin"))
    offered = answer.split('class="others"')[1].split("</div>")[0]
    assert offered.count("<button") == 3
    assert f'value="{too_small.pk}"' not in offered
    assert "たった今いっぱいになりました" in answer


@pytest.mark.req("RSV-07")
@pytest.mark.parametrize(
    ("asked", "people"),
    [
        ({"do": "add", "people": "1", "procedure_1": "pickup"}, 2),
        ({"do": "remove-1", "people": "2", "procedure_2": "pin"}, 1),
        ({"do": "remove-1", "people": "1"}, 1),
        ({"do": "add", "people": "10"}, 10),
        ({"people": "99999999"}, 1),
        ({"people": "x"}, 1),
    ],
)
def test_lines_of_the_first_step_come_and_go(site: Site, asked: dict[str, str], people: int) -> None:
    answer = page(Client().get("/book/", {"next": "1", **asked}))
    assert f'name="people" value="{people}"' in answer


@pytest.mark.req("RSV-07")
def test_each_procedure_goes_along_to_the_calendar(site: Site) -> None:
    asked = {"next": "1", "people": "2", "procedure_1": "pickup", "procedure_2": "pin"}
    assert Client().get("/book/", asked)["Location"] == "/book/calendar/?procedure=pickup&procedure=pin"


@pytest.mark.req("RSV-07", "RSV-08")
def test_with_the_switch_off_there_is_no_trace_of_it(site: Site) -> None:
    change_settings({"switches.family_booking": False}, by=ADMIN)
    slot = slot_at(site, DAY, time(9))
    first = page(Client().get("/book/", {"people": "3"}))
    details = page(hold(browser(), slot, "pickup", "pin"))
    assert "もう一人" not in first
    assert "ご家族" not in first
    assert "visitor_" not in details
    assert "人目" not in details
    sent = send(slot, "pickup", "pin", visitor_2_name="見本 葵")
    assert [person.name for person in people_of(Booking.objects.exclude(number="").get())] == ["見本 保護者"]
    own = page(Client().get(f"{address_of(sent)}people/"))
    assert "もう一人" not in own
    assert "人目" not in own
