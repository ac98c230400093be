"""Numbers as contract data, how many lines and seats there are, minutes by payer, and the checklists."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.accounts.rights import Role
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.lines import actions
from madoguchi.calls.lines.actions import (
    add_task,
    enter_numbers_of_contract,
    finish_task,
    keep_tasks,
    move_task,
    reopen_task,
    save_line,
    set_capacity,
)
from madoguchi.calls.lines.jobs import keep_line_tasks
from madoguchi.calls.lines.models import Line, LineTask
from madoguchi.calls.lines.queries import (
    capacity_on,
    days_without_a_free_line,
    expected_outgoing,
    is_free,
    minutes_of,
    open_tasks,
    peaks,
)
from madoguchi.calls.lines.rules import LineKind, Payer, peak_of
from madoguchi.config import presets
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight, Refusal
from madoguchi.municipality.actions import change_settings
from tests.worlds import ADMIN, OPERATOR, PRESENT, TODAY, TOMORROW, actor, applied

pytestmark = pytest.mark.django_db
MANAGER = actor(Role.MANAGER)
FREE, IP = "0120000111", "05000001111"
DAY = timedelta(days=1)
PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        yield


def numbered(body: str, number: str = FREE, ip: str = "") -> None:
    applied(body)
    change_settings({"telephone.number": number, "telephone.ip_phone_number": ip}, by=ADMIN)
    enter_numbers_of_contract(by=ADMIN)


def codes() -> set[str]:
    return {task.code for task in open_tasks(ADMIN)}


def task_of(code: str) -> LineTask:
    return LineTask.objects.get(code=code)


def called(key: str, minute: int, minutes: float = 5, *, number: str = FREE, **others: object) -> Call:
    begun = PRESENT + timedelta(minutes=minute)
    return Call.objects.create(
        key=key,
        direction=others.pop("direction", "incoming"),
        dialled=number,
        arrived_at=begun,
        answered_at=begun,
        ended_at=begun + timedelta(minutes=minutes),
        **others,
    )


# Numbers


@pytest.mark.req("TEL-01")
@pytest.mark.preset_key("telephone.number_kind", "telephone.ip_phone_number", "telephone.charges_paid_by")
@pytest.mark.parametrize(
    ("body", "kind", "payer"),
    [
        ("hatsukaichi", "toll_free", "city"),
        ("kawagoe", "navi_dial", "caller"),
        ("nishitokyo", "navi_dial", "caller"),
        ("digital-agency", "toll_free", "agency"),
    ],
)
def test_each_body_has_its_kind_of_number_and_its_payer(body: str, kind: str, payer: str) -> None:
    numbered(body, ip="050-0000-1111")
    line, ip = Line.objects.get(number=FREE), Line.objects.get(number=IP)
    assert (line.kind, line.payer) == (kind, payer)
    assert ip.kind == "ip_050"
    assert line.in_service_from is not None
    enter_numbers_of_contract(by=ADMIN)
    assert Line.objects.count() == 2


@pytest.mark.req("TEL-02")
def test_guidance_knows_whether_the_caller_pays() -> None:
    applied("kawagoe")
    assert is_free(FREE) is False
    applied_payer = {"telephone.charges_paid_by": "city"}
    change_settings(applied_payer, by=ADMIN)
    assert is_free(FREE) is True
    save_line(number="0570-000-111", kind=LineKind.NAVI_DIAL, label="ナビ", payer=Payer.CALLER, by=ADMIN)
    assert is_free("０５７０−０００−１１１") is False


@pytest.mark.req("TEL-01")
@pytest.mark.parametrize(
    ("wishes", "refusal"),
    [
        ({"number": "12"}, actions.NoSuchNumber),
        ({"number": "sip:evil@example.jp"}, actions.NoSuchNumber),
        ({"in_service_from": date(2027, 1, 2), "in_service_until": date(2027, 1, 1)}, actions.DaysTurned),
        ({"number": "+81 120-000-111"}, actions.NumberTaken),
    ],
)
def test_a_number_that_is_none_or_twice_or_ends_before_it_begins_is_refused(
    wishes: dict[str, object], refusal: type[Refusal]
) -> None:
    numbered("hatsukaichi")
    whole = {"number": "0829000000", "kind": LineKind.GEOGRAPHIC, "label": "見本", "payer": Payer.CITY} | wishes
    with pytest.raises(refusal):
        save_line(by=ADMIN, **whole)  # type: ignore[arg-type]
    assert Line.objects.count() == 1


def test_a_change_of_a_number_stands_in_the_history_and_operators_change_nothing() -> None:
    numbered("hatsukaichi")
    line = Line.objects.get()
    wishes = {"number": "", "kind": LineKind.TOLL_FREE, "label": "代表", "payer": Payer.CITY, "carrier": "見本電話"}
    save_line(line=line, by=MANAGER, **wishes)  # type: ignore[arg-type]
    save_line(line=line, by=MANAGER, **wishes)  # type: ignore[arg-type]
    assert Event.objects.filter(kind="line.changed").count() == 1
    with pytest.raises(MissingRight):
        save_line(line=line, by=OPERATOR, **wishes)  # type: ignore[arg-type]


# How many


@pytest.mark.req("TEL-06")
@pytest.mark.preset_key("telephone.lines_min")
def test_hatsukaichi_begins_with_two_lines_and_never_has_fewer() -> None:
    applied("hatsukaichi")
    assert capacity_on("lines", TODAY) == 2
    with pytest.raises(actions.TooFew):
        set_capacity("lines", 1, effective_on=TODAY, agreed_with="市民課", agreed_on=TODAY, by=MANAGER)
    set_capacity("lines", 3, effective_on=TOMORROW, agreed_with="市民課", agreed_on=TODAY, by=MANAGER)
    assert (capacity_on("lines", TODAY), capacity_on("lines", TOMORROW)) == (2, 3)


@pytest.mark.req("TEL-07")
@pytest.mark.preset_key("staffing.seats_min", "staffing.seats_usual", "staffing.seats_max")
def test_nishitokyo_begins_with_four_seats_and_changes_them_only_in_agreement() -> None:
    applied("nishitokyo")
    assert capacity_on("seats", date(2026, 8, 1)) == 4
    with pytest.raises(actions.AgreementMissing):
        set_capacity("seats", 6, effective_on=TODAY, agreed_with="", agreed_on=None, by=MANAGER)
    with pytest.raises(actions.DayInThePast):
        set_capacity("seats", 6, effective_on=TODAY - DAY, agreed_with="市", agreed_on=TODAY, by=MANAGER)
    set_capacity("seats", 6, effective_on=TODAY, agreed_with="市民課", agreed_on=TODAY - DAY, by=MANAGER)
    assert capacity_on("seats", TODAY) == 6
    with pytest.raises(actions.TooFew):
        set_capacity("seats", 3, effective_on=TODAY, agreed_with="市", agreed_on=TODAY, by=MANAGER)
    change_settings({"staffing.seats_max": 8}, by=ADMIN)
    with pytest.raises(actions.TooMany):
        set_capacity("seats", 9, effective_on=TODAY, agreed_with="市", agreed_on=TODAY, by=MANAGER)


@pytest.mark.req("TEL-06")
@pytest.mark.preset_key("telephone.lines_grow")
def test_the_peak_stands_beside_and_a_full_day_is_told_where_lines_shall_grow() -> None:
    applied("hatsukaichi")
    called("a", 0, 10)
    called("b", 5, 10)
    called("c", 10, 5)  # takes the line that the first one leaves
    assert peaks("lines", TODAY, TODAY) == {TODAY: 2}
    assert days_without_a_free_line(TODAY) == [TODAY]
    change_settings({"telephone.lines_grow": False}, by=ADMIN)
    assert days_without_a_free_line(TODAY) == []


def test_a_call_over_midnight_counts_on_both_days() -> None:
    applied("nishitokyo")
    called("a", 14 * 60 - 1, 2)
    assert peaks("lines", TODAY, TOMORROW) == {TODAY: 1, TOMORROW: 1}


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)), max_size=8))
def test_the_peak_is_what_counting_each_moment_finds(calls: list[tuple[int, int]]) -> None:
    begin = datetime(2026, 12, 1, tzinfo=clock.TOKYO)
    spans = [(begin + timedelta(minutes=at), begin + timedelta(minutes=at + length)) for at, length in calls]
    counted = max((sum(at <= moment < at + length for at, length in calls) for moment in range(80)), default=0)
    assert peak_of(spans) == counted


# Minutes


@pytest.mark.req("TEL-02")
@pytest.mark.preset_key("telephone.costs_paid_by_contractor")
def test_minutes_of_a_month_stand_by_number_and_payer() -> None:
    numbered("digital-agency", ip="05000001111")
    called("a", 0, 5)
    called("b", 10, 2.5)
    called("c", 20, 4, number=IP)
    called("d", 30, 3, number="0300000000", direction="outgoing")
    called("e", 40, 9, direction="internal")
    called("f", -60 * 24 * 40, 60)
    found = {(row.label, row.direction): row for row in minutes_of(TODAY)}
    assert found["フリーダイヤル", "incoming"].minutes == 7.5
    assert (found["フリーダイヤル", "incoming"].calls, found["フリーダイヤル", "incoming"].payer) == (2, "agency")
    assert found["050番号（IP電話から）", "incoming"].minutes == 4
    assert (found["発信", "outgoing"].minutes, found["発信", "outgoing"].payer) == (3, "contractor")
    change_settings({"telephone.costs_paid_by_contractor": False}, by=ADMIN)
    assert {row.payer for row in minutes_of(TODAY) if row.direction == "outgoing"} == {"agency"}


@pytest.mark.preset_key("telephone.outgoing_calls_a_week", "telephone.outgoing_minutes")
def test_what_the_contract_expects_of_outgoing_calls_stands_beside() -> None:
    applied("digital-agency")
    assert (expected_outgoing().most_a_week, expected_outgoing().minutes) == (5, 5)
    applied_words = {"telephone.outgoing_calls_a_week": "not_stated"}
    change_settings(applied_words, by=ADMIN)
    assert expected_outgoing().most_a_week is None


# Checklists


@pytest.mark.req("TEL-03", "TEL-05", "TEL-16", "TEL-20", "TEL-21", "TEL-23")
@pytest.mark.preset_key(
    "telephone.is_new_number",
    "telephone.number_reported_at_once",
    "telephone.all_regions",
    "telephone.number_at_end",
    "telephone.name_transfer_no_forwarding",
)
def test_each_body_has_the_checklist_that_its_contract_asks_for() -> None:
    tests = {"test_regions", "test_fixed", "test_mobile", "test_smartphone"}
    usual = {"get_number", "settings_ready", "test_call", "recorder_place"} | tests
    wanted = {
        "hatsukaichi": usual,
        "kawagoe": usual | {"hand_over"},
        "nishitokyo": usual | {"report_number"},
        "digital-agency": usual | {"name_transfer", "name_on"},
    }
    applied("hatsukaichi")
    for body, expected in wanted.items():
        LineTask.objects.all().delete()
        with_words_of(body)
        assert codes() == expected, body
    assert "引き継いで" in task_of("get_number").title  # Digital Agency keeps its number
    change_settings({"telephone.is_new_number": True, "telephone.all_regions": False}, by=ADMIN)
    keep_line_tasks.call()
    assert "申し込んで" in task_of("get_number").title
    assert not codes() & tests


WORDS = ("is_new_number", "number_reported_at_once", "all_regions", "number_at_end", "name_transfer_no_forwarding")


def with_words_of(body: str) -> None:
    """Another body's words in this installation: a checklist is made of words only."""
    words = presets.read_folder(presets.folder_of(body))["calls"].sections["telephone"]
    change_settings({f"telephone.{name}": getattr(words, name) for name in WORDS}, by=ADMIN)
    keep_tasks(by=SYSTEM)


@pytest.mark.req("TEL-23")
def test_the_line_is_ready_and_tested_on_the_day_before_the_opening() -> None:
    applied("hatsukaichi")
    assert task_of("settings_ready").due_on == date(2026, 6, 30)
    assert task_of("test_call").due_on == date(2026, 6, 30)


@pytest.mark.req("TEL-20")
def test_a_number_that_is_fixed_is_reported_by_the_next_day() -> None:
    applied("nishitokyo")
    before = task_of("report_number").due_on
    change_settings({"telephone.number": FREE}, by=ADMIN)
    enter_numbers_of_contract(by=ADMIN)
    assert task_of("report_number").due_on == TOMORROW != before


@pytest.mark.req("TEL-21")
def test_at_the_end_the_number_is_handed_over_and_the_day_follows_the_contract() -> None:
    applied("kawagoe")
    assert task_of("hand_over").due_on == date(2026, 3, 31)
    change_settings({"contract.service_until": "2026-09-30"}, by=ADMIN)
    keep_line_tasks.call()
    assert task_of("hand_over").due_on == date(2026, 9, 30)
    move_task(task_of("hand_over"), due_on=date(2026, 9, 1), note="市と協議", by=MANAGER)
    keep_line_tasks.call()
    assert task_of("hand_over").due_on == date(2026, 9, 1)  # what a person decided stays


@pytest.mark.req("TEL-03", "TEL-23")
def test_a_test_is_done_only_with_a_proof_such_as_the_call_itself() -> None:
    applied("kawagoe")
    task = task_of("test_mobile")
    with pytest.raises(actions.ProofMissing):
        finish_task(task, by=MANAGER)
    call = called("test-1", 0, outcome="test")
    done = finish_task(task, call=call, proof="携帯電話から確認", by=MANAGER)
    assert (done.done_on, done.call, done.done_by) == (TODAY, call, "manager")
    with pytest.raises(actions.TaskDone):
        finish_task(task, proof="もう一度", by=MANAGER)
    reopened = reopen_task(done, reason="別の携帯で確認", by=MANAGER)
    assert reopened.done_on is None


@pytest.mark.parametrize("file", [b"MZ\x90", b"<html>", PDF + b"0" * (4 * 1024 * 1024)])
def test_a_proof_is_a_pdf_or_a_picture_of_a_bearable_size(file: bytes) -> None:
    applied("kawagoe")
    with pytest.raises(actions.ProofFileRefused):
        finish_task(task_of("test_mobile"), file=file, file_name="x.pdf", by=MANAGER)


def test_the_name_of_a_proof_holds_no_path_and_the_ending_of_what_it_is() -> None:
    applied("kawagoe")
    done = finish_task(task_of("test_mobile"), file=PDF, file_name="..\\..\\試験 記録.exe", by=MANAGER)
    assert done.file_name == "試験 記録.pdf"


def test_a_task_of_our_own_can_be_added_and_what_the_contract_drops_is_dropped() -> None:
    applied("kawagoe")
    add_task(title="予備の回線を試す", owner="contractor", due_on=TOMORROW, by=MANAGER)
    change_settings({"telephone.number_at_end": "not_stated"}, by=ADMIN)
    keep_line_tasks.call()
    assert "hand_over" not in codes()
    assert "" in codes()
    change_settings({"telephone.number_at_end": "handed_over_or_cancelled"}, by=ADMIN)
    keep_line_tasks.call()
    assert "hand_over" in codes()


@pytest.mark.req("TEL-02")
def test_citizens_read_beside_the_number_whether_they_pay() -> None:
    numbered("nishitokyo", number="0570-000-111")
    assert "通話料がかかります" in Client().get("/").content.decode()
    save_line(
        line=Line.objects.get(), number="", kind=LineKind.TOLL_FREE, label="代表", payer=Payer.CITY, by=MANAGER
    )
    assert "通話料無料" in Client().get("/").content.decode()
