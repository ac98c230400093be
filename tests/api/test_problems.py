"""What the API says when something is wrong: one form, the right status, two languages, nothing personal."""

import json
import logging
from datetime import time, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client

from madoguchi.api import bookings, door, places
from madoguchi.api.words import kind_of, listed_kinds
from madoguchi.booking import refusals
from madoguchi.booking.models import Booking
from madoguchi.config.access_log import NoSecretLink
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import Refusal
from madoguchi.core.text.my_number import check_digit
from madoguchi.municipality.models import Site
from tests.api.conftest import Machine, is_problem, read, wanted
from tests.worlds import TOMORROW, slot_at

INVENTED = f"12345678901{check_digit('12345678901')}"
ROOT = Path(__file__).resolve().parents[2]


# In which form


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nothing", 404), ("/bookings/", 404), ("/bookings/1/x", 404), ("/../../staff/", 404)],
)
def test_what_is_not_there_is_a_problem_and_no_page(city: Machine, path: str, status: int) -> None:
    is_problem(city.ask("GET", path), status, "not-found")
    is_problem(Client().get(f"/api{path}"), status, "not-found")


def test_another_method_is_told_which_ones_there_are(city: Machine) -> None:
    answer = city.ask("DELETE", "/sites")
    is_problem(answer, 405, "method-not-allowed")
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    options = city.ask("OPTIONS", "/bookings/12345678")
    assert (options.status_code, options["Allow"], options.content) == (204, "GET, HEAD, OPTIONS, PATCH", b"")


def test_head_is_get_without_the_body(city: Machine) -> None:
    head, got = city.ask("HEAD", "/sites"), city.ask("GET", "/sites")
    assert (head.status_code, head["Content-Type"], head.content) == (200, got["Content-Type"], b"")


def test_no_other_site_may_use_a_browser_to_ask(city: Machine) -> None:
    answer = city.ask(
        "OPTIONS", "/bookings", headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    )
    assert not [name for name in answer.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("body", ["", "{", "花子", '{"slot":', "\x00", "[" * 5000])
def test_a_body_that_is_no_json_is_told_so(city: Machine, body: str) -> None:
    answer = city.client.generic(
        "POST",
        "/api/v1/bookings",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {city.secret}", "Idempotency-Key": "once"},
    )
    assert answer.status_code in {400, 422}
    is_problem(answer, answer.status_code, "not-json" if answer.status_code == 400 else "invalid")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_a_form_is_not_taken_for_json(city: Machine, site: Site, kind: str) -> None:
    """A page elsewhere can make a browser send a form, but not this."""
    answer = city.client.generic(
        "POST",
        "/api/v1/bookings",
        json.dumps(wanted(slot_at(site, TOMORROW, time(9)).pk)),
        content_type=kind,
        headers={"Authorization": f"Bearer {city.secret}", "Idempotency-Key": "once"},
    )
    is_problem(answer, 415, "wrong-media-type")
    assert not Booking.objects.exists()


@pytest.mark.parametrize("size", [door.MOST_BYTES, 3 * 1024 * 1024])
def test_a_body_that_is_too_large_is_not_read(city: Machine, size: int) -> None:
    is_problem(city.book({"note": "x" * size}), 413, "too-large")


# Words


def test_english_is_answered_in_english(city: Machine, site: Site) -> None:
    nine = slot_at(site, TOMORROW, time(9), people=0)
    headers = {"Accept-Language": "en-GB,en;q=0.9,ja;q=0.1", "Idempotency-Key": "once"}
    answer = city.ask("POST", "/bookings", wanted(nine.pk), headers=headers)
    assert answer["Content-Language"] == "en"
    assert read(answer)["title"] == "The time is full"
    assert read(answer)["detail"].isascii()
    assert "Accept-Language" in answer["Vary"]
    invalid = city.ask("POST", "/bookings", {}, headers=headers)
    assert all(error["message"].isascii() for error in read(invalid)["errors"])


@pytest.mark.parametrize("wanted_language", ["", "ja", "fr", "*", "x" * 4000, "ja,en"])
def test_otherwise_it_is_japanese(city: Machine, wanted_language: str) -> None:
    answer = city.ask("GET", "/nothing", headers={"Accept-Language": wanted_language})
    assert (answer["Content-Language"], read(answer)["title"]) == ("ja", "見つかりません")


def test_every_refusal_of_booking_has_a_stable_name_and_a_status() -> None:
    classes = [found for found in vars(refusals).values() if isinstance(found, type) and issubclass(found, Refusal)]
    kinds = [kind_of(found) for found in classes]
    assert all(400 <= kind.status < 500 and kind.ja and kind.en.isascii() for kind in kinds)
    assert kind_of(refusals.SlotFull).type == "urn:madoguchi:problem:slot-full"


def test_every_name_is_listed_in_the_manual_page() -> None:
    page = (ROOT / "docs/api.md").read_text()
    missing = [kind.name for kind in listed_kinds() if f"`{kind.name}`" not in page]
    assert not missing


# Faults


def test_a_fault_of_ours_says_nothing_of_the_inside(city: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("見本 花子 09000000001")

    monkeypatch.setattr(places, "sites_in_use", broken)
    answer = city.ask("GET", "/sites")
    is_problem(answer, 500, "fault")
    assert "花子" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


def test_a_database_that_is_away_is_a_pause(city: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(places, "sites_in_use", away)
    answer = city.ask("GET", "/sites")
    is_problem(answer, 503, "unavailable")
    assert int(answer["Retry-After"]) > 0


@pytest.mark.parametrize("path", ["/bookings/1234567%00", "/sites?x=%00", "/bookings/12345678?%00"])
def test_a_null_sign_in_the_address_is_a_bad_request(city: Machine, path: str) -> None:
    answer = city.ask("GET", path)
    is_problem(answer, 400, "bad-request")


def test_another_host_name_is_a_bad_request_and_no_page(city: Machine) -> None:
    is_problem(city.ask("GET", "/sites", headers={"Host": "evil.example"}), 400, "bad-request")


def test_a_token_that_somebody_put_into_an_address_is_not_logged(
    city: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    city.ask("GET", f"/nothing/{city.secret}")
    logging.getLogger("django.request").warning("Not Found: %s", f"/api/v1/{city.secret}")
    for record in caplog.records:
        NoSecretLink().filter(record)
        assert city.secret not in record.getMessage()
    assert caplog.records


def test_answers_are_for_this_token_alone(city: Machine, site: Site) -> None:
    made = city.booked(slot_at(site, TOMORROW, time(9)).pk)
    answer = city.ask("GET", f"/bookings/{made['number']}")
    assert answer["Cache-Control"] == "no-store"
    assert "Authorization" in answer["Vary"]
    assert "Set-Cookie" not in answer.headers


def test_where_the_city_takes_no_bookings_there_are_none(
    site: Site, city: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in (places, bookings):
        monkeypatch.setattr(room, "takes_bookings", lambda: False)
    is_problem(
        city.ask("GET", f"/availability?from={TOMORROW}&until={TOMORROW + timedelta(days=1)}"),
        404,
        "no-bookings-here",
    )
    is_problem(city.ask("GET", "/bookings/12345678"), 404, "no-bookings-here")
    assert not Event.objects.filter(kind="disclosure.viewed").exists()
