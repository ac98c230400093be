"""REP-17 in large months: the workbook is made by the worker, fetched when it is whole, erased after a day."""

import io
import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from madoguchi.accounts.rights import Role
from madoguchi.contacts.export import making
from madoguchi.contacts.export.actions import ask_for_month_file
from madoguchi.contacts.export.jobs import look_after_month_files, make_month_file
from madoguchi.contacts.keeping.masking import mask_contact
from madoguchi.contacts.models import Contact, MonthFile
from madoguchi.contacts.records.actions import delete_contact
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.core.refusals import MissingRight
from madoguchi.core.tasks.runner import run_ready_tasks
from madoguchi.web.manager.reports.files import records
from tests.contacts.town import recorded
from tests.web.pages import client_of, seen, words
from tests.worlds import PRESENT, actor, applied

BASE = "/staff/manager/reports/records/"
PAGE = f"{BASE}?month=2026-11"
A_MONTH_AGO = PRESENT - timedelta(days=20)
NOVEMBER = date(2026, 11, 1)
PERSON = {"party_name": "見本 花子", "party_phone": "09012345678", "content": "折り返しは090-1234-5678まで"}

pytestmark = pytest.mark.req("REP-17")


@pytest.fixture(autouse=True)
def five_records(
    db: None, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[Contact]]:
    """More than are made at once, in steps of two."""
    settings.VAR = str(tmp_path)
    monkeypatch.setattr(records, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(making, "RECORDS_A_STEP", 2)
    with time_machine.travel(PRESENT, tick=False):
        applied("kawagoe")
        yield [recorded(at=A_MONTH_AGO + timedelta(minutes=place), **PERSON) for place in range(5)]


@pytest.fixture
def city() -> Client:
    return client_of(Role.CITY_ADMIN)


def ask(client: Client, **typed: str) -> str:
    return words(seen(client, f"{BASE}2026-11/file/", {"form": "xlsx", **typed}))


def fetched(client: Client, file: MonthFile) -> HttpResponseBase:
    return client.post(f"{BASE}made/{file.pk}/file/")


def rows_in(answer: Any) -> list[tuple[Any, ...]]:
    assert answer.status_code == 200
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content)), read_only=True).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def files() -> list[Path]:
    return sorted(making.folder().glob("*"))


def killed(file: MonthFile) -> None:
    """As a worker leaves it that is killed behind the last record: a file is there, and nobody has said that it is whole."""
    MonthFile.objects.filter(pk=file.pk).update(turn=uuid.uuid4())
    file.refresh_from_db()
    making._write(file, making.path_of(file.turn), making.path_of(file.turn).with_suffix(".sheet"))


def test_a_large_month_is_made_by_the_worker_and_fetched_whole(city: Client, five_records: list[Contact]) -> None:
    page = ask(city)
    assert "順番を待っています" in page
    assert "0件／5件" in page.replace(" ", "")
    file = MonthFile.objects.get()
    assert (file.asked_by, file.month, file.with_persons) == ("test-city_admin", NOVEMBER, False)
    assert fetched(city, file).status_code == 404
    run_ready_tasks()
    assert "Excelを受け取る" in seen(city, PAGE)
    heads, *rows = rows_in(fetched(city, file))
    assert [row[heads.index("番号")] for row in rows] == [one.written_number for one in five_records]
    event = Event.objects.get(kind="disclosure.exported")
    assert facts_of(event) == {"rows": 5, "form": "xlsx", "month": "2026-11", "with_persons": False}


def test_the_file_is_for_the_own_user_only_and_nothing_lies_beside_it(city: Client) -> None:
    ask(city)
    run_ready_tasks()
    [path] = files()
    assert path.stat().st_mode & 0o777 == 0o600
    assert making.folder().stat().st_mode & 0o777 == 0o700


def test_persons_are_in_it_only_where_asked_for_and_only_for_who_may_see_them(city: Client) -> None:
    ask(city)
    ask(city, with_persons="1")
    run_ready_tasks()
    masked, whole = MonthFile.objects.order_by("with_persons")
    assert "見本" not in str(rows_in(fetched(city, masked)))
    assert "1234" not in str(rows_in(fetched(city, masked)))
    assert "見本 花子" in str(rows_in(fetched(city, whole)))
    blind = actor(Role.CITY_ADMIN)
    blind = type(blind)(blind.kind, blind.key, blind.rights - {"contact_persons.view"})
    assert list(records.month_files_for(blind)) == [masked]
    with pytest.raises(MissingRight):
        ask_for_month_file(NOVEMBER, with_persons=True, is_handed_over=True, by=blind)


def test_who_may_not_take_records_out_gets_none_of_it(city: Client) -> None:
    ask(city)
    run_ready_tasks()
    file = MonthFile.objects.get()
    assert fetched(client_of(Role.OPERATOR), file).status_code == 403
    with pytest.raises(MissingRight):
        ask_for_month_file(NOVEMBER, with_persons=False, is_handed_over=True, by=actor(Role.OPERATOR))


def test_who_asks_twice_gets_the_same_work(city: Client) -> None:
    ask(city)
    ask(client_of(Role.MANAGER))
    assert MonthFile.objects.get().asked_by == "test-city_admin"
    assert run_ready_tasks() == 1
    ask(city)
    assert run_ready_tasks() == 0
    assert Event.objects.filter(kind="month_file.asked").count() == 1


def test_progress_stands_on_the_page_while_it_is_made(city: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(city)
    told: list[str] = []
    move = making._move

    def moved(file: MonthFile, **changes: int) -> None:
        move(file, **changes)
        told.append(words(seen(city, PAGE)).replace(" ", ""))

    monkeypatch.setattr(making, "_move", moved)
    run_ready_tasks()
    assert [done for done in range(6) if any(f"{done}件／5件" in page for page in told)] == [0, 2, 4, 5]


def test_a_killed_one_cannot_be_fetched_and_is_begun_again(city: Client) -> None:
    ask(city)
    file = MonthFile.objects.get()
    killed(file)
    left = making.path_of(file.turn)
    assert left.exists()
    assert fetched(city, file).status_code == 404
    make_month_file.call(file.pk)  # the lease is over: another worker has it
    assert len(rows_in(fetched(city, file))) == 6
    look_after_month_files.call()
    assert not left.exists()
    assert len(files()) == 1


def test_one_that_failed_leaves_nothing_and_is_begun_again_when_it_stands_still(
    city: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(city)
    with monkeypatch.context() as broken:
        broken.setattr(making, "rows_of", lambda found, columns: 1 / 0)
        run_ready_tasks()
    assert files() == []
    assert fetched(city, MonthFile.objects.get()).status_code == 404
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED)  # as after the last attempt
    with time_machine.travel(PRESENT + timedelta(minutes=9), tick=False):
        assert look_after_month_files.call() == 0
    with time_machine.travel(PRESENT + timedelta(minutes=11), tick=False):
        assert look_after_month_files.call() == 1
        run_ready_tasks()
        assert len(rows_in(fetched(city, MonthFile.objects.get()))) == 6
    assert len(files()) == 1


def test_one_that_was_overtaken_stops_and_takes_its_own_file_only(
    city: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(city)
    file = MonthFile.objects.get()
    rows_of, times = making.rows_of, iter(range(100))

    def rows(*given: Any) -> Any:
        if next(times) == 1:  # in the midst of the first attempt
            make_month_file.call(file.pk)
        return rows_of(*given)

    monkeypatch.setattr(making, "rows_of", rows)
    make_month_file.call(file.pk)
    file.refresh_from_db()
    assert files() == [making.path_of(file.turn)]
    assert len(rows_in(fetched(city, file))) == 6
    assert Event.objects.filter(kind="month_file.made").count() == 1


def test_after_a_day_it_is_erased_and_can_be_asked_for_anew(city: Client) -> None:
    ask(city)
    run_ready_tasks()
    file = MonthFile.objects.get()
    with time_machine.travel(PRESENT + timedelta(hours=23), tick=False):
        look_after_month_files.call()
        assert len(rows_in(fetched(client_of(Role.CITY_ADMIN), file))) == 6
    with time_machine.travel(PRESENT + timedelta(hours=25), tick=False):
        look_after_month_files.call()
        later = client_of(Role.CITY_ADMIN)
        assert files() == []
        assert fetched(later, file).status_code == 404
        assert Event.objects.filter(kind="month_file.erased").count() == 1
        assert "順番を待っています" in ask(later)


@pytest.mark.req("PDR-03")
@pytest.mark.parametrize(
    "take_out",
    [
        lambda one: delete_contact(one, reason="誤って作成", by=actor(Role.CITY_ADMIN)),
        lambda one: mask_contact(one, reason="保存期間の満了", by=actor(Role.CITY_ADMIN)),
    ],
)
def test_what_was_taken_out_of_a_record_is_in_no_file_that_was_made_before(
    take_out: Callable[[Contact], None], city: Client, five_records: list[Contact]
) -> None:
    ask(city, with_persons="on")
    run_ready_tasks()
    file = MonthFile.objects.get()
    with transaction.atomic():
        take_out(five_records[0])
    assert fetched(city, file).status_code == 404
    assert Event.objects.filter(kind="month_file.erased").count() == 1
    look_after_month_files.call()
    assert files() == []


@pytest.mark.req("PDR-03")
def test_one_that_is_being_made_is_given_up_with_it(
    city: Client, five_records: list[Contact], monkeypatch: pytest.MonkeyPatch
) -> None:
    as_it_is = making._move

    def moved(file: MonthFile, **changes: int) -> None:
        if changes.get("done") == 4:
            delete_contact(five_records[0], reason="誤って作成", by=actor(Role.CITY_ADMIN))
        as_it_is(file, **changes)

    monkeypatch.setattr(making, "_move", moved)
    ask(city)
    run_ready_tasks()
    assert not MonthFile.objects.exists()
    assert files() == []
