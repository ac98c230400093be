"""Lists of persons booked: what they are narrowed to, and how they leave the system."""

import csv
import io
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import make_booking
from madoguchi.booking.models import Booking
from madoguchi.booking.rules import Channel
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.municipality.models import Site
from madoguchi.web.city.lists.files import FORMS, file_of
from tests.worlds import CLERK, TOMORROW, open_for_booking, person, slot_at, wish

LIST, EXPORT = "/staff/city/persons/", "/staff/city/persons/export/"
DAYS = {"since": TOMORROW.isoformat(), "until": (TOMORROW + timedelta(days=1)).isoformat()}
SignIn = Callable[[Role], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]


@pytest.fixture
def site() -> Site:
    """Two days: a family by telephone at nine, one person by the web at ten the day after."""
    site = open_for_booking()
    family = (person("葛󠄀城 花子", "カツラギ ハナコ"), person("見本 𠮷子", "ミホン ヨシコ", "pin"))
    make_booking(wish(slot_at(site, TOMORROW, time(9)), *family), channel=Channel.TELEPHONE, by=CLERK)
    later = slot_at(site, TOMORROW + timedelta(days=1), time(10))
    make_booking(wish(later, person("=SUM(1)", "")), channel=Channel.WEB, by=CLERK)
    return site


def names_in(response: HttpResponse) -> set[str]:
    text = response.content.decode()
    return {name for name in ("葛󠄀城 花子", "見本 𠮷子", "=SUM(1)") if name in text}


@pytest.mark.req("STF-08")
@pytest.mark.parametrize(
    ("asked", "names"),
    [
        (DAYS, {"葛󠄀城 花子", "見本 𠮷子", "=SUM(1)"}),
        ({"since": "令和8年12月2日"}, {"葛󠄀城 花子", "見本 𠮷子"}),
        ({**DAYS, "hour": "10"}, {"=SUM(1)"}),
        ({**DAYS, "procedure": "pin"}, {"見本 𠮷子"}),
        ({**DAYS, "channel": "web"}, {"=SUM(1)"}),
        ({**DAYS, "state": "cancelled"}, set()),
        ({}, set()),
    ],
    ids=["days", "one day", "hour", "procedure", "channel", "state", "today"],
)
def test_the_list_is_narrowed_by_each_condition(
    asked: dict[str, str], names: set[str], site: Site, signed_in: SignIn
) -> None:
    assert names_in(signed_in(Role.CITY_CLERK).get(LIST, asked)) == names


@pytest.mark.req("STF-08", "SEC-11")
def test_looking_at_a_list_is_on_record(site: Site, signed_in: SignIn) -> None:
    signed_in(Role.CITY_CLERK).get(LIST, {**DAYS, "channel": "web"})
    facts = facts_of(Event.objects.get(kind="disclosure.searched"))
    assert facts == {"found": 1, "since": "2026-12-02", "until": "2026-12-03", "channel": "web"}


@pytest.mark.req("STF-08")
def test_the_file_for_excel_is_utf8_with_a_bom_and_holds_no_formula(site: Site, signed_in: SignIn) -> None:
    file = signed_in(Role.CITY_ADMIN).post(EXPORT, {**DAYS, "form": "csv"}).content
    assert file.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))
    assert [row["お名前"] for row in rows] == ["葛󠄀城 花子", "見本 𠮷子", "'=SUM(1)"]
    assert rows[1]["手続き"] == "暗証番号の再設定"
    assert rows[0]["電話番号"] == "090-0000-0001"


@pytest.mark.req("STF-08")
def test_the_file_for_older_systems_keeps_names_and_shows_what_it_cannot_write(
    site: Site, signed_in: SignIn
) -> None:
    file = signed_in(Role.CITY_ADMIN).post(EXPORT, {**DAYS, "form": "csv_cp932"}).content
    rows = list(csv.DictReader(io.StringIO(file.decode("cp932"))))
    assert [row["お名前"] for row in rows] == ["葛城 花子", "見本 〓子", "'=SUM(1)"]


@pytest.mark.req("STF-08")
def test_the_workbook_opens_and_holds_text_only(site: Site, signed_in: SignIn) -> None:
    file = signed_in(Role.CITY_ADMIN).post(EXPORT, {**DAYS, "form": "xlsx"}).content
    sheet = load_workbook(io.BytesIO(file)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[2] for row in rows] == ["お名前", "葛󠄀城 花子", "見本 𠮷子", "'=SUM(1)"]
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


@pytest.mark.req("STF-08")
@pytest.mark.parametrize("form", FORMS)
def test_no_cell_becomes_a_formula_behind_a_sign_that_the_file_leaves_out(form: str) -> None:
    file = file_of(form, ["お名前"], [["\ufe00=1+1"], ["\U000e0100@SUM(1)"]])
    if form == "xlsx":
        sheet = load_workbook(io.BytesIO(file)).active
        assert sheet is not None
        cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    else:
        cells = file.decode("cp932" if form == "csv_cp932" else "utf-8-sig").split()
    assert not [cell for cell in cells if cell.startswith(("=", "@"))]


@pytest.mark.req("STF-08")
def test_no_sign_in_a_name_makes_the_workbook_unreadable() -> None:
    sheet = load_workbook(io.BytesIO(file_of("xlsx", ["お名前"], [["見本\uffff\x0b花子"]]))).active
    assert sheet is not None
    assert sheet["A2"].value == "見本〓〓花子"


@pytest.mark.req("STF-08", "SEC-18")
def test_taking_a_list_out_needs_its_own_right_and_is_on_record(site: Site, signed_in: SignIn) -> None:
    clerk = signed_in(Role.CITY_CLERK)
    assert "CSV" not in clerk.get(LIST, DAYS).content.decode()
    assert clerk.post(EXPORT, {**DAYS, "form": "csv"}).status_code == 403
    signed_in(Role.CITY_ADMIN).post(EXPORT, {**DAYS, "form": "xlsx", "channel": "telephone"})
    event = Event.objects.get(kind="disclosure.exported")
    assert event.actor_key == "test-city_admin"
    assert facts_of(event) == {
        "rows": 2, "form": "xlsx", "since": "2026-12-02", "until": "2026-12-03", "channel": "telephone",
    }  # fmt: skip


def test_a_form_that_nobody_knows_is_no_file(site: Site, signed_in: SignIn) -> None:
    assert signed_in(Role.CITY_ADMIN).post(EXPORT, {**DAYS, "form": "pdf"}).status_code == 404
    assert Booking.objects.count() == 2
