"""The records of a former system: read, tried, staged out of sight, shown by one row, undone as a whole."""

import os
import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.contacts.models import Contact, FormerRecord, RefusedLine, Takeover
from madoguchi.contacts.records.actions import hold_contact
from madoguchi.contacts.records.queries import contacts_visible_to
from madoguchi.contacts.rules import Channel, ContactState, Kind
from madoguchi.contacts.takeover import reading, staging
from madoguchi.contacts.takeover.actions import choose_columns, drop, read_file, show, start, withdraw
from madoguchi.contacts.takeover.jobs import look_after_takeovers
from madoguchi.contacts.takeover.queries import chosen_columns, preview_of
from madoguchi.contacts.takeover.refusals import NotNow, TakenOverAlready, TakeoverTouched
from madoguchi.contacts.takeover.rules import HEADINGS, Column, TakeoverState, guess_columns, read_line, read_moment
from madoguchi.core import clock
from madoguchi.core.search.narrowing import having_all
from madoguchi.core.tasks.runner import run_ready_tasks
from madoguchi.core.text.my_number import check_digit
from madoguchi.knowledge.exchange.formats import read_table
from madoguchi.municipality.actions import change_settings
from tests.web.pages import client_of, seen, words
from tests.worlds import PRESENT, actor, applied

pytestmark = [pytest.mark.req("INT-05", "HIS-13")]

ADMIN, DATA_STAFF, OPERATOR = actor(Role.CITY_ADMIN), actor(Role.DATA_STAFF), actor(Role.OPERATOR)
MY_NUMBER = "12345678901" + str(check_digit("12345678901"))
HEADING = "管理番号,受付日時,受付手段,種別,カテゴリ,内容,対応内容,ステータス,担当者,タグ\r\n"
FIRST = 'A-1,2025/04/01 9:05,電話,問合せ,受取り,"受取りの予約は要るか。\r\n""要る""と案内",予約を案内,完了,例田,受取り\r\n'
LINES = (
    FIRST
    + "A-2,令和7年4月2日 10時30分,来庁,苦情,その他,待ち時間が長い。田中様 090-1234-5678,謝罪,対応中,例田,\r\n"
    + f"A-3,2025/04/03 11:00,電話,問合せ,受取り,番号は{MY_NUMBER},案内,完了,例田,\r\n"
    + "A-4,4月の頭,電話,問合せ,受取り,いつから使えるか,案内,完了,例田,\r\n"
    + "A-5,2025/04/05 11:00,電話,問合せ,受取り,=cmd|' /C calc'!A0,案内,完了,例田,\r\n"
)


@pytest.fixture(autouse=True)
def former_system_is_taken_over(db: None) -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        applied("digital-agency")
        yield


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "PAUSE_SECONDS", 0)


def read(text: str = HEADING + LINES, coding: str = "cp932") -> Takeover:
    content = text.encode(coding)
    return read_file("履歴.csv", (content[at : at + 100] for at in range(0, len(content), 100)), by=DATA_STAFF)


def begun(takeover: Takeover, *, is_masked: bool = True) -> Takeover:
    chosen = choose_columns(takeover, chosen_columns(takeover), is_masked=is_masked, by=DATA_STAFF)
    return start(chosen, by=DATA_STAFF)


def shown(takeover: Takeover) -> Takeover:
    begun(takeover)
    run_ready_tasks()
    takeover.refresh_from_db()
    show(takeover, by=DATA_STAFF)
    run_ready_tasks()
    takeover.refresh_from_db()
    return takeover


@pytest.mark.usefixtures("quick")
@pytest.mark.preset_key("retention.personal_data_only_if_indispensable")
@pytest.mark.parametrize("coding", ["cp932", "utf-8-sig", "utf-8"])
def test_a_file_is_staged_out_of_sight_and_shown_by_one_row(coding: str) -> None:
    takeover = begun(read(coding=coding))
    run_ready_tasks()
    takeover.refresh_from_db()
    assert (takeover.state, takeover.taken, takeover.refused, takeover.lines) == ("staged", 3, 2, 5)
    assert not reading.path_of(takeover.key).exists()  # what has been taken over lies nowhere else
    assert not contacts_visible_to(OPERATOR).exists()
    show(takeover, by=DATA_STAFF)
    formula, complaint, first = contacts_visible_to(OPERATOR)
    assert first.content == '受取りの予約は要るか。\n"要る"と案内'
    assert clock.in_tokyo(first.started_at) == datetime(2025, 4, 1, 9, 5, tzinfo=clock.TOKYO)
    assert (first.channel, first.kind, first.topic, first.state) == ("telephone", "inquiry", "受取り", "completed")
    assert (first.former.number, first.former.handler, first.former.line) == ("A-1", "例田", 2)
    assert (complaint.channel, complaint.kind, complaint.state) == ("counter", "complaint", "in_progress")
    assert complaint.content == "待ち時間が長い。［氏名］様 ［電話番号］"
    assert not complaint.has_personal_data
    assert formula.content == "=cmd|' /C calc'!A0"
    assert not set(having_all("contact", "予約"))
    run_ready_tasks()
    assert set(having_all("contact", "予約")) == {first.number}
    assert Takeover.objects.get().is_indexed


@pytest.mark.usefixtures("quick")
@pytest.mark.req("PDR-08")
def test_a_line_with_a_my_number_is_named_and_never_kept() -> None:
    begun(read())
    run_ready_tasks()
    refused = dict(RefusedLine.objects.values_list("line", "reason"))
    assert list(refused) == [4, 5]
    assert "マイナンバーの疑い" in refused[4]
    assert "受付日を読み取れません" in refused[5]
    assert MY_NUMBER not in str(refused)
    assert not Contact.objects.filter(content__contains=MY_NUMBER).exists()


@pytest.mark.usefixtures("quick")
def test_unmasked_records_are_marked_as_personal() -> None:
    begun(read(), is_masked=False)
    run_ready_tasks()
    complaint = Contact.objects.get(kind=Kind.COMPLAINT)
    assert "090-1234-5678" in complaint.content
    assert complaint.has_personal_data


@pytest.mark.usefixtures("quick")
def test_a_worker_that_died_between_two_steps_is_gone_on_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "LINES_A_STEP", 2)
    takeover = begun(read())
    write, calls = staging._write, []

    def dies(*args: Any, **options: Any) -> bool:
        calls.append(1)
        if len(calls) == 2:
            with transaction.atomic():
                write(*args, **options)
                raise KeyboardInterrupt
        return write(*args, **options)

    monkeypatch.setattr(staging, "_write", dies)
    with pytest.raises(KeyboardInterrupt):
        staging.stage_for_a_turn(takeover.pk)
    assert Takeover.objects.get().lines == 2
    staging.stage_for_a_turn(takeover.pk)
    assert Takeover.objects.get().state == "staged"
    assert list(FormerRecord.objects.order_by("line").values_list("line", flat=True)) == [2, 3, 6]
    assert RefusedLine.objects.count() == 2


@pytest.mark.usefixtures("quick")
def test_two_workers_at_one_batch_write_each_line_once(monkeypatch: pytest.MonkeyPatch) -> None:
    takeover = begun(read())
    step = staging._Step(position=Takeover.objects.get().size, lines=5)
    before = Takeover.objects.get().position
    assert staging._write(takeover, step, before=before)
    assert not staging._write(takeover, step, before=before)
    assert staging.stage_for_a_turn(takeover.pk) is False
    assert not Contact.objects.exists()


@pytest.mark.usefixtures("quick")
def test_a_batch_that_is_stopped_in_the_midst_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "LINES_A_STEP", 2)
    takeover = begun(read())
    write = staging._write

    def stopped_by_somebody(*args: Any, **options: Any) -> bool:
        is_written = write(*args, **options)
        if Takeover.objects.get().state == TakeoverState.STAGING:
            withdraw(takeover, by=DATA_STAFF)
        return is_written

    monkeypatch.setattr(staging, "_write", stopped_by_somebody)
    staging.stage_for_a_turn(takeover.pk)
    assert Contact.objects.count() == 2
    run_ready_tasks()
    assert Takeover.objects.get().state == "undone"
    assert not Contact.objects.exists()
    assert not FormerRecord.objects.exists()


@pytest.mark.usefixtures("quick")
def test_a_whole_batch_is_undone_with_its_words_unless_somebody_has_worked_with_it() -> None:
    takeover = shown(read())
    contact = Contact.objects.get(former__number="A-1")
    hold_contact(contact, reason="調査中", by=OPERATOR)
    with pytest.raises(TakeoverTouched):
        withdraw(takeover, by=DATA_STAFF)
    assert contacts_visible_to(OPERATOR).count() == 3

    text = HEADING + FIRST.replace("A-1", "B-1").replace("受取り", "更新")
    other = shown(read(text))
    withdraw(other, by=DATA_STAFF)
    assert contacts_visible_to(OPERATOR).count() == 3  # out of sight at once
    run_ready_tasks()
    assert Contact.objects.count() == 3
    assert not set(having_all("contact", "更新"))
    assert read(text).state == "read"  # and may come again


@pytest.mark.usefixtures("quick")
def test_the_same_file_is_not_taken_over_twice() -> None:
    begun(read())
    with pytest.raises(TakenOverAlready):
        read()


def test_a_choice_of_columns_is_remembered_for_the_next_file_with_these_headings() -> None:
    first = read("いつ,なに,だれ\n2025-04-01,質問,例田\n", "utf-8")
    assert preview_of(first).missing == (Column.STARTED, Column.CONTENT)
    chosen = {"started": "いつ", "content": "なに"}
    choose_columns(first, chosen, is_masked=True, by=DATA_STAFF)
    second = read("いつ,なに,だれ\n2025-04-02,質問,例田\n", "utf-8")
    assert chosen_columns(second) == chosen
    assert [one.line for one in preview_of(second).good] == [2]


def test_a_file_that_nobody_starts_is_erased_after_a_day(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    dropped, given_up = read(), read(HEADING + FIRST, "utf-8")
    with django_capture_on_commit_callbacks(execute=True):
        drop(given_up, by=DATA_STAFF)
    assert not reading.path_of(given_up.key).exists()
    with time_machine.travel(PRESENT + (clock.start_of(date(2026, 12, 3)) - PRESENT), tick=False):
        stray = reading.keep([b"x"], uuid.uuid4())
        os.utime(stray, (0, 0))
        with django_capture_on_commit_callbacks(execute=True):
            assert look_after_takeovers.call() == 1
    assert not reading.path_of(dropped.key).exists()
    assert not stray.exists()
    assert set(Takeover.objects.values_list("state", flat=True)) == {"dropped"}


@pytest.mark.usefixtures("quick")
def test_a_batch_whose_task_has_failed_is_taken_up_again_and_one_without_its_file_is_given_up() -> None:
    takeover = begun(read())
    reading.erase(takeover.key)
    with time_machine.travel(datetime(2026, 12, 1, 11, tzinfo=clock.TOKYO), tick=False):
        assert look_after_takeovers.call() == 1
        run_ready_tasks()
    with time_machine.travel(datetime(2026, 12, 1, 12, tzinfo=clock.TOKYO), tick=False):
        look_after_takeovers.call()
        run_ready_tasks()
    assert Takeover.objects.get().state == "undone"


@pytest.mark.parametrize(
    ("content", "numbers"),
    [
        (b'a,b\n1,"x\r\ny"\r\n\r\n2,z\n', [(2, ["1", "x\ny"]), (4, ["2", "z"])]),
        (b'a,b\n1,"never closed\n2,y\n', [(2, None), (3, ["2", "y"])]),
        ("a,b\n1,質問\n".encode("cp932") + b"2,\x81\x39\n3,c\n", [(2, ["1", "質問"]), (3, None), (4, ["3", "c"])]),
    ],
)
def test_lines_are_counted_as_a_spreadsheet_does_and_a_broken_one_costs_only_itself(
    content: bytes, numbers: list[tuple[int, list[str] | None]], tmp_path: Path
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    opened = reading.look_into(path)

    def lines(position: int, number: int) -> list[reading.Line]:
        return list(reading.lines_of(path, coding=opened.coding, delimiter=",", position=position, number=number))

    found = lines(opened.position, 1)
    assert [(line.number, line.cells) for line in found] == numbers
    for at, line in enumerate(found):  # and from behind any of them the rest follows
        assert lines(line.position, line.number) == found[at + 1 :]


@pytest.mark.parametrize(
    ("written", "at", "meant"),
    [
        ("2025/04/01 9:05:33", "", datetime(2025, 4, 1, 9, 5)),
        ("2025-4-1T09:05", "", datetime(2025, 4, 1, 9, 5)),
        ("２０２５年４月１日", "午後1時5分", datetime(2025, 4, 1, 13, 5)),
        ("R7.4.1", "0905", datetime(2025, 4, 1, 9, 5)),
        ("20250401", "", datetime(2025, 4, 1)),
    ],
)
def test_moments_are_read_as_systems_write_them(written: str, at: str, meant: datetime) -> None:
    assert read_moment(written, at, date(2026, 12, 1)) == meant.replace(tzinfo=clock.TOKYO)


def test_a_line_that_makes_no_sense_says_why() -> None:
    def faults(**cells: str) -> str:
        named = {Column.STARTED: "2025-04-01", Column.CONTENT: "x"} | {Column(k): v for k, v in cells.items()}
        return "".join(read_line(named, today=date(2026, 12, 1), is_masked=True).faults)

    assert faults() == ""
    assert "内容がありません" in faults(content=" ")
    assert "受付日がありません" in faults(started="")
    assert "今日まで" in faults(started="2027-01-01")
    assert "区分が80文字より長く" in faults(topic="あ" * 81)


def test_words_of_a_former_system_are_understood() -> None:
    cells = {
        Column.STARTED: "2025-04-01", Column.CONTENT: "x", Column.CHANNEL: "Ｗｅｂフォーム", Column.KIND: "ご意見",
        Column.STATE: "保留", Column.TAGS: "更新、期限 更新",
    }  # fmt: skip
    record = read_line(cells, today=date(2026, 12, 1), is_masked=True).record
    assert record
    assert (record.channel, record.kind, record.state) == (Channel.FORM, Kind.OPINION, ContactState.IN_PROGRESS)
    assert record.tags == ("更新", "期限")
    every = [words[0] for words in HEADINGS.values()]
    assert guess_columns(every, list(HEADINGS)) == {column.value: words[0] for column, words in HEADINGS.items()}


@pytest.mark.usefixtures("quick")
def test_the_screens_lead_from_the_file_to_the_history() -> None:
    clerk = client_of(Role.DATA_STAFF)
    file = SimpleUploadedFile("履歴.csv", (HEADING + LINES).encode("cp932"))
    page = clerk.post("/staff/contacts/takeovers/", {"file": file}, follow=True).content.decode()
    assert "取り込めない行があります" in page
    assert MY_NUMBER not in page
    takeover = Takeover.objects.get()
    url = f"/staff/contacts/takeovers/{takeover.key}/"
    assert "「内容」の列を選んでください。" in seen(clerk, url, {"column_started": "受付日時"})
    chosen = {f"column_{name}": heading for name, heading in chosen_columns(takeover).items()}
    assert "取込みを始める" in seen(clerk, url, {**chosen, "is_masked": "on"})
    assert "取込みを始めました" in seen(clerk, url + "start/", {})
    run_ready_tasks()
    page = seen(clerk, url)
    assert "3件を履歴に加える" in page
    assert "4" in words(page)
    assert "履歴に加えました" in seen(clerk, url + "show/", {})
    refused = b"".join(clerk.get(url + "refused/").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert [line.split(",")[0] for line in refused.splitlines()] == ["行", "4", "5"]
    assert "取り消しますか" in seen(clerk, url + "undo/")
    assert "取込みを取り消しています" in seen(clerk, url + "undo/", {})


@pytest.mark.preset_key("contacts.takes_over_history")
def test_where_nothing_is_taken_over_there_is_no_trace_of_it() -> None:
    clerk = client_of(Role.DATA_STAFF)
    assert "takeovers" in seen(clerk, "/staff/")
    change_settings({"contacts.takes_over_history": False}, by=ADMIN)
    assert clerk.get("/staff/contacts/takeovers/").status_code == 404
    assert "takeovers" not in seen(clerk, "/staff/")


@pytest.mark.req("SEC-06")
def test_only_who_may_take_over_does() -> None:
    read()
    url = f"/staff/contacts/takeovers/{Takeover.objects.get().key}/"
    operator: Client = client_of(Role.OPERATOR)
    auditor = client_of(Role.AUDITOR)
    assert operator.get("/staff/contacts/takeovers/").status_code == 403
    assert auditor.get(url).status_code == 200
    for act in ("start/", "drop/", "show/", "undo/"):
        assert auditor.post(url + act).status_code == 403


def test_what_has_not_been_staged_is_neither_shown_nor_undone() -> None:
    takeover = read()
    for act in (show, withdraw):
        with pytest.raises(NotNow):
            act(takeover, by=DATA_STAFF)
    assert Takeover.objects.get().state == TakeoverState.READ


def test_a_cell_that_is_too_long_is_one_line_that_cannot_be_read(tmp_path: Path) -> None:
    """Also where an FAQ file was read before: nobody's limit is everybody's."""
    read_table("質問\r\nあ\r\n".encode())
    path = tmp_path / "former.csv"
    long, endless = "あ" * (reading.LONGEST_CELL + 1), '"' + "\r\nい" * 200_000
    path.write_text(f"短い,一\r\n{long},二\r\n次,三\r\n{endless}", encoding="utf-8", newline="")
    found = reading.lines_of(path, coding="utf-8", delimiter=",", position=0, number=0)
    cells = [line.cells for line in islice(found, 5)]
    assert cells == [["短い", "一"], None, ["次", "三"], None, ["い"]]
