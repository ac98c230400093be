"""要員計画 on the screen: the day and its weeks, the ledger of peaks, a month that is only thought of, what came."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook

from madoguchi.accounts.rights import Role
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.municipality.models import Site
from madoguchi.planning.forecast.actions import keep_forecast
from madoguchi.planning.models import Peak
from madoguchi.planning.peaks.actions import Entry, enter_peak
from madoguchi.planning.peaks.rules import PeakKind
from madoguchi.workforce.models import PlacedHour
from tests.planning.weeks import lived_through
from tests.web.pages import words as words_of
from tests.worlds import PRESENT, TODAY, actor, applied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]
SignedIn = Callable[[Role], Client]
HOME, PEAKS = "/staff/manager/staffing/plan/", "/staff/manager/staffing/plan/peaks/"
WHAT_IF, PAST = f"{HOME}what-if/", f"{HOME}past/"
NOTICE = {
    "kind": "renewal",
    "name": "12月の更新通知",
    "letters": "１０００",
    "sent_on": "2026/12/7",
    "begins_on": "令和8年12月9日",
    "days": "4",
    "calls": "",
    "places": "",
    "note": "",
}


def words(answer: HttpResponse) -> str:
    """Close together: where a tag stood is no word."""
    return words_of(answer.content.decode()).replace(" ", "")


@pytest.mark.req("WFM-01", "WFM-02", "WFM-03")
def test_the_day_says_calls_and_seats_of_each_half_hour_and_what_they_rest_on(
    site: Site, signed_in: SignedIn
) -> None:
    page = words(signed_in(Role.MANAGER).get(HOME))
    assert "入電の予測は75件です" in page
    assert "契約の席数は2席" in page
    assert "8:30〜9:00" in page
    assert "目標の応答率80%（契約の目標）" in page
    assert "契約の想定は月1500件（開庁日約20日）" in page
    assert "契約の想定は5分00秒、実績はまだ100件に足りません" in page
    assert "次の時期に入電の山がある" in page
    assert "70〜100件、うち電話60〜70%" in page
    closed = words(signed_in(Role.CITY_CLERK).get(HOME, {"day": "2026-12-05"}))
    assert "電話の休業日です" in closed
    assert signed_in(Role.MANAGER).get(HOME, {"day": "nonsense"}).status_code == 404


@pytest.mark.req("WFM-02", "WFM-03")
def test_the_day_shows_what_came_beside_what_was_said(site: Site, signed_in: SignedIn) -> None:
    lived_through(date(2026, 11, 2), TODAY, calls_a_day=16, talk=500, after=100)
    page = words(signed_in(Role.SUPERVISOR).get(HOME))
    assert "計画は10分00秒。契約の想定は5分00秒、実績は10分00秒" in page
    assert "契約の席より多い" not in page
    busy = words(signed_in(Role.SUPERVISOR).get(HOME, {"day": "2026-11-30"}))
    assert "11月30日" in busy


@pytest.mark.req("WFM-03")
def test_a_body_without_a_forecast_is_told_what_to_do(signed_in: SignedIn) -> None:
    with time_machine.travel(clock.start_of(date(2026, 9, 1)), tick=False):
        applied("nishitokyo")
        page = words(signed_in(Role.MANAGER).get(HOME))
    assert "入電の見込みがまだありません" in page
    assert "人口207227人" in page
    assert "月2824通ほど" in page
    assert "契約に目標がないため、設定の値" in page


@pytest.mark.req("WFM-07")
def test_a_notice_is_entered_seen_in_the_plan_changed_and_called_off(site: Site, signed_in: SignedIn) -> None:
    manager = signed_in(Role.MANAGER)
    assert "まだ登録がありません" in words(manager.get(PEAKS))
    answer = manager.post(f"{PEAKS}new/", NOTICE, follow=True)
    assert "12月9日からの予測に入ります" in words(answer)
    peak = Peak.objects.get()
    assert (peak.calls, peak.places, peak.letters, peak.begins_on) == (80, 200, 1000, date(2026, 12, 9))
    page = words(manager.get(HOME, {"day": "2026-12-09"}))
    assert "入電の予測は107件です" in page  # 75 and the first day's 32
    assert "次の時期に入電の山がある" not in page
    manager.post(f"{PEAKS}{peak.pk}/", {**NOTICE, "calls": "10", "places": "5"})
    peak.refresh_from_db()
    assert (peak.calls, peak.places) == (10, 5)
    refused = manager.post(f"{PEAKS}new/", {**NOTICE, "letters": ""})
    assert "通数を入力してください" in words(refused)
    assert "取りやめました" in words(manager.post(f"{PEAKS}{peak.pk}/drop/", follow=True))
    assert "取りやめ" in words(manager.get(f"{PEAKS}{peak.pk}/"))
    assert Event.objects.filter(kind="peak.dropped").count() == 1


@pytest.mark.req("WFM-07")
def test_what_a_notice_brought_is_told_from_the_weeks_around_it(site: Site, signed_in: SignedIn) -> None:
    for first, last, calls in (("11-02", "11-13", 40), ("11-16", "11-17", 65), ("11-18", "11-30", 40)):
        lived_through(date.fromisoformat(f"2026-{first}"), date.fromisoformat(f"2026-{last}"), calls_a_day=calls)
    enter_peak(Entry(PeakKind.RENEWAL, "", date(2026, 11, 16), 2, 300, 0, letters=1000), by=actor(Role.MANAGER))
    page = words(signed_in(Role.CITY_CLERK).get(PEAKS))
    assert "300件（100通に30.0）" in page
    assert "50件（100通に5.0）" in page
    assert "実績は、100通あたり5.0件の入電でした" in words(signed_in(Role.MANAGER).get(f"{PEAKS}new/"))


@pytest.mark.req("WFM-07")
def test_who_may_only_look_changes_nothing(site: Site, signed_in: SignedIn) -> None:
    peak = enter_peak(Entry(PeakKind.CITY, "広報", TODAY, 3, 30, 0), by=actor(Role.MANAGER))
    for role in (Role.OPERATOR, Role.CITY_ADMIN):
        client = signed_in(role)
        assert "山を登録する" not in words(client.get(PEAKS))
        assert "広報" in words(client.get(f"{PEAKS}{peak.pk}/"))
        assert client.get(f"{PEAKS}new/").status_code == 403
        assert client.post(f"{PEAKS}{peak.pk}/drop/").status_code == 403
        client.post(f"{PEAKS}{peak.pk}/", {**NOTICE, "calls": "9"})
    peak.refresh_from_db()
    assert (peak.calls, peak.dropped_at) == (30, None)


@pytest.mark.req("WFM-01", "WFM-02")
@pytest.mark.parametrize(("calls", "target", "seats"), [("1500", "80", 2), ("２５００", "90", 3)])
def test_what_if_says_the_seats_that_keep_the_target(
    site: Site, signed_in: SignedIn, calls: str, target: str, seats: int
) -> None:
    client = signed_in(Role.MANAGER)
    asked = {"calls": calls, "days": "20", "minutes": "5", "target": target, "patience": "120"}
    page = words(client.get(WHAT_IF, asked))
    assert f"全日{seats}席で、月の応答率は" in page
    at_first = words(client.get(WHAT_IF))
    assert "全日2席で" in at_first
    assert "入力してください" in words(client.get(WHAT_IF, {**asked, "minutes": ""}))
    assert client.get(WHAT_IF, {**asked, "calls": "500000", "minutes": "60"}).status_code == 200


@pytest.mark.req("WFM-02", "WFM-12")
def test_what_was_said_stands_beside_what_came(site: Site, signed_in: SignedIn) -> None:
    client = signed_in(Role.CITY_ADMIN)
    assert "まだ比べられる日がありません" in words(client.get(PAST))
    day = date(2026, 11, 30)
    enter_peak(Entry(PeakKind.RENEWAL, "11月の通知", day, 1, 20, 0, letters=100), by=actor(Role.MANAGER))
    with time_machine.travel(clock.start_of(day), tick=False):
        keep_forecast(day)
    lived_through(day, day, calls_a_day=80)
    PlacedHour.objects.create(starts_at=clock.start_of(day) + timedelta(hours=9), people=2, seconds=5400, planned=2)
    page = words(client.get(PAST))
    assert "1日で、予測95件に対し着信80件でした" in page
    assert "平均19%、偏りは＋19%" in page
    assert "95（うち山20）着信（件）80差15" in page
    assert "17.0配置（人時間）1.5" in page
    assert "—" in words(client.get(PEAKS))  # one day says nothing of what it would have been
    assert PRESENT.date() > day


@pytest.mark.req("WFM-01", "WFM-03")
def test_two_weeks_of_seats_are_taken_as_a_file_by_its_right(site: Site, signed_in: SignedIn) -> None:
    manager, url = signed_in(Role.MANAGER), f"{HOME}{TODAY}/file/"
    assert "ファイルで受け取る" in words(manager.get(HOME))
    answer = manager.post(url, {"form": "csv"})
    assert answer["Content-Disposition"] == 'attachment; filename="plan-20261130-20261213.csv"'
    lines = answer.content.decode().splitlines()
    assert "日,入電の予測,うち山,必要席数（最大）,席×時間" in lines
    (half,) = (line for line in lines if line.startswith("2026-12-01（火）,8:30,9:00,"))
    assert half.split(",")[4:6] == ["2", "2"]
    assert not any("版" in line for line in lines[:8])  # it stands as it is now
    book = load_workbook(BytesIO(manager.post(url, {"form": "xlsx"}).content))
    assert [sheet.title for sheet in book][1:] == ["1 日ごとの見込み", "2 30分ごとの予測と必要席数"]
    facts = [json.loads(one.body)["facts"] for one in Event.objects.filter(kind="disclosure.exported")]
    assert [one["form"] for one in facts] == ["csv", "xlsx"]
    assert manager.post(url, {"form": "json"}).status_code == 404
    clerk = signed_in(Role.CITY_CLERK)
    assert clerk.post(url, {"form": "csv"}).status_code == 403
    assert "ファイルで受け取る" not in words(clerk.get(HOME))
