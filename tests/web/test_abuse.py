"""Nobody takes places for a game: limits that no family and no office reaches, and a proof of work before them."""

import base64
import hashlib
import json
import re
from datetime import time, timedelta
from ipaddress import ip_network
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from madoguchi.booking.actions import make_booking
from madoguchi.booking.jobs import release_holds
from madoguchi.booking.models import Booking, ProofUsed
from madoguchi.booking.online.address import new_token
from madoguchi.booking.rules import Channel
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from tests.web.on_the_way import address_of, book, browser, confirm, fill_in, hold, number_in, page, press
from tests.worlds import ADMIN, OPERATOR, PRESENT, TOMORROW, person, slot_at, wish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]
REFUSED = "ウェブで予約できる数を超えるため"
SHUT = "この回線からの予約が、しばらくの間に多くなりすぎました"
WORK = "少しお待ちください"
DEEP = base64.b64encode(b"[" * 100_000).decode()


def at(minutes: float) -> time_machine.travel:
    return time_machine.travel(PRESENT + timedelta(minutes=minutes), tick=False)


# From nowhere


def test_whoever_comes_from_no_address_is_refused_and_is_no_fault_of_ours(site: Site, settings: Any) -> None:
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1/32")]
    client = browser()
    client.raise_request_exception = False
    for address in (f"/book/held/{new_token()}/", "/staff/"):
        assert client.get(address, HTTP_X_FORWARDED_FOR="nowhere").status_code == 403


# Telephones and persons


@pytest.mark.req("RSV-20")
@pytest.mark.preset_key("booking.bookings_per_phone")
def test_a_telephone_has_only_so_many_open_bookings_and_staff_still_help(site: Site) -> None:
    change_settings({"booking.bookings_per_phone": 2}, by=ADMIN)
    slots = [slot_at(site, TOMORROW, time(hour)) for hour in (9, 10, 11)]
    for number, slot in enumerate(slots[:2]):
        assert number_in(book(browser(), slot, name=f"見本 {'一二'[number]}"))
    client = browser()
    answer = confirm(client, fill_in(client, hold(client, slots[2]), name="見本 三"))
    assert REFUSED in page(answer)
    assert "お電話" in page(answer)
    assert "見本 三" in page(answer)
    assert make_booking(wish(slots[2]), channel=Channel.TELEPHONE, by=OPERATOR).number


@pytest.mark.req("RSV-20")
def test_what_is_cancelled_or_over_is_not_counted(site: Site) -> None:
    change_settings({"booking.bookings_per_phone": 1}, by=ADMIN)
    first = book(browser(), slot_at(site, TOMORROW, time(9)))
    browser().post(f"{address_of(first)}cancel/")
    assert number_in(book(browser(), slot_at(site, TOMORROW, time(10))))


@pytest.mark.req("RSV-20")
@pytest.mark.preset_key("booking.bookings_per_person_a_day")
def test_the_same_person_books_only_so_often_for_one_day(site: Site) -> None:
    slots = [slot_at(site, TOMORROW, time(hour)) for hour in (9, 10, 11, 13)]
    for slot in slots[:2]:
        assert number_in(book(browser(), slot))
    client = browser()
    assert REFUSED in page(confirm(client, fill_in(client, hold(client, slots[2]), name="見本　花子")))
    # Another day, and another person of the family.
    assert number_in(book(browser(), slot_at(site, TOMORROW + timedelta(days=2), time(9))))
    assert number_in(book(browser(), slots[3], name="見本 太郎"))


@pytest.mark.req("RSV-20")
def test_a_family_that_books_one_by_one_is_not_hit(site: Site) -> None:
    """Four people, one telephone, one browser, the same morning."""
    client, slot = browser(), slot_at(site, TOMORROW, time(9), people=6)
    for name in ("見本 父", "見本 母", "見本 兄", "見本 妹"):
        assert number_in(book(client, slot, name=name))


@pytest.mark.req("RSV-20")
def test_the_refusal_says_the_same_for_a_telephone_and_for_a_person(site: Site) -> None:
    """Nobody learns by trying names who else has booked for that day."""
    change_settings({"booking.bookings_per_person_a_day": 1, "booking.bookings_per_phone": 2}, by=ADMIN)
    book(browser(), slot_at(site, TOMORROW, time(9)))
    said = []
    for slot, name in ((slot_at(site, TOMORROW, time(10)), "見本 花子"), (slot_at(site, TOMORROW, time(11)), "別")):
        client = browser()
        said.append(page(confirm(client, fill_in(client, hold(client, slot), name=name))))
    assert REFUSED in said[0]
    assert number_in_or_none(said[1])
    client = browser()
    third = page(confirm(client, fill_in(client, hold(client, slot_at(site, TOMORROW, time(13))), name="別人")))
    sentence = re.compile(rf"{REFUSED}[^<]*")
    assert sentence.findall(said[0]) == sentence.findall(third)


def number_in_or_none(text: str) -> bool:
    return "big-number" in text


# Lines


def narrow(**limits: int) -> None:
    change_settings({f"booking.{name}": value for name, value in limits.items()}, by=ADMIN)


def ask(site: Site, line: str = "198.51.100.7", *, people: int = 1, client: Client | None = None) -> HttpResponse:
    """Somebody behind a line, each in a browser of their own."""
    slot = slot_at(site, TOMORROW + timedelta(days=1), time(9), people=500)
    return hold(client or browser(), slot, *["pickup"] * people, REMOTE_ADDR=line)


@pytest.mark.req("RSV-20")
def test_an_office_behind_one_line_is_not_hit(site: Site) -> None:
    """Thirty colleagues within the hour, as the presets have it."""
    for number in range(28):
        answer = ask(site, client=browser("abcdefghijklmnopqrstuvwxyzABCDEF"[number]))
        assert "10時10分まで" in page(answer)


@pytest.mark.req("RSV-20")
@pytest.mark.preset_key("booking.holds_per_line")
def test_a_line_that_goes_on_works_first_and_is_stopped_in_the_end(site: Site) -> None:
    narrow(holds_per_line=8)
    for _ in range(2):
        assert "10時10分まで" in page(ask(site))
    assert WORK in page(ask(site))
    for _ in range(6):
        assert "10時10分まで" in page(prove(ask(site)))
    assert SHUT in page(ask(site))
    assert "10時10分まで" in page(ask(site, "198.51.100.8"))
    with at(61):
        release_holds.call()
        assert "11時11分まで" in page(ask(site))


@pytest.mark.req("RSV-20")
@pytest.mark.preset_key("booking.people_held_per_line")
def test_a_line_keeps_only_so_many_places_at_once(site: Site) -> None:
    narrow(people_held_per_line=12)
    assert "10時10分まで" in page(ask(site, people=10))
    assert SHUT in page(ask(site, people=3))
    with at(11):
        release_holds.call()
        assert WORK in page(ask(site, people=10))


@pytest.mark.req("RSV-20")
def test_holds_that_are_extended_go_on_counting(site: Site) -> None:
    narrow(people_held_per_line=10, holds_per_line=1000)
    client = browser()
    held = ask(site, people=10, client=client)
    for minutes in range(9, 70, 9):
        with at(minutes):
            fill_in(client, held, do="extend")
    with at(70):
        assert SHUT in page(ask(site))


@pytest.mark.req("RSV-20")
def test_lapsed_holds_are_not_all_taken_anew_at_once(site: Site) -> None:
    narrow(people_held_per_line=10, holds_per_line=1000)
    old = ask(site, people=10, client=browser("o"))
    with at(11):
        release_holds.call()
        ask(site, people=8, client=browser("n"))
        slot = Booking.objects.filter(state="lapsed").get().slot
        token = address_of(old).split("/")[3]
        again = hold(browser("o"), slot, *["pickup"] * 10, key=token, REMOTE_ADDR="198.51.100.7")
        assert SHUT in page(again) or WORK in page(again)


@pytest.mark.req("RSV-20")
def test_all_addresses_of_an_ipv6_line_are_one_line(site: Site) -> None:
    narrow(holds_per_line=4)
    for number in range(1, 6):
        answer = ask(site, f"2001:db8:1:2::{number}")
    assert WORK in page(answer)
    assert "10時10分まで" in page(ask(site, "2001:db8:1:3::1"))


# The proof of work


def fields_of(answer: HttpResponse) -> dict[str, str]:
    return dict(re.findall(r'name="(key|slot|ticket|procedure)" value="([^"]*)"', page(answer)))


def solve(answer: HttpResponse) -> str:
    data = dict(re.findall(r'data-(salt|challenge|algorithm|signature|largest)="([^"]*)"', page(answer)))
    salt = data["salt"].replace("&amp;", "&")
    number = next(
        number
        for number in range(int(data["largest"]) + 1)
        if hashlib.sha256(f"{salt}{number}".encode()).hexdigest() == data["challenge"]
    )
    solution = {
        "algorithm": data["algorithm"],
        "challenge": data["challenge"],
        "number": number,
        "salt": salt,
        "signature": data["signature"],
    }
    return base64.b64encode(json.dumps(solution).encode()).decode()


def send(answer: HttpResponse, *, line: str = "198.51.100.7", **more: str) -> HttpResponse:
    return press(browser(), "/book/hold/", {**fields_of(answer), **more}, REMOTE_ADDR=line)


def prove(answer: HttpResponse) -> HttpResponse:
    return send(answer, solution=solve(answer))


@pytest.fixture
def asked(site: Site) -> HttpResponse:
    """The page that asks for work."""
    narrow(holds_per_line=8)
    for _ in range(2):
        ask(site)
    return ask(site)


@pytest.mark.req("RSV-20")
def test_work_that_was_done_opens_the_gate_once(asked: HttpResponse) -> None:
    solution = solve(asked)
    assert "10時10分まで" in page(send(asked, solution=solution))
    other = {"key": new_token(), "solution": solution}
    assert WORK in page(send(asked, **other))
    assert ProofUsed.objects.count() == 1


@pytest.mark.req("RSV-20")
def test_work_has_a_date_of_expiry(asked: HttpResponse) -> None:
    solution = solve(asked)
    with at(21):
        assert WORK in page(send(asked, solution=solution))
        release_holds.call()


@pytest.mark.req("RSV-20")
@pytest.mark.parametrize("solution", ["", "x", "bnVsbA==", "W10=", "eyJhbGdvcml0aG0iOjF9", "ＡＡ", "e30=", DEEP])
def test_what_is_no_work_opens_nothing(asked: HttpResponse, solution: str) -> None:
    assert WORK in page(send(asked, solution=solution))
    assert not ProofUsed.objects.exists()


@pytest.mark.req("RSV-20")
def test_work_on_a_challenge_of_ones_own_opens_nothing(asked: HttpResponse) -> None:
    forged = json.loads(base64.b64decode(solve(asked)))
    forged["salt"] = "abc"
    forged["number"] = 1
    forged["challenge"] = hashlib.sha256(b"abc&1").hexdigest()
    assert WORK in page(send(asked, solution=base64.b64encode(json.dumps(forged).encode()).decode()))


@pytest.mark.req("RSV-20", "LNG-07")
def test_without_a_script_a_minute_of_waiting_opens_the_gate_once(asked: HttpResponse) -> None:
    assert "1分待ってから" in page(asked)
    with at(0.5):
        early = send(asked)
        assert "まだ1分たっていません" in page(early)
        assert fields_of(early)["ticket"] == fields_of(asked)["ticket"]
    with at(1):
        assert "10時11分まで" in page(send(early))
        assert WORK in page(send(early, key=new_token()))


@pytest.mark.req("RSV-20")
def test_a_ticket_is_not_made_at_home_and_does_not_last(asked: HttpResponse) -> None:
    with at(2):
        assert WORK in page(send(asked, ticket="x~y~z"))
    with at(21):
        late = send(asked)
        assert WORK in page(late)
        assert fields_of(late)["ticket"] != fields_of(asked)["ticket"]


def test_the_page_that_asks_for_work_needs_something_to_go_on_with(site: Site) -> None:
    for query in ("", "?procedure=pickup", "?procedure=pickup&slot=1&key=x", "?procedure=pickup&slot=x&key=x"):
        assert Client().get(f"/book/prove/{query}")["Location"] == "/book/"


def test_staff_are_not_asked_for_anything(site: Site) -> None:
    narrow(holds_per_line=4, bookings_per_phone=1)
    slot = slot_at(site, TOMORROW, time(9), people=20)
    for number in range(6):
        made = make_booking(wish(slot, person(f"見本 {number}")), channel=Channel.TELEPHONE, by=OPERATOR)
        assert made.number
