"""What the API says when something is wrong: one form, the right status, two languages, nothing personal."""

import json
import logging
from datetime import time, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client

from madoguchi.accounts.tokens.actions import revoke_token
from madoguchi.accounts.tokens.rules import Scope
from madoguchi.api import bookings, door, pace, places
from madoguchi.api.words import kind_of, listed_kinds
from madoguchi.booking import refusals
from madoguchi.booking.models import Booking
from madoguchi.config.access_log import NoSecretLink
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import Refusal
from madoguchi.core.text.my_number import check_digit
from madoguchi.municipality.models import Site
from tests.api.conftest import Machine, read, wanted
from tests.worlds import PRESENT, TOMORROW, slot_at

INVENTED = f"12345678901{check_digit('12345678901')}"
ROOT = Path(__file__).resolve().parents[2]


def is_problem(answer: object, status: int, name: str) -> None:
    assert answer.status_code == status  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/problem+json"  # type: ignore[index]
    assert answer["Cache-Control"] == "no-store"  # type: ignore[index]
    body = read(answer)
    assert (body["type"], body["status"]) == (f"urn:madoguchi:problem:{name}", status)
    assert body["title"]
    assert body["detail"]


# Who calls


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer x", "Basic bWRnXzo=", "Token mdg_abcdefgh_x", "Bearer mdg_abcdefgh_x"],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/availability"),
        ("GET", "/sites"),
        ("GET", "/procedures"),
        ("POST", "/bookings"),
        ("GET", "/bookings/12345678"),
        ("PATCH", "/bookings/12345678"),
        ("POST", "/bookings/12345678/cancel"),
        ("PUT", "/holds/7c4a8d09-ca37-4f6e-9d1b-1f0b5b9e8a11"),
        ("DELETE", "/holds/7c4a8d09-ca37-4f6e-9d1b-1f0b5b9e8a11"),
    ],
)
@pytest.mark.django_db
def test_without_a_good_token_nothing_opens(method: str, path: str, header: str) -> None:
    answer = Client().generic(method, f"/api/v1{path}", headers={"Authorization": header} if header else {})
    is_problem(answer, 401, "token-refused")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_token_is_answered_as_a_wrong_one(city: Machine) -> None:
    revoke_token(city.token, by=SYSTEM)
    answer = city.ask("GET", "/sites")
    is_problem(answer, 401, "token-refused")
    wrong = Client().get("/api/v1/sites", headers={"Authorization": "Bearer mdg_abcdefgh_x"})
    assert answer.content == wrong.content


def test_an_expired_token_opens_nothing(city: Machine) -> None:
    with time_machine.travel(PRESENT + timedelta(days=400), tick=False):
        is_problem(city.ask("GET", "/sites"), 401, "token-refused")


def test_a_token_is_no_way_to_the_staff_screens_and_a_session_none_to_the_api(city: Machine) -> None:
    answer = Client().get("/staff/", headers={"Authorization": f"Bearer {city.secret}"})
    assert (answer.status_code, answer["Location"].startswith("/staff/account/")) == (302, True)


@pytest.mark.parametrize("scope", list(Scope))
def test_each_scope_opens_only_its_own(site: Site, scope: Scope) -> None:
    machine = Machine(scope)
    opened = {
        Scope.AVAILABILITY_READ: machine.ask("GET", "/sites"),
        Scope.BOOKINGS_READ: machine.ask("GET", "/bookings/12345678"),
        Scope.BOOKINGS_OWN: machine.ask("GET", "/bookings/12345678"),
        Scope.BOOKINGS_WRITE: machine.ask("POST", "/bookings"),
    }
    reading = {Scope.BOOKINGS_READ, Scope.BOOKINGS_OWN}
    for wanted_scope, answer in opened.items():
        if wanted_scope is scope or {wanted_scope, scope} <= reading:
            assert answer.status_code in {200, 404, 422}
        else:
            is_problem(answer, 403, "scope-missing")
            assert "insufficient_scope" in answer["WWW-Authenticate"]


@pytest.mark.req("SEC-04")
def test_a_token_from_another_network_is_refused(city: Machine) -> None:
    type(city.token).objects.update(networks="198.51.100.0/24")
    is_problem(city.ask("GET", "/sites"), 403, "address-refused")


# How often


def test_a_token_that_asks_too_often_is_told_when_to_come_again(
    city: Machine, bot: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "REQUESTS", 3)
    answers = [city.ask("GET", "/sites") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer["RateLimit"].split(";")[1] for answer in answers] == ["r=2", "r=1", "r=0", "r=0"]
    is_problem(answers[3], 429, "too-many-requests")
    assert 1 <= int(answers[3]["Retry-After"]) <= pace.SECONDS
    assert bot.ask("GET", "/sites").status_code == 200  # each has its own


def test_after_a_while_it_may_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 0.0
    monkeypatch.setattr(pace, "REQUESTS", 2)
    monkeypatch.setattr("madoguchi.api.pace.time.monotonic", lambda: moment)
    paces = pace.Paces()
    assert [paces.note("a").is_over for _ in range(3)] == [False, False, True]
    moment = pace.SECONDS + 0.1
    assert not paces.note("a").is_over


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


# What stands in it


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("slot", "x", "#/slot"),
        ("slot", 2**63, "#/slot"),
        ("slot", True, "#/slot"),
        ("people", [], "#/people"),
        ("people", [{}], "#/people/0/name"),
        ("people", "花子", "#/people"),
        ("contact", {}, "#/contact/name"),
        ("language", "de", "#/language"),
        ("surprise", 1, "#/surprise"),
        ("hold", "x", "#/hold"),
    ],
)
def test_each_fault_is_named_with_its_place(
    city: Machine, site: Site, field: str, value: object, pointer: str
) -> None:
    answer = city.book({**wanted(slot_at(site, TOMORROW, time(9)).pk), field: value})
    is_problem(answer, 422, "invalid")
    errors = read(answer)["errors"]
    assert pointer in [error["pointer"] for error in errors]
    assert all(error["message"] for error in errors)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "12345"),
        ("phone", "+1 202 555 0100"),
        ("email", "hanako"),
        ("email", "a@b@c"),
        ("postal_code", "738-85O1"),
        ("kana", "花子"),
        ("name", "   "),
        ("name", "名" * 41),
        ("name", "\x00"),
        ("name", "\ud800"),
        ("note", "あ" * 501),
        ("note", "x" * 100_00),
        ("address", "あ" * 201),
        ("name", None),
        ("name", 7),
    ],
)
def test_what_the_screens_do_not_take_the_api_does_not_take(
    city: Machine, site: Site, field: str, value: object
) -> None:
    body = wanted(slot_at(site, TOMORROW, time(9)).pk)
    body["contact"][field] = value
    answer = city.book(body)
    is_problem(answer, 422, "invalid")
    assert [error["pointer"] for error in read(answer)["errors"]] == [f"#/contact/{field}"]
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    ("field", "sent", "kept"),
    [
        ("phone", "０９０－００００－０００１", "09000000001"),
        ("kana", "みほん はなこ", "ミホン ハナコ"),
        ("name", "葛󠄀城　花子", "葛󠄀城 花子"),
        ("name", "<b>O'Hara</b>; DROP TABLE", "<b>O'Hara</b>; DROP TABLE"),
        ("name", "森", "森"),
        ("name", "名" * 40, "名" * 40),
        ("email", "hana..ko.@docomo.ne.jp", "hana..ko.@docomo.ne.jp"),
        ("postal_code", "〒738-8501", "7388501"),
        ("note", "😀\r\n車いす", "😀\n車いす"),
    ],
)
def test_texts_are_tidied_as_at_the_screens(city: Machine, site: Site, field: str, sent: str, kept: str) -> None:
    made = city.booked(slot_at(site, TOMORROW, time(9)).pk, **{field: sent})
    assert made["contact"][field] == kept
    assert getattr(Booking.objects.get(), field) == kept


@pytest.mark.req("PDR-08")
@pytest.mark.parametrize("where", ["note", "name", "phone", "procedure"])
def test_a_my_number_is_refused_wherever_it_stands_and_written_nowhere(
    city: Machine, site: Site, where: str, caplog: pytest.LogCaptureFixture
) -> None:
    body = wanted(slot_at(site, TOMORROW, time(9)).pk)
    (body["people"][0] if where == "procedure" else body["contact"])[where] = INVENTED
    answer = city.book(body)
    is_problem(answer, 422, "invalid")
    assert "マイナンバー" in read(answer)["errors"][0]["message"]
    assert INVENTED not in answer.content.decode()
    assert INVENTED not in caplog.text
    assert not Booking.objects.exists()


def test_what_was_sent_is_never_sent_back_in_an_error(city: Machine, caplog: pytest.LogCaptureFixture) -> None:
    body = {"slot": "秘密", "people": [{"name": "秘密" * 40, "procedure": []}], "秘密": 1}
    answer = city.book(body)
    said = [error["message"] for error in read(answer)["errors"]]
    assert not any("秘密" in words for words in said)
    assert "秘密" not in caplog.text


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
