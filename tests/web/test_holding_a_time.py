"""From a time to the booking: the time is kept, nothing typed is lost, nothing is sent twice, nothing lingers."""

import re
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.http import HttpResponse

from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger
from madoguchi.booking.jobs import release_holds
from madoguchi.booking.models import Booking, Slot, WebHold
from madoguchi.booking.online.actions import forget_old_drafts
from madoguchi.booking.online.address import new_token
from madoguchi.booking.refusals import HoldLapsed
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from tests.web.on_the_way import (
    TYPED,
    address_of,
    book,
    browser,
    confirm,
    fill_in,
    hold,
    number_in,
    page,
    press,
)
from tests.worlds import ADMIN, PRESENT, TOMORROW, slot_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]


def at(minutes: float) -> time_machine.travel:
    return time_machine.travel(PRESENT + timedelta(minutes=minutes), tick=False)


def taken(slot: Slot) -> tuple[int, int]:
    slot.refresh_from_db()
    return slot.people_taken, slot.bookings_taken


def held_until() -> datetime | None:
    return Booking.objects.get().expires_at


def made() -> list[Booking]:
    return list(Booking.objects.exclude(number=""))


# Holding


@pytest.mark.req("RSV-01", "CAL-08")
def test_choosing_a_time_keeps_it_for_everybody_who_comes_and_says_until_when(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=3)
    answer = hold(browser(), slot, "pickup", "pin", "pin")
    assert taken(slot) == (3, 1)
    assert "10時10分まで" in page(answer)
    assert "たった今いっぱいになりました" in page(hold(browser("b"), slot))


@pytest.mark.req("RSV-01")
def test_the_same_button_pressed_twice_keeps_one_place(site: Site) -> None:
    client, slot, key = browser(), slot_at(site, TOMORROW, time(9)), new_token()
    assert address_of(hold(client, slot, key=key)) == address_of(hold(client, slot, key=key))
    assert taken(slot) == (1, 1)


@pytest.mark.req("RSV-01")
def test_a_page_left_open_until_its_hold_is_forgotten_takes_the_time_anew(site: Site) -> None:
    client, slot, key = browser(), slot_at(site, TOMORROW, time(9)), new_token()
    hold(client, slot, key=key)
    with at(70):
        release_holds.call()
        forget_old_drafts()
        assert not WebHold.objects.exists()
        assert "/held/" in address_of(hold(client, slot, key=key))
        assert taken(slot) == (1, 1)


@pytest.mark.req("RSV-01")
def test_a_page_left_open_since_its_booking_was_made_is_refused_in_words(site: Site) -> None:
    client, slot, key = browser(), slot_at(site, TOMORROW, time(9)), new_token()
    confirm(client, fill_in(client, hold(client, slot, key=key)))
    with at(70):
        forget_old_drafts()
        answer = hold(client, slot, key=key)
    assert answer.status_code == 200
    assert HoldLapsed.message in page(answer)
    assert taken(slot) == (1, 1)


@pytest.mark.req("RSV-01")
def test_another_time_of_the_same_page_takes_the_place_along(site: Site) -> None:
    """ "Back", and another time: the list is still the same page."""
    client, first, second = browser(), slot_at(site, TOMORROW, time(9)), slot_at(site, TOMORROW, time(10))
    key = new_token()
    fill_in(client, hold(client, first, key=key))
    answer = hold(client, second, key=key)
    assert (taken(first), taken(second)) == ((0, 0), (1, 1))
    assert "見本 花子" in page(answer)


@pytest.mark.req("RSV-01")
def test_two_tabs_are_two_holds_and_two_bookings(site: Site) -> None:
    client, slot = browser(), slot_at(site, TOMORROW, time(9))
    one, other = hold(client, slot), hold(client, slot)
    fill_in(client, one, name="見本 一子")
    fill_in(client, other, name="見本 二子")
    for held in (one, other):
        confirm(client, fill_in(client, held, do="check", name="見本 一子" if held is one else "見本 二子"))
    assert sorted(booking.name for booking in made()) == ["見本 一子", "見本 二子"]


@pytest.mark.req("RSV-20")
def test_a_browser_keeps_a_few_places_and_gives_back_the_oldest(site: Site) -> None:
    client = browser()
    slots = [slot_at(site, TOMORROW, time(hour)) for hour in (9, 10, 11, 13)]
    first, *_ = [hold(client, slot) for slot in slots]
    assert [taken(slot)[0] for slot in slots] == [0, 1, 1, 1]
    # In the tab where it is still wanted it is taken anew.
    assert "同じ時間で続ける" in page(fill_in(client, first))


@pytest.mark.preset_key("booking.holds_per_browser")
def test_how_many_places_a_browser_keeps_is_a_setting(site: Site) -> None:
    change_settings({"booking.holds_per_browser": 1}, by=ADMIN)
    client, slots = browser(), [slot_at(site, TOMORROW, time(hour)) for hour in (9, 10)]
    for slot in slots:
        hold(client, slot)
    assert [taken(slot)[0] for slot in slots] == [0, 1]


@pytest.mark.req("RSV-20")
def test_the_address_of_a_hold_opens_nothing_in_another_browser(site: Site) -> None:
    client = browser()
    held = hold(client, slot_at(site, TOMORROW, time(9)))
    fill_in(client, held)
    for step in ("", "check/"):
        answer = browser("b").get(f"{address_of(held)}{step}")
        assert answer.status_code == 410
        assert "見本" not in answer.content.decode().split("<main")[1]
    guessed = f"{address_of(held)[:-6]}AAAAA/"
    assert client.get(guessed).status_code == 410


@pytest.mark.req("RSV-20")
def test_the_address_of_a_hold_that_was_booked_leads_no_other_browser_to_the_booking(site: Site) -> None:
    client, slot = browser(), slot_at(site, TOMORROW, time(9))
    held = hold(client, slot)
    confirm(client, fill_in(client, held))
    token = address_of(held).split("/")[3]
    assert "/my/" in address_of(hold(client, slot, key=token))
    asked = hold(browser("b"), slot, key=token)
    assert address_of(asked).startswith("/book/held/")
    assert "見本 花子" not in page(asked)


@pytest.mark.req("RSV-20")
def test_the_address_of_a_hold_stands_in_no_log(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    from madoguchi.config.access_log import NoSecretLink

    token = address_of(hold(browser(), slot_at(site, TOMORROW, time(9))))
    browser("b").get(token)
    for record in caplog.records:
        NoSecretLink().filter(record)
        assert token.split("/")[3] not in record.getMessage()
    assert any("/book/held/***" in record.getMessage() for record in caplog.records)


# Extending and lapsing


@pytest.mark.req("RSV-01", "LNG-07")
def test_a_hold_is_extended_ten_times_and_keeps_what_was_typed(site: Site) -> None:
    client = browser()
    held = hold(client, slot_at(site, TOMORROW, time(9)))
    for times in range(1, 11):
        with at(9 * times):
            answer = fill_in(client, held, do="extend", name="見本 花")
            assert held_until() == PRESENT + timedelta(minutes=9 * times + 10)
            assert "見本 花" in page(answer)


def test_nobody_keeps_a_place_for_a_day(site: Site) -> None:
    client, slot = browser(), slot_at(site, TOMORROW, time(9))
    held = hold(client, slot)
    for minutes in range(5, 200, 5):
        with at(minutes):
            answer = fill_in(client, held, do="extend")
            if "これ以上は延長できません" in page(answer):
                break
    assert minutes == 115  # two hours in all
    with at(121):
        release_holds.call()
        assert taken(slot) == (0, 0)


@pytest.mark.req("RSV-01", "LNG-07")
def test_who_was_slow_is_offered_the_same_time_and_three_near_ones_and_finds_all_typed(site: Site) -> None:
    client, slot = browser(), slot_at(site, TOMORROW, time(9), people=1)
    held = hold(client, slot)
    with at(11):
        release_holds.call()
        answer = fill_in(client, held)
        assert "とっておいた時間が過ぎました" in page(answer)
        assert "同じ時間で続ける" in page(answer)
        assert page(answer).split('class="others"')[1].split("</div>")[0].count("<button") == 3
        again = hold(client, slot, key=address_of(held).split("/")[3])
        assert "内容を確かめる" in page(again)
        assert "見本 花子" in page(again)
        assert "10時21分まで" in page(again)
        assert number_in(confirm(client, again))
    assert taken(slot) == (1, 1)


@pytest.mark.req("RSV-01")
def test_a_place_that_went_to_somebody_else_meanwhile_is_not_offered_again(site: Site) -> None:
    client, slot = browser(), slot_at(site, TOMORROW, time(9), people=1)
    held = hold(client, slot)
    checked = fill_in(client, held)
    with at(11):
        book(browser("b"), slot, name="見本 次郎", phone="09000000002")
        answer = confirm(client, checked)
        assert "たった今いっぱいになりました" in page(answer)
        assert "ほかの方で満員になりました" in page(answer)
        other = re.search(r'name="slot" value="(\d+)"', page(answer))
        assert other
        taken_up = hold(client, Slot.objects.get(pk=int(other[1])), key=address_of(held).split("/")[3])
        assert "見本 花子" in page(taken_up)
        assert number_in(confirm(client, taken_up))
    assert slots_that_differ_from_the_ledger() == []


@pytest.mark.req("RSV-01")
def test_a_press_just_after_the_time_still_books_while_the_place_is_free(site: Site) -> None:
    client = browser()
    checked = fill_in(client, hold(client, slot_at(site, TOMORROW, time(9))))
    with at(10.5):
        assert number_in(confirm(client, checked))


@pytest.mark.req("RSV-01")
def test_giving_up_frees_the_place_at_once_and_erases_what_was_typed(site: Site) -> None:
    client, slot = browser(), slot_at(site, TOMORROW, time(9))
    held = hold(client, slot)
    fill_in(client, held, do="give-up")
    assert taken(slot) == (0, 0)
    assert not WebHold.objects.exclude(typed="").exists()
    # "Back", perhaps by the next person at the same terminal.
    after = page(client.get(address_of(held)))
    assert "見本" not in after.split("<main")[1]
    assert "入力した内容は" not in after


@pytest.mark.req("RSV-01")
def test_another_time_and_another_number_of_people_keep_what_was_typed(site: Site) -> None:
    client, slot, later = browser(), slot_at(site, TOMORROW, time(9)), slot_at(site, TOMORROW, time(11))
    held = hold(client, slot)
    times = page(fill_in(client, held, do="time"))
    token = address_of(held).split("/")[3]
    assert f'name="key" value="{token}"' in times
    people = page(fill_in(client, held, do="people"))
    assert f'name="hold" value="{token}"' in people
    moved = page(hold(client, later, "pickup", "pin", key=token))
    assert 'value="見本 花子"' in moved
    assert "visitor_2_name" in moved
    assert (taken(slot), taken(later)) == ((0, 0), (2, 1))


# Post, redirect, get


@pytest.mark.req("RSV-01")
def test_no_page_of_the_way_is_the_answer_to_something_sent(site: Site) -> None:
    """Reload asks nothing, and "back" finds a page: each page has been fetched."""
    client = browser()
    slot = slot_at(site, TOMORROW, time(9))
    held = client.post("/book/hold/", {"key": new_token(), "slot": slot.pk, "procedure": "pickup"})
    assert held.status_code == 302
    details = held["Location"]
    for typed in ({"name": ""}, TYPED, {**TYPED, "do": "extend"}, {**TYPED, "do": "time"}):
        assert client.post(details, typed).status_code == 302
    assert client.post(f"{details}check/", {"do": "edit"}).status_code == 302
    assert client.post(f"{details}check/", {"do": "book"}).status_code == 302


@pytest.mark.req("RSV-01")
def test_what_is_wrong_is_said_on_the_page_that_was_fetched(site: Site) -> None:
    client = browser()
    answer = fill_in(client, hold(client, slot_at(site, TOMORROW, time(9))), phone="12", kana="山田")
    assert page(answer).count("data-error-summary") == 1
    assert 'value="見本 花子"' in page(answer)
    assert 'value="山田"' in page(answer)


@pytest.mark.req("RSV-01")
def test_back_from_the_done_page_and_a_second_press_show_the_same_booking(site: Site) -> None:
    client, slot = browser(), slot_at(site, TOMORROW, time(9))
    held = hold(client, slot)
    checked = fill_in(client, held)
    done = confirm(client, checked)
    for answer in (
        confirm(client, checked),
        fill_in(client, held, name="見本 別人"),
        press(client, address_of(held), {"do": "give-up"}),
        client.get(address_of(held), follow=True),
        client.get(address_of(checked), follow=True),
        hold(client, slot, key=address_of(held).split("/")[3]),
    ):
        assert isinstance(answer, HttpResponse)
        assert number_in(answer) == number_in(done)
        assert "もう一度予約する必要はありません" in page(answer)
    assert [booking.name for booking in made()] == ["見本 花子"]
    assert taken(slot) == (1, 1)


def test_the_check_page_without_details_leads_to_them(site: Site) -> None:
    client = browser()
    held = hold(client, slot_at(site, TOMORROW, time(9)))
    for answer in (
        client.get(f"{address_of(held)}check/"),
        client.post(f"{address_of(held)}check/", {"do": "book"}),
    ):
        assert answer["Location"].startswith(address_of(held) + "?fix")
    assert not made()
