"""Booking, reading, changing and cancelling by the API: the same stock, the same rules, the same history."""

import uuid
from datetime import time, timedelta

import pytest
import time_machine
from django.urls import reverse

from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.rules import Channel
from madoguchi.core.actors import UserKind
from madoguchi.core.history.models import Event
from madoguchi.municipality.models import Site
from tests.api.conftest import OWN, READ, Machine, read, wanted
from tests.worlds import PRESENT, TODAY, TOMORROW, slot_at

NINE, TEN = time(9), time(10)


def slot(site: Site, at: time = NINE, *, people: int | None = None) -> Slot:
    return slot_at(site, TOMORROW, at, people=people)


@pytest.mark.req("STF-01")
def test_a_booking_takes_places_gets_a_number_and_names_its_kind_of_user(city: Machine, site: Site) -> None:
    nine = slot(site)
    answer = city.book(wanted(nine.pk, people=2))
    assert answer.status_code == 201
    made = read(answer)
    booking = Booking.objects.get()
    assert (made["number"], made["state"], made["channel"]) == (booking.number, "booked", "city")
    assert made["contact"]["phone"] == "09000000001"
    assert [person["name"] for person in made["people"]] == ["見本 花子", "見本 花子1"]
    assert made["slot"]["starts_at"] == f"{TOMORROW}T09:00:00+09:00"
    assert answer["Location"] == f"/api/v1/bookings/{booking.number}"
    nine.refresh_from_db()
    assert (nine.people_taken, nine.bookings_taken) == (2, 1)
    event = Event.objects.get(kind="booking.made")
    assert (event.actor_kind, event.actor_key) == ("city", f"token:{city.token.key}")


@pytest.mark.parametrize(
    ("kind", "channel"),
    [
        (UserKind.CITIZEN, Channel.WEB),
        (UserKind.CALL_CENTRE, Channel.TELEPHONE),
        (UserKind.CITY, Channel.CITY),
    ],
)
def test_the_channel_follows_for_whom_the_machine_acts(site: Site, kind: UserKind, channel: Channel) -> None:
    Machine(*OWN, kind=kind).booked(slot(site).pk)
    assert Booking.objects.get().channel == channel


def test_a_machine_for_citizens_is_held_to_the_booking_window(bot: Machine, city: Machine, site: Site) -> None:
    """Hatsukaichi closes the day before; staff still book for today."""
    late = slot_at(site, TODAY, time(15))
    assert bot.book(wanted(late.pk)).status_code == 409
    assert read(bot.book(wanted(late.pk)))["type"] == "urn:madoguchi:problem:slot-not-bookable"
    assert city.book(wanted(late.pk)).status_code == 201


def test_a_machine_for_citizens_cannot_change_after_the_closing(bot: Machine, site: Site) -> None:
    made = bot.booked(slot(site).pk)
    with time_machine.travel(PRESENT + timedelta(days=1) - timedelta(hours=2), tick=False):
        answer = bot.ask("POST", f"/bookings/{made['number']}/cancel")
    assert (answer.status_code, read(answer)["type"]) == (409, "urn:madoguchi:problem:too-late-to-change")


def test_the_own_page_of_a_booking_opens(bot: Machine, site: Site) -> None:
    made = bot.booked(slot(site).pk)
    assert made["own_page"].startswith("/my/")
    assert bot.client.get(made["own_page"]).status_code == 200


# Once


def test_the_same_key_and_body_are_one_booking_and_the_same_answer(city: Machine, site: Site) -> None:
    nine = slot(site)
    first, again = (city.book(wanted(nine.pk), key="once") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first["ETag"] == again["ETag"]
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert Booking.objects.count() == 1


def test_a_retry_is_answered_even_when_somebody_has_changed_the_booking_meanwhile(
    city: Machine, site: Site
) -> None:
    body = wanted(slot(site).pk)
    number = read(city.book(body, key="once"))["number"]
    Machine(*READ).ask("POST", f"/bookings/{number}/cancel")
    again = city.book(body, key="once")
    assert (again.status_code, read(again)["number"], read(again)["state"]) == (201, number, "cancelled")


def test_another_body_under_the_same_key_is_refused_without_a_word_about_the_first(
    city: Machine, site: Site
) -> None:
    nine = slot(site)
    city.book(wanted(nine.pk), key="once")
    answer = city.book(wanted(nine.pk, name="別 人"), key="once")
    assert (answer.status_code, read(answer)["type"]) == (422, "urn:madoguchi:problem:key-used")
    assert "花子" not in answer.content.decode()
    assert Booking.objects.count() == 1


def test_the_same_key_of_two_tokens_is_two_bookings(city: Machine, site: Site) -> None:
    nine = slot(site)
    assert city.book(wanted(nine.pk), key="once").status_code == 201
    assert Machine(*READ).book(wanted(nine.pk), key="once").status_code == 201
    assert Booking.objects.count() == 2


def test_a_refusal_uses_up_no_key(city: Machine, site: Site) -> None:
    nine = slot(site, people=0)
    assert city.book(wanted(nine.pk), key="once").status_code == 409
    slot(site, people=1)
    assert city.book(wanted(nine.pk), key="once").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "zwei Wörter", "鍵"])
def test_a_booking_without_a_proper_key_is_refused(city: Machine, site: Site, key: str) -> None:
    answer = city.ask("POST", "/bookings", wanted(slot(site).pk), headers={"Idempotency-Key": key})
    assert answer.status_code == 422
    assert read(answer)["errors"][0]["parameter"] == "Idempotency-Key"
    assert not Booking.objects.exists()


# Full


def test_a_full_time_comes_with_the_nearest_three_that_are_free_for_so_many(city: Machine, site: Site) -> None:
    nine = slot(site, people=1)
    slot(site, time(9, 30), people=1)
    answer = city.book(wanted(nine.pk, people=2))
    problem = read(answer)
    assert (answer.status_code, problem["type"]) == (409, "urn:madoguchi:problem:slot-full")
    assert answer["Content-Type"] == "application/problem+json"
    offered = [Slot.objects.get(pk=other["id"]) for other in problem["next"]]
    assert len(offered) == 3
    assert all(other.people_limit - other.people_taken >= 2 for other in offered)
    assert slots_that_differ_from_the_ledger() == []


# Reading


@pytest.mark.req("SEC-06")
def test_own_means_only_what_this_token_made(city: Machine, bot: Machine, site: Site) -> None:
    by_city, by_bot = city.booked(slot(site).pk), bot.booked(slot(site).pk)
    assert bot.ask("GET", f"/bookings/{by_bot['number']}").status_code == 200
    for method, path, body in (("GET", "", None), ("PATCH", "", {}), ("POST", "/cancel", None)):
        answer = bot.ask(method, f"/bookings/{by_city['number']}{path}", body, headers={"If-Match": "*"})
        assert answer.status_code == 404
        assert (
            answer.content == bot.ask(method, f"/bookings/00000000{path}", body, headers={"If-Match": "*"}).content
        )
    assert city.ask("GET", f"/bookings/{by_bot['number']}").status_code == 200


def test_reading_somebodys_data_is_on_record(city: Machine, site: Site) -> None:
    made = city.booked(slot(site).pk)
    city.ask("GET", f"/bookings/{made['number']}")
    seen = Event.objects.get(kind="disclosure.viewed")
    assert (seen.about_key, seen.actor_key) == (made["number"], f"token:{city.token.key}")


def test_a_read_booking_holds_no_way_into_the_citizens_page(city: Machine, site: Site) -> None:
    made = city.booked(slot(site).pk)
    assert "own_page" not in read(city.ask("GET", f"/bookings/{made['number']}"))


# Changing


def change(
    machine: Machine, made: dict[str, object], body: object, etag: str = ""
) -> tuple[int, dict[str, object]]:
    answer = machine.ask(
        "PATCH", f"/bookings/{made['number']}", body, headers={"If-Match": etag or str(made["etag"])}
    )
    return answer.status_code, read(answer)


def test_a_change_moves_the_people_and_the_contact_together(city: Machine, site: Site) -> None:
    made = city.booked(slot(site).pk, email="hanako@example.jp")
    ten = slot(site, TEN)
    status, changed = change(
        city, made, {"slot": ten.pk, "people": wanted(1, people=2)["people"], "contact": {"phone": "0829-30-0000"}}
    )
    assert status == 200
    booking = Booking.objects.get()
    assert (booking.number, booking.slot_id, booking.visitors.count()) == (made["number"], ten.pk, 2)
    assert (booking.phone, booking.email) == ("0829300000", "hanako@example.jp")
    assert changed["people"][1]["name"] == "見本 花子1"  # type: ignore[index]
    assert slots_that_differ_from_the_ledger() == []


def test_of_several_changes_all_happen_or_none(city: Machine, site: Site) -> None:
    made = city.booked(slot(site).pk)
    ten = slot(site, TEN, people=1)
    status, _ = change(
        city, made, {"slot": ten.pk, "people": wanted(1, people=2)["people"], "contact": {"note": "x"}}
    )
    assert status == 409
    booking = Booking.objects.get()
    assert (booking.slot.starts_at.hour, booking.visitors.count(), booking.note) == (0, 1, "")  # 9:00 in Tokyo
    assert slots_that_differ_from_the_ledger() == []


def test_who_comes_with_fewer_fits_where_there_is_less_room(city: Machine, site: Site) -> None:
    made = read(city.book(wanted(slot(site).pk, people=3)))
    ten = slot(site, TEN, people=1)
    status, _ = change(city, made, {"slot": ten.pk, "people": wanted(1)["people"]}, etag="*")
    assert status == 200
    assert slots_that_differ_from_the_ledger() == []


def test_two_who_change_at_once_do_not_overwrite_each_other(city: Machine, site: Site) -> None:
    made = city.booked(slot(site).pk)
    assert change(city, made, {"contact": {"note": "一人目"}})[0] == 200
    status, problem = change(city, made, {"contact": {"note": "二人目"}})
    assert (status, problem["type"]) == (412, "urn:madoguchi:problem:changed-meanwhile")
    assert Booking.objects.get().note == "一人目"


def test_a_change_at_the_screens_is_seen_by_if_match_too(city: Machine, site: Site) -> None:
    made = city.booked(slot(site).pk)
    Booking.objects.update(state="arrived")
    assert change(city, made, {"contact": {"note": "x"}})[0] == 412


def test_a_tag_that_a_proxy_has_made_weak_is_the_same_tag(city: Machine, site: Site) -> None:
    made = city.booked(slot(site).pk)
    assert change(city, made, {"contact": {"note": "x"}}, etag=f'"other", W/{made["etag"]}')[0] == 200


def test_a_change_says_what_it_has_seen(city: Machine, site: Site) -> None:
    made = city.booked(slot(site).pk)
    answer = city.ask("PATCH", f"/bookings/{made['number']}", {"contact": {"note": "x"}})
    assert (answer.status_code, read(answer)["type"]) == (428, "urn:madoguchi:problem:condition-missing")


def test_a_change_of_nothing_changes_nothing(city: Machine, site: Site) -> None:
    made = city.booked(slot(site).pk)
    before = Event.objects.count()
    assert change(city, made, {})[0] == 200
    assert Event.objects.count() == before


# Cancelling


def test_cancelling_frees_the_places_and_twice_is_once(city: Machine, site: Site) -> None:
    nine = slot(site)
    made = city.booked(nine.pk)
    path = f"/bookings/{made['number']}/cancel"
    first, again = (city.ask("POST", path, {"reason": "own_wish"}) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    assert read(first)["state"] == "cancelled"
    nine.refresh_from_db()
    assert nine.people_taken == 0
    assert "本人の都合" in Event.objects.get(kind="booking.cancelled").body


def test_cancelling_heeds_what_was_seen(city: Machine, site: Site) -> None:
    made = city.booked(slot(site).pk)
    change(city, made, {"contact": {"note": "x"}})
    answer = city.ask("POST", f"/bookings/{made['number']}/cancel", headers={"If-Match": made["etag"]})
    assert answer.status_code == 412
    assert Booking.objects.get().state == "booked"


def test_a_visit_that_is_over_is_not_cancelled(city: Machine, site: Site) -> None:
    made = city.booked(slot(site).pk)
    Booking.objects.update(state="served")
    answer = city.ask("POST", f"/bookings/{made['number']}/cancel")
    assert (answer.status_code, read(answer)["type"]) == (409, "urn:madoguchi:problem:booking-is-over")


# Holds


def test_a_hold_counts_is_extended_moved_and_becomes_the_booking(city: Machine, site: Site) -> None:
    nine, ten, mine = slot(site, people=1), slot(site, TEN), str(uuid.uuid4())
    held = city.ask("PUT", f"/holds/{mine}", {"slot": nine.pk})
    assert held.status_code == 200
    assert read(held)["expires_at"] > PRESENT.isoformat()
    assert city.book(wanted(nine.pk)).status_code == 409
    assert city.ask("PUT", f"/holds/{mine}", {"slot": ten.pk, "people": 2}).status_code == 200
    assert city.book(wanted(nine.pk)).status_code == 201
    assert city.book({**wanted(ten.pk, people=2), "hold": mine}).status_code == 201
    ten.refresh_from_db()
    assert ten.people_taken == 2
    assert slots_that_differ_from_the_ledger() == []


def test_a_hold_is_released_once_or_twice_alike(city: Machine, site: Site) -> None:
    nine, mine = slot(site), str(uuid.uuid4())
    city.ask("PUT", f"/holds/{mine}", {"slot": nine.pk, "people": 2})
    assert [city.ask("DELETE", f"/holds/{mine}").status_code for _ in range(2)] == [204, 204]
    nine.refresh_from_db()
    assert nine.people_taken == 0


def test_nobody_releases_or_takes_up_the_hold_of_another_token(city: Machine, site: Site) -> None:
    nine, mine = slot(site, people=1), str(uuid.uuid4())
    city.ask("PUT", f"/holds/{mine}", {"slot": nine.pk})
    other = Machine(*READ)
    other.ask("DELETE", f"/holds/{mine}")
    assert other.book({**wanted(nine.pk), "hold": mine}).status_code == 409
    nine.refresh_from_db()
    assert nine.people_taken == 1


# What can be booked


def test_availability_shows_what_the_calendar_shows(city: Machine, site: Site) -> None:
    nine = slot(site, people=1)
    city.booked(nine.pk)
    asked = f"/availability?from={TOMORROW}&until={TOMORROW + timedelta(days=2)}"
    found = read(city.ask("GET", asked))
    shown = next(one for one in found["slots"] if one["id"] == nine.pk)
    assert (shown["mark"], shown["remaining"], shown["site"]) == ("full", 0, site.code)
    assert {one["day"] for one in found["days"]} == {str(TOMORROW), str(TOMORROW + timedelta(days=1))}
    by_day = {one["day"]: one["remaining"] for one in found["days"]}
    of_slots = [one for one in found["slots"] if one["starts_at"].startswith(str(TOMORROW))]
    assert by_day[str(TOMORROW)] == sum(one["remaining"] for one in of_slots)


def test_availability_for_a_family_counts_times_with_too_few_places_as_full(city: Machine, site: Site) -> None:
    nine = slot(site, people=2)
    asked = f"/availability?from={TOMORROW}&until={TOMORROW + timedelta(days=1)}&people="
    marks = [
        next(one["mark"] for one in read(city.ask("GET", f"{asked}{people}"))["slots"] if one["id"] == nine.pk)
        for people in (2, 3)
    ]
    assert marks[1] == "full"
    assert marks[0] != "full"


def test_what_is_kept_for_the_telephone_is_shown_to_staff_machines_that_ask_for_it(
    city: Machine, site: Site
) -> None:
    nine = slot(site, people=5)
    Slot.objects.filter(pk=nine.pk).update(people_kept=5, kept_until=PRESENT + timedelta(hours=5))
    asked = f"/availability?from={TOMORROW}&until={TOMORROW + timedelta(days=1)}&for="
    left = [
        next(one["remaining"] for one in read(city.ask("GET", asked + seen_as))["slots"] if one["id"] == nine.pk)
        for seen_as in ("web", "staff")
    ]
    assert left == [0, 5]


def test_a_machine_for_citizens_does_not_see_what_staff_see(bot: Machine) -> None:
    answer = bot.ask("GET", f"/availability?from={TOMORROW}&until={TOMORROW + timedelta(days=1)}&for=staff")
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "from=2026-12-02",
        "from=2026-12-02&until=2026-12-02",
        "from=2026-12-02&until=2027-01-03",
        "from=yesterday&until=2026-12-02",
        "from=2026-12-02&until=2026-12-03&site=nowhere",
        "from=2026-12-02&until=2026-12-03&people=0",
        "from=2026-12-02&until=2026-12-03&people=11",
        "from=0001-01-01&until=0001-01-02",
        "from=9999-12-30&until=9999-12-31",
        "from=2026-12-02&until=2026-12-03&for=everybody",
    ],
)
def test_a_question_that_makes_no_sense_is_told_so(city: Machine, asked: str) -> None:
    answer = city.ask("GET", f"/availability?{asked}")
    assert answer.status_code == 422
    assert all(error["parameter"] and error["message"] for error in read(answer)["errors"])


def test_procedures_and_sites_are_those_that_citizens_choose_from(city: Machine, site: Site) -> None:
    procedures = read(city.ask("GET", "/procedures"))["procedures"]
    assert "pickup" in [procedure["code"] for procedure in procedures]
    assert all(procedure["label"]["ja"] and procedure["bring"]["ja"] for procedure in procedures)
    assert [found["code"] for found in read(city.ask("GET", "/sites"))["sites"]] == [site.code]


def test_the_address_of_a_booking_is_its_location() -> None:
    assert reverse("api:booking", args=["12345678"]) == "/api/v1/bookings/12345678"
