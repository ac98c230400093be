"""The switch matrix: each switch of each preset is as the body said; off leaves no word on any page."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.html import strip_tags

from madoguchi.accounts.rights import Role
from madoguchi.config import presets
from madoguchi.core.preset import NotReadYet
from madoguchi.municipality import parts, queries
from madoguchi.municipality.actions import change_settings
from tests.services.signed_in import session_for, staff_of
from tests.worlds import ADMIN, PRESENT, applied

pytestmark = pytest.mark.django_db

BODIES = ("hatsukaichi", "kawagoe", "nishitokyo", "digital-agency")
# Requirements, part (a), switch matrix; one column a body, in the order of BODIES.
MATRIX = {
    "own_reservations": "1000",
    "external_reservations": "0100",
    "family_booking": "1000",
    "waiting_list": "0000",
    "branch_places": "0000",
    "booking_mails": "1000",
    "web_inquiry_form": "0001",
    "email_inquiries": "0000",
    "voicebot": "0000",
    "chatbot": "0000",
    "generative_ai_site": "0000",
    "call_back_intake": "0000",
    "agreed_call_backs": "0001",
    "end_of_service_announcement": "0000",
    "reception_link": "0000",
    "client_terminals": "0100",
    "soft_phone": "1110",
    "shared_operators": "0100",
    "ai_transcription": "0010",
    "ai_translation": "0010",
    "ai_summary": "0010",
    "ai_quality": "0010",
    "ai_alerts": "0010",
    "public_faq": "0010",
    "live_history": "1111",
    "electronic_form": "0100",
    "cold_transfer": "0000",
    "call_recording": "1111",
    "multi_base": "0011",
    "support_desks": "0100",
    "desk_report_check": "0100",
}
# The rows of the matrix that are choices, not switches.
CHOICES = {
    "security.staff_network": (
        "internet_with_allow_list",
        "lgwan_or_internet_with_global_ip",
        "allow_list_and_mfa",
        "allow_list_and_mfa",
    ),
    "centre.dedicated_environment": (True, False, False, True),
    "staffing.manager_may_double": (False, True, False, False),
}


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        yield


def test_the_matrix_and_the_registry_name_the_same_switches() -> None:
    assert set(MATRIX) == set(parts.switches())


def test_every_switch_says_what_it_does_who_asked_and_which_words_it_owns() -> None:
    for name, key in parts.switches().items():
        assert key.switch is not None
        assert key.switch.does, name
        assert re.search(r"00[0-4] ", key.switch.source), name
        assert key.switch.off_words, name
        assert key.label != name


@pytest.mark.req("PLT-13")
@pytest.mark.parametrize("body", BODIES)
def test_each_preset_sets_each_switch_as_the_body_said(body: str) -> None:
    presets.apply_preset(presets.folder_of(body))
    column = BODIES.index(body)
    assert {name: queries.is_on(name) for name in MATRIX} == {
        name: row[column] == "1" for name, row in MATRIX.items()
    }
    for key, values in CHOICES.items():
        assert queries.value_of(key) == values[column], key
    assert queries.kept_value("sites.csv") is None  # sites are rows, not a kept table


def staff_client() -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_for(staff_of(Role.CITY_ADMIN))
    return client


# Where every switch stands with its words by purpose, or where the page is no page.
NOT_WALKED = re.compile(
    r"^/staff/(office/settings|office/history|live|gallery|account/logout)|^/(healthz|readyz|static)"
)


def addresses(patterns: Any = None, before: str = "") -> Iterator[str]:
    """Every address without a part that must be filled in."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        written = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, written)
        elif isinstance(pattern, URLPattern) and not re.search(r"[<(\\^]", written):
            yield "/" + written


def words_on(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    if answer.status_code != 200 or "html" not in answer.headers.get("Content-Type", "") or answer.streaming:
        return ""
    return strip_tags(answer.content.decode())


def walked() -> list[str]:
    found = sorted({address for address in addresses() if not NOT_WALKED.match(address)})
    return [*found, f"/staff/city/day/{PRESENT.date()}/", "/en/", "/ja-easy/"]


def found_on_pages(owned: dict[str, tuple[str, ...]]) -> tuple[set[str], int]:
    """Which of these words citizens and staff meet, and on how many pages they were looked for."""
    found, pages = set(), 0
    for client in (Client(), staff_client()):
        for address in walked():
            text = words_on(client, address)
            pages += bool(text)
            found |= {
                f"{address}: {name}: {word}" for name, words in owned.items() for word in words if word in text
            }
    return found, pages


@pytest.mark.req("PLT-13")
@pytest.mark.parametrize("body", BODIES)
def test_a_switch_that_is_off_leaves_no_word_on_any_page(body: str) -> None:
    applied(body)
    keys = parts.switches().items()
    off = {name: key.switch.off_words for name, key in keys if key.switch and not queries.is_on(name)}
    found, pages = found_on_pages(off)
    assert found == set()
    assert pages >= 6


def test_the_walk_finds_a_word_that_stands_on_a_page() -> None:
    applied("hatsukaichi")
    found, _ = found_on_pages({"citizen": ("予約する",), "staff": ("ログアウト",)})
    assert {one.split(": ")[1] for one in found} == {"citizen", "staff"}


@pytest.mark.switch("own_reservations")
@pytest.mark.preset_key("switches.own_reservations")
def test_own_reservations_on_opens_the_booking_and_off_closes_it() -> None:
    applied("hatsukaichi")
    on = Client().get("/").content.decode()
    assert "予約" in on
    change_settings({"switches.own_reservations": False}, by=ADMIN)
    off = Client().get("/").content.decode()
    (words,) = [key.switch.off_words for key in [parts.key("switches.own_reservations")] if key.switch]
    assert any(word in strip_tags(on) for word in words)
    assert not any(word in strip_tags(off) for word in words)


@pytest.mark.preset_key("security.staff_network")
def test_the_description_of_access_names_the_network_of_the_contract() -> None:
    applied("kawagoe")
    text = staff_client().get("/staff/office/staff/access/").content.decode()
    assert "LGWAN" in text
    change_settings({"security.staff_network": "internet_with_allow_list"}, by=ADMIN)
    assert "LGWAN" not in staff_client().get("/staff/office/staff/access/").content.decode()


def test_a_switch_is_read_with_the_day_on_which_it_changes() -> None:
    applied("hatsukaichi")
    change_settings({"switches.waiting_list": True}, by=ADMIN, effective_on=date(2027, 4, 1))
    assert not queries.is_on("waiting_list")
    assert queries.is_on("waiting_list", on=date(2027, 4, 1))


def test_before_any_preset_every_switch_is_off() -> None:
    assert not any(queries.is_on(name) for name in MATRIX)


def test_switches_that_nothing_reads_yet_are_said_to_be_unread() -> None:
    unread = {name for name, key in parts.switches().items() if isinstance(key.reader, NotReadYet)}
    read = {
        "own_reservations",
        "external_reservations",
        "family_booking",
        "branch_places",
        "support_desks",
        "desk_report_check",
        "booking_mails",
        "web_inquiry_form",
        "agreed_call_backs",
        "electronic_form",
        "cold_transfer",
        "end_of_service_announcement",
        "call_recording",
        "public_faq",
        "live_history",
        "soft_phone",
        "voicebot",
        "call_back_intake",
        "multi_base",
        "client_terminals",
    }
    assert read == set(MATRIX) - unread
