"""シフト on the screen: the week, the day as a picture and a table, an absence from the call to the substitute."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from madoguchi.planning.queries import Interval
from madoguchi.reports.content import to_json
from madoguchi.web.manager.staffing.files import plan_of_shifts
from madoguchi.workforce.models import Absence, Break, Shift
from madoguchi.workforce.shifts.queries import monday_of
from tests.calls.people import seated
from tests.services.signed_in import staff_of
from tests.web.pages import seen, words
from tests.worlds import ADMIN, PRESENT, TODAY, TOMORROW, applied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present", "contract")]
SignedIn = Callable[[Role], Client]
SHIFTS = "/staff/manager/staffing/shifts/"
DAY = f"{SHIFTS}{TOMORROW}/"


@pytest.fixture
def contract(db: None) -> None:
    applied("hatsukaichi")


@pytest.fixture
def supervisor(signed_in: SignedIn) -> Client:
    return signed_in(Role.SUPERVISOR)


def typed(**other: str) -> dict[str, str]:
    who = staff_of(Role.OPERATOR).login_id
    first = {"staff": who, "first": f"{TOMORROW:%Y/%m/%d}", "until": "", "duty": "telephone"}
    return {**first, "begins": "830", "ends": "午後5時", "breaks": "12:00〜13:00", "note": "", **other}


@pytest.mark.req("WFM-04", "WFM-08")
def test_a_shift_is_entered_and_the_day_says_what_is_still_missing(supervisor: Client) -> None:
    page = seen(supervisor, f"{SHIFTS}new/", typed())
    assert "シフトを1日分入れました" in page
    assert "試験 太郎" in page
    assert "責任者不在" in page
    assert "8:30〜12:00 電話に1人。あと1人で2席（取り決めた数）です。" in words(page)
    assert "12:00〜13:00 電話に0人。あと2人で2席（取り決めた数）です。" in words(page)
    week = words(seen(supervisor, f"{SHIFTS}?week={TOMORROW}"))
    assert "取決めに不足" in week
    assert "土曜日は休み" in week.replace("曜日曜日", "曜日")


@pytest.mark.req("WFM-03", "WFM-12", "WFM-16")
def test_plan_need_and_presence_stand_in_one_picture(supervisor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def needed_between(first: date, last: date) -> dict[date, list[Interval]]:
        return {first: [Interval(PRESENT - timedelta(hours=1), PRESENT, 31.5, 5)]}

    monkeypatch.setattr("madoguchi.web.manager.staffing.shifts.half_hours.needed_between", needed_between)
    with time_machine.travel(PRESENT - timedelta(hours=1), tick=False):
        seated("op-a")
    seen(supervisor, f"{SHIFTS}new/", typed(first=f"{TODAY:%Y/%m/%d}"))
    page = seen(supervisor, f"{SHIFTS}{TODAY}/")
    assert "9:00〜9:30 1 — 2 5 1.0 責任者不在 取決めに不足 入電に不足" in words(page)
    assert "10:00〜10:30 1 — 2 — — 責任者不在 取決めに不足" in words(page)
    assert 'class="needed"' in page
    assert 'class="seen"' in page


def test_a_period_is_entered_at_once_and_what_does_not_fit_is_said_in_the_form(supervisor: Client) -> None:
    page = seen(supervisor, f"{SHIFTS}new/", typed(until="2026/12/8"))
    assert "シフトを5日分入れました" in page
    assert "すでにシフトがあります" in seen(supervisor, f"{SHIFTS}new/", typed())
    assert "休憩は「12:00〜13:00」のように" in seen(supervisor, f"{SHIFTS}new/", typed(breaks="正午"))
    assert "労働基準法 第34条" in seen(supervisor, f"{SHIFTS}new/", typed(breaks="8:30-9:00"))


@pytest.mark.req("WFM-11")
def test_breaks_are_given_in_turn_by_one_button(supervisor: Client) -> None:
    for who in (Role.OPERATOR, Role.SUPERVISOR):
        seen(supervisor, f"{SHIFTS}new/", typed(staff=staff_of(who).login_id, breaks=""))
    assert "休憩が足りません" in seen(supervisor, DAY)
    page = seen(supervisor, f"{DAY}breaks/", {})
    assert "2人に休憩を割り当てました" in page
    assert "休憩が足りません" not in page
    one, other = Break.objects.all()
    assert one.ends_at <= other.begins_at


@pytest.mark.req("WFM-10")
def test_an_absence_leads_to_the_people_who_may_stand_in(supervisor: Client) -> None:
    today = f"{TODAY:%Y/%m/%d}"
    seen(supervisor, f"{SHIFTS}new/", typed(first=today))
    standby = staff_of(Role.SUPERVISOR).login_id
    seen(supervisor, f"{SHIFTS}new/", typed(first=today, staff=standby, is_standby="on", breaks=""))
    shift = Shift.objects.get(is_standby=False)
    page = seen(
        supervisor, f"{SHIFTS}{shift.pk}/absent/", {"begins": "8:30", "ends": "12:00", "reason": "transport"}
    )
    assert "代わりの人を決めてください" in page
    assert "待機中" in page
    assert "代わりの人を決める" in seen(supervisor, f"{SHIFTS}{TODAY}/")
    assert "代わりの人のいない欠勤が 1 件" in seen(supervisor, "/staff/")
    absence = Absence.objects.get()
    page = seen(supervisor, f"/staff/manager/staffing/absences/{absence.pk}/", {"staff": standby})
    assert "代わりに入ります" in page
    assert "代わりの人を決める" not in page
    assert "代わりの人のいない欠勤" not in seen(supervisor, "/staff/")


@pytest.mark.req("WFM-13")
def test_today_without_a_responsible_person_is_told_on_the_home_page(supervisor: Client) -> None:
    seen(supervisor, f"{SHIFTS}new/", typed(first=f"{TODAY:%Y/%m/%d}"))
    assert "業務責任者のいない時間帯" in seen(supervisor, "/staff/")
    change_settings({"staffing.managers_stationed": False}, by=ADMIN)
    assert "業務責任者のいない時間帯" not in seen(supervisor, "/staff/")


@pytest.mark.req("WFM-08")
def test_an_operator_reads_their_own_shifts_and_opens_no_other_page(supervisor: Client, operator: Client) -> None:
    seen(supervisor, f"{SHIFTS}new/", typed(note="早番"))
    other = staff_of(Role.OPERATOR, "test-other")
    seen(supervisor, f"{SHIFTS}new/", typed(staff=other.login_id, note="遅番"))
    page = seen(operator, f"{SHIFTS}own/")
    assert "早番" in page
    assert "遅番" not in page
    assert "自分のシフト" in seen(operator, DAY)
    shift = Shift.objects.get(note="早番")
    for url in (f"{SHIFTS}new/", f"{SHIFTS}{shift.pk}/", f"{SHIFTS}{shift.pk}/absent/"):
        assert operator.get(url).status_code == 403


def test_the_city_sees_how_many_and_its_clerk_no_names(supervisor: Client, admin: Client, clerk: Client) -> None:
    seen(supervisor, f"{SHIFTS}new/", typed())
    assert "試験 太郎" in seen(admin, DAY).partition("<main")[2]
    page = seen(clerk, DAY).partition("<main")[2]
    assert "試験 太郎" not in page
    assert "電話に1人" in page
    assert "シフトを入れる" not in page


def test_a_shift_is_changed_and_withdrawn_and_the_history_leads_to_its_day(supervisor: Client) -> None:
    seen(supervisor, f"{SHIFTS}new/", typed())
    shift = Shift.objects.get()
    page = seen(supervisor, f"{SHIFTS}{shift.pk}/", typed(begins="9:00", deputises="on"))
    assert "9:00〜17:00" in page
    assert "責任者の代行" in page
    assert "シフトを取り消しました" in seen(supervisor, f"{SHIFTS}{shift.pk}/withdraw/", {})
    assert Event.objects.filter(about_key=str(TOMORROW)).count() == 3
    history = seen(supervisor, "/staff/office/history/")
    assert DAY in history
    assert "2026年12月2日のシフト" in history


def test_a_week_is_copied_by_one_button(supervisor: Client) -> None:
    seen(supervisor, f"{SHIFTS}new/", typed())
    assert "1件のシフトを写しました" in seen(supervisor, f"{SHIFTS}2026-12-07/copy/", {})
    assert "写すシフトがありません" in seen(supervisor, f"{SHIFTS}2026-12-07/copy/", {})


def test_addresses_that_are_no_day_lead_nowhere(supervisor: Client) -> None:
    assert supervisor.get(f"{SHIFTS}?week=x").status_code == 404
    assert supervisor.get(f"{SHIFTS}2026-02-30/").status_code == 404


@pytest.mark.req("WFM-04", "WFM-08")
def test_a_week_of_shifts_is_taken_as_a_file_with_names_for_those_who_see_them(
    supervisor: Client, signed_in: SignedIn
) -> None:
    seen(supervisor, f"{SHIFTS}new/", typed())
    url = f"{SHIFTS}{TOMORROW}/file/"
    assert supervisor.post(url, {"form": "csv"}).status_code == 403
    taken = signed_in(Role.MANAGER).post(url, {"form": "csv"}).content.decode().splitlines()
    (person,) = (line for line in taken if "試験 太郎" in line)
    assert person.startswith("2026-12-02（水）,試験 太郎,8:30,17:00,")
    assert "12:00〜13:00" in person
    (day,) = (line for line in taken if line.startswith("2026-12-02（水）") and line != person)
    assert ",1,0,0," in day
    content = plan_of_shifts(monday_of(TOMORROW), with_people=False)
    assert "試験 太郎" not in to_json(content)
