"""REP-17: all records of a month, with their states, handed over as data."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook

from madoguchi.accounts.rights import Role
from madoguchi.contacts.rules import ContactState
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.municipality.actions import change_settings
from madoguchi.web.manager.reports.files import records
from tests.contacts.town import recorded
from tests.web.pages import client_of, seen, words
from tests.worlds import ADMIN, PRESENT, TODAY, applied

BASE = "/staff/manager/reports/records/"
A_MONTH_AGO = PRESENT - timedelta(days=20)
PERSON = {
    "party_name": "見本 花子",
    "party_phone": "09012345678",
    "content": "見本花子さんの折り返しは090-1234-5678まで",
}


@pytest.fixture(autouse=True)
def kawagoe(db: None) -> None:
    applied("kawagoe")


@pytest.fixture
def city() -> Client:
    return client_of(Role.CITY_ADMIN)


def taken(client: Client, month: str = "2026-11", form: str = "csv", **typed: str) -> bytes:
    answer = client.post(f"{BASE}{month}/file/", {"form": form, **typed})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]


def rows_of(content: bytes, coding: str = "utf-8-sig") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(coding), newline="")))


@pytest.mark.req("REP-17")
def test_the_city_takes_every_record_of_the_month_with_its_state_and_no_other(city: Client) -> None:
    made = [recorded(at=A_MONTH_AGO + timedelta(minutes=place), content=f"用件{place}") for place in range(3)]
    made.append(recorded(at=A_MONTH_AGO + timedelta(hours=1), to=ContactState.IN_PROGRESS))
    recorded()  # in December
    rows = rows_of(taken(city))
    assert [row["番号"] for row in rows] == [one.written_number for one in made]
    assert [row["状態"] for row in rows] == [one.state_label for one in made]
    page = words(seen(city, f"{BASE}?month=2026-11"))
    assert "4 件" in page or "4件" in page


@pytest.mark.req("REP-17")
def test_persons_are_left_out_unless_they_are_asked_for_by_who_may_see_them(city: Client) -> None:
    """A-23: masked by default."""
    recorded(at=A_MONTH_AGO, **PERSON)
    content = taken(city).decode()
    assert "見本" not in content
    assert "1234" not in content
    assert "見本 花子" in taken(city, with_persons="1").decode()


@pytest.mark.req("REP-17", "SEC-11")
def test_each_hand_over_is_on_record_and_shown(city: Client) -> None:
    recorded(at=A_MONTH_AGO)
    assert "まだありません" in seen(city, f"{BASE}?month=2026-11")
    taken(city)
    event = Event.objects.get(kind="disclosure.exported")
    assert facts_of(event) == {"rows": 1, "form": "csv", "month": "2026-11", "with_persons": False}
    page = words(seen(city, f"{BASE}?month=2026-11"))
    assert "2026年12月1日 10:00" in page
    assert "まだありません" in seen(city, f"{BASE}?month=2026-10")


@pytest.mark.req("REP-17")
def test_the_same_rows_in_every_form_and_no_formula(city: Client) -> None:
    recorded(at=A_MONTH_AGO, content="=1+1", answer="葛󠄀城の方 😀")
    new = rows_of(taken(city))
    old = rows_of(taken(city, form="csv_cp932"), "cp932")
    assert list(new[0]) == list(old[0])
    assert "葛城の方 〓" in old[0].values()
    sheet = load_workbook(io.BytesIO(taken(city, form="xlsx"))).active
    assert sheet is not None
    heads, row = sheet.iter_rows(values_only=True)
    assert list(heads) == list(new[0])
    assert "'=1+1" in row
    assert "'=1+1" in new[0].values()


def test_what_is_handed_over_by_contract_does_not_hang_on_the_switch_for_files(city: Client) -> None:
    recorded(at=A_MONTH_AGO)
    change_settings({"contacts.history_csv": False}, by=ADMIN, effective_on=TODAY)
    assert len(rows_of(taken(city))) == 1


def test_where_the_contract_hands_nothing_over_the_switch_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nishi-Tokyo has no such report; here Kawagoe without it."""
    monkeypatch.setattr(records, "ALL_RECORDS", "no_such_report")
    change_settings({"contacts.history_csv": True}, by=ADMIN, effective_on=TODAY)
    manager = client_of(Role.MANAGER)
    recorded(at=A_MONTH_AGO)
    assert len(rows_of(taken(manager))) == 1
    change_settings({"contacts.history_csv": False}, by=ADMIN, effective_on=TODAY)
    assert "ファイルに出しません" in seen(manager, f"{BASE}?month=2026-11")
    assert manager.post(f"{BASE}2026-11/file/", {"form": "csv"}).status_code == 404


def test_who_may_not_export_does_not_get_there() -> None:
    assert client_of(Role.OPERATOR).get(BASE).status_code == 403
    assert client_of(Role.CITY_CLERK).post(f"{BASE}2026-11/file/", {"form": "csv"}).status_code == 403


def test_more_than_a_workbook_holds_goes_as_csv(city: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MOST_AT_ONCE", 0)
    monkeypatch.setattr(records, "MOST_ROWS", 1)
    recorded(at=A_MONTH_AGO)
    recorded(at=A_MONTH_AGO)
    assert 'value="xlsx"' not in seen(city, f"{BASE}?month=2026-11")
    answer = city.post(f"{BASE}2026-11/file/", {"form": "xlsx"}, follow=True)
    assert "CSVを選んでください" in answer.content.decode()


@pytest.mark.parametrize("month", ["2026-13", "november", "2026-1"])
def test_no_month_no_file(city: Client, month: str) -> None:
    assert city.post(f"{BASE}{month}/file/", {"form": "csv"}).status_code == 404
    assert city.get(f"{BASE}?month={month}").status_code == 404
