"""Where the city's own system holds the bookings: number, time and outcome, and the month's figure (STF-15)."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.html import strip_tags

from madoguchi.accounts.rights import Role
from madoguchi.booking.external.actions import Entry, read_months, record_external, tell_months, withdraw_external
from madoguchi.booking.external.models import ExternalMonth, ExternalRecord
from madoguchi.booking.external.queries import months, records_visible_to, with_number
from madoguchi.booking.external.refusals import (
    MonthNotYet,
    MonthsUnreadable,
    NoExternalRecords,
    RecordIncomplete,
    RecordWithdrawn,
)
from madoguchi.booking.external.rules import Outcome, Reason, missing_in
from madoguchi.booking.models import Booking
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality import parts
from madoguchi.municipality.actions import change_settings
from tests.worlds import ADMIN, CLERK, OPERATOR, PRESENT, applied

PAGE = "/staff/operator/external/"
VISIT = clock.moment(date(2026, 12, 10), PRESENT.time())
SignIn = Callable[[Role], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.req("STF-15", "INT-07")]


@pytest.fixture(autouse=True)
def present() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PRESENT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def kawagoe() -> None:
    applied("kawagoe")


def accepted(number: str = "KW-0123", **more: object) -> Entry:
    return Entry(**{"outcome": Outcome.ACCEPTED, "number": number, "visit_at": VISIT, **more})  # type: ignore[arg-type]


def typed(**more: object) -> dict[str, object]:
    return {
        "once_key": "3f2c1d7e-8a54-4c1b-9a53-0d3c1b2a4e5f", "outcome": "accepted", "number": "ＫＷ−０１２３", "visit_on": "2026年12月10日",
        "visit_at": "９時半", "people": "2", "procedures": ["pickup"], "reason": "", "note": "", **more,
    }  # fmt: skip


# The switch


@pytest.mark.switch("external_reservations")
@pytest.mark.preset_key("switches.external_reservations")
def test_the_switch_opens_the_records_and_off_leaves_no_trace(kawagoe: None, signed_in: SignIn) -> None:
    operator = signed_in(Role.OPERATOR)
    (words,) = [key.switch.off_words for key in [parts.key("switches.external_reservations")] if key.switch]
    assert words[0] in operator.get("/staff/").content.decode()
    assert operator.get(PAGE).status_code == 200
    kept = record_external(accepted(), by=OPERATOR)
    change_settings({"switches.external_reservations": False}, by=ADMIN)
    assert not any(word in strip_tags(operator.get("/staff/").content.decode()) for word in words)
    for path in ("", "months/", f"{kept.once_key}/"):
        assert operator.get(PAGE + path).status_code == 404
    assert operator.post(f"{PAGE}find/", {"typed": "1"}).status_code == 404
    with pytest.raises(NoExternalRecords):
        record_external(accepted("KW-9"), by=OPERATOR)


def test_in_this_mode_nothing_is_booked_here(kawagoe: None, signed_in: SignIn) -> None:
    record_external(accepted(), by=OPERATOR)
    assert not Booking.objects.exists()
    operator = signed_in(Role.OPERATOR)
    assert operator.get("/staff/operator/").status_code == 404
    assert "予約する" not in strip_tags(Client().get("/").content.decode())


# Recording


def test_an_operator_records_number_time_procedures_people_and_outcome(kawagoe: None, signed_in: SignIn) -> None:
    operator = signed_in(Role.OPERATOR)
    answer = operator.post(PAGE, typed(), follow=True).content.decode()
    assert "「受け付けた」を記録しました。" in answer
    kept = ExternalRecord.objects.get()
    assert (kept.number, kept.people, kept.outcome) == ("KW−0123", 2, "accepted")
    assert kept.visit_at == clock.moment(date(2026, 12, 10), PRESENT.time().replace(hour=9, minute=30))
    assert [procedure.code for procedure in kept.procedures.all()] == ["pickup"]
    event = Event.objects.get(kind="external.recorded")
    assert (event.actor_kind, facts_of(event)["external_outcome"]) == ("call_centre", "accepted")
    assert "0123" not in event.body


def test_the_same_form_sent_twice_is_one_record(kawagoe: None, signed_in: SignIn) -> None:
    operator = signed_in(Role.OPERATOR)
    operator.post(PAGE, typed())
    operator.post(PAGE, typed())
    assert ExternalRecord.objects.count() == 1
    assert Event.objects.filter(kind="external.recorded").count() == 1


@pytest.mark.parametrize(
    ("outcome", "missing"),
    [
        (Outcome.ACCEPTED, ["number", "visit_on"]),
        (Outcome.CHANGED, ["number", "visit_on"]),
        (Outcome.CANCELLED, ["number"]),
        (Outcome.ASKED, []),
        (Outcome.NOT_BOOKED, ["reason"]),
    ],
)
def test_each_outcome_needs_what_belongs_to_it(outcome: Outcome, missing: list[str]) -> None:
    assert missing_in(outcome, number="", has_visit=False, reason="") == missing


def test_what_is_missing_is_said_at_its_field_and_nothing_is_kept(kawagoe: None, signed_in: SignIn) -> None:
    operator = signed_in(Role.OPERATOR)
    answer = operator.post(PAGE, typed(number="", visit_on="", visit_at="")).content.decode()
    assert "市の予約システムの受付番号を入力してください。" in answer
    assert "予約の日付と時刻を入力してください。" in answer
    assert "両方を入力" in operator.post(PAGE, typed(visit_at="")).content.decode()
    assert "理由を選んでください" in operator.post(PAGE, typed(outcome="not_booked")).content.decode()
    assert not ExternalRecord.objects.exists()
    with pytest.raises(RecordIncomplete):
        record_external(Entry(Outcome.ACCEPTED), by=OPERATOR)


def test_a_booking_that_could_not_be_made_is_kept_with_its_reason(kawagoe: None, signed_in: SignIn) -> None:
    signed_in(Role.OPERATOR).post(
        PAGE, typed(outcome="not_booked", number="", visit_on="", visit_at="", reason="full")
    )
    kept = ExternalRecord.objects.get()
    assert (kept.outcome, kept.reason) == ("not_booked", Reason.FULL)


@pytest.mark.parametrize("written", ["KW-0123", "kw0123", "ＫＷ０１２３", "0123", " kw 01 23 "])
def test_a_record_is_found_by_the_outside_number_however_it_is_typed(
    written: str, kawagoe: None, signed_in: SignIn
) -> None:
    kept = record_external(accepted("KW-0123"), by=OPERATOR)
    record_external(accepted("KW-9999"), by=OPERATOR)
    assert list(with_number(records_visible_to(OPERATOR), written)) == [kept]
    answer = signed_in(Role.OPERATOR).post(f"{PAGE}find/", {"typed": written})
    assert answer.headers["Location"] == f"{PAGE}{kept.once_key}/"


def test_several_with_the_number_are_listed_and_none_is_said(kawagoe: None, signed_in: SignIn) -> None:
    for outcome in (Outcome.ACCEPTED, Outcome.CHANGED):
        record_external(accepted("KW-0123", outcome=outcome), by=OPERATOR)
    operator = signed_in(Role.OPERATOR)
    assert "見つかった記録" in operator.post(f"{PAGE}find/", {"typed": "0123"}).content.decode()
    assert "その受付番号の記録はありません" in operator.post(f"{PAGE}find/", {"typed": "7"}).content.decode()
    assert "受付番号を入力してください" in operator.post(f"{PAGE}find/", {"typed": ""}).content.decode()


def test_a_slip_is_corrected_or_withdrawn_and_both_stay_on_record(kawagoe: None, signed_in: SignIn) -> None:
    kept = record_external(accepted("KW-1"), by=OPERATOR)
    operator, page = signed_in(Role.OPERATOR), f"{PAGE}{kept.once_key}/"
    operator.post(page, typed(once_key=str(kept.once_key), number="KW-2"), follow=True)
    kept.refresh_from_db()
    assert kept.number == "KW-2"
    assert "取り下げた記録です" in operator.post(f"{page}withdraw/", follow=True).content.decode()
    assert operator.post(page, typed()).status_code == 404
    with pytest.raises(RecordWithdrawn):
        withdraw_external(kept, by=OPERATOR)
    kinds = list(Event.objects.filter(about_key=str(kept.once_key)).order_by("id").values_list("kind", flat=True))
    assert [kind for kind in kinds if kind.startswith("external.")] == [
        "external.recorded", "external.corrected", "external.withdrawn",
    ]  # fmt: skip


def test_the_city_sees_and_does_not_record(kawagoe: None, signed_in: SignIn) -> None:
    clerk = signed_in(Role.CITY_CLERK)
    assert "この電話を記録する" not in clerk.get(PAGE).content.decode()
    clerk.post(PAGE, typed())
    assert not ExternalRecord.objects.exists()
    with pytest.raises(MissingRight):
        record_external(accepted(), by=CLERK)


# The month


@pytest.mark.req("REP-12")
def test_what_was_counted_stands_beside_what_the_citys_system_says(
    kawagoe: None, signed_in: SignIn, present: time_machine.Traveller
) -> None:
    present.move_to(PRESENT - timedelta(days=5))
    record_external(accepted("A1"), by=OPERATOR)
    record_external(accepted("A2"), by=OPERATOR)
    withdraw_external(record_external(accepted("A3"), by=OPERATOR), by=OPERATOR)
    record_external(Entry(Outcome.ASKED), by=OPERATOR)
    present.move_to(PRESENT)
    supervisor = signed_in(Role.SUPERVISOR)
    supervisor.post(f"{PAGE}months/", {"months": "2026年11月,5"}, follow=True)
    december, november = months(OPERATOR)
    assert (december.first, december.accepted, december.difference) == (date(2026, 12, 1), 0, None)
    assert (november.accepted, november.difference, november.others) == (2, 3, [("問合せに答えた", 1)])
    page = strip_tags(supervisor.get(f"{PAGE}months/").content.decode())
    assert "+3件" in page
    assert ExternalMonth.objects.get().source == "entered"


def test_months_come_as_csv_too_and_only_what_changes_is_recorded(kawagoe: None) -> None:
    counts = read_months("月,件数\n2026年４月,１２３\n2026-05,45\n2026/6,7件\n")
    assert counts == {date(2026, 4, 1): 123, date(2026, 5, 1): 45, date(2026, 6, 1): 7}
    assert tell_months(counts, source="imported", by=OPERATOR) == 3
    assert tell_months({**counts, date(2026, 6, 1): 8}, source="imported", by=OPERATOR) == 1
    assert Event.objects.filter(kind="external.month_told").count() == 4


@pytest.mark.parametrize("text", ["", "月,件数", "2026年13月,1", "2026年4月", "2026年4月,x", "a,b\nc,d"])
def test_what_is_no_month_is_refused_whole(text: str) -> None:
    with pytest.raises(MonthsUnreadable):
        read_months(text)


def test_a_month_that_has_not_begun_has_no_figure(kawagoe: None, signed_in: SignIn) -> None:
    with pytest.raises(MonthNotYet):
        tell_months({date(2026, 11, 1): 1, date(2027, 1, 1): 1}, source="imported", by=OPERATOR)
    assert not ExternalMonth.objects.exists()
    answer = signed_in(Role.OPERATOR).post(f"{PAGE}months/", {"months": "こんにちは"}).content.decode()
    assert "月と件数のCSVとして読めません" in answer


@pytest.mark.req("SEC-18")
def test_a_month_is_taken_out_as_csv_by_those_who_may(kawagoe: None, signed_in: SignIn) -> None:
    record_external(accepted("=1+1", procedures=["pickup"]), by=OPERATOR)
    page = f"{PAGE}months/2026-12-01/"
    assert signed_in(Role.SUPERVISOR).post(page).status_code == 403
    answer = signed_in(Role.MANAGER).post(page)
    (row,) = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert (row["受付番号"], row["したこと"], row["予約の日時"]) == ("'=1+1", "受け付けた", "2026-12-10 10:00")
    assert facts_of(Event.objects.get(kind="disclosure.exported"))["rows"] == 1
