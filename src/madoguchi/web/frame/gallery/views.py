"""Every component on one page each for the layouts: for developers, screenshots and the accessibility tests.
Reached only in demo mode; it shows no real data and changes none."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from madoguchi.accounts.rights import ALL_RIGHTS
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.clock import TOKYO
from madoguchi.web.frame.calendar import DayState, Filling, Month, month_of
from madoguchi.web.frame.gallery.charts import sample_charts
from madoguchi.web.frame.gallery.forms import EveryField, EveryStaffField, FilterForm, PersonForm
from madoguchi.web.frame.gallery.menu import RIGHT
from madoguchi.web.frame.place import Place
from madoguchi.web.frame.tables import Column, Table

TODAY = date(2026, 11, 21)
STEPS = ["手続きを選ぶ", "日を選ぶ", "時間を選ぶ", "入力する", "確かめる"]
BREADCRUMB = [("ホーム", "/staff/"), ("部品", "/staff/gallery/")]
SOMEBODY = SimpleNamespace(is_authenticated=True, name="見本 花子", get_role_display="市 窓口担当")


@dataclass(frozen=True)
class Sample:
    number: str
    at: str
    procedure: str
    people: int
    state: str


SAMPLES = [
    Sample(
        f"{1000 + n * 37}-{5000 + n * 113}", f"{8 + n // 2}:{'30' if n % 2 else '00'}", procedure, n % 4 + 1, state
    )
    for n, (procedure, state) in enumerate(
        [("カードの受取り", "予約済み"), ("電子証明書の更新・新規発行", "来庁"), ("暗証番号の再設定", "取消し")] * 8
    )
]
COLUMNS = [
    Column(
        "number",
        "予約番号",
        lambda one: one.number,
        url=lambda one: "#content",
        order_by=("number",),
        is_header=True,
    ),
    Column("at", "時間", lambda one: one.at, order_by=("at",)),
    Column("procedure", "手続き", lambda one: one.procedure),
    Column("people", "人数", lambda one: one.people, order_by=("people",), numeric=True),
    Column("state", "状態", lambda one: one.state),
]
TIMELINE = [
    {
        "at": datetime(2026, 11, 20, 16, 5, tzinfo=TOKYO),
        "who": "コールセンター 見本 一郎",
        "what": "予約を変更しました",
        "changes": [("日時", "11月25日 9:00", "11月26日 10:30"), ("メールアドレス", "", "（個人情報）")],
    },
    {
        "at": datetime(2026, 11, 18, 21, 40, tzinfo=TOKYO),
        "who": "市民",
        "what": "予約を受け付けました",
        "url": "#content",
    },
]
SUMMARY = [
    ("手続き", "カードの受取り", "#content"),
    ("日時", "2026年11月26日（木）10:30〜11:00", "#content"),
    ("場所", "市役所本庁舎 1階 市民課"),
]


def staff(request: HttpRequest) -> HttpResponse:
    _as_somebody(request)
    _at_sample_counter(request)
    form = EveryStaffField(request.POST or None, initial={"visitor": "self"})
    if request.method != "POST":
        messages.success(request, "設定を保存しました。12月1日から使われます。")
    table = Table(COLUMNS, SAMPLES, request, caption="本日の予約", filters=FilterForm(request.GET), per_page=8)
    return render(request, "frame/gallery/staff.html", {**_common(), "form": form, "table": table})


def citizen(request: HttpRequest) -> HttpResponse:
    _at_sample_counter(request)
    form = EveryField(request.POST or None)
    return render(request, "frame/gallery/citizen.html", {**_common(), "form": form})


def narrow(request: HttpRequest) -> HttpResponse:
    return render(request, "frame/gallery/narrow.html", {"form": PersonForm(request.POST or None)})


def confirm(request: HttpRequest) -> HttpResponse:
    _as_somebody(request)
    return render(request, "frame/gallery/confirm.html", _common())


def people(request: HttpRequest) -> HttpResponse:
    """A filter that names persons goes by POST, and so do its sorting and paging."""
    _as_somebody(request)
    form = PersonForm(request.POST or None)
    table = Table(COLUMNS, SAMPLES, request, caption="予約の検索", filters=form, method="post", per_page=8)
    empty = Table(COLUMNS, [], request, caption="該当なし", empty_hint="名前の一部でも探せます。", form_id="other")
    return render(request, "frame/gallery/people.html", {**_common(), "table": table, "none": empty})


def charts(request: HttpRequest) -> HttpResponse:
    _as_somebody(request)
    return render(request, "frame/gallery/charts.html", {**_common(), "charts": sample_charts()})


def _common() -> dict[str, Any]:
    return {
        "user": SOMEBODY,
        "breadcrumb": BREADCRUMB,
        "steps": STEPS,
        "month": sample_month(),
        "entries": TIMELINE,
        "rows": SUMMARY,
    }


def _as_somebody(request: HttpRequest) -> None:
    cast(Any, request).actor = Actor(UserKind.CITY, "sample", ALL_RIGHTS | {RIGHT})


def _at_sample_counter(request: HttpRequest) -> None:
    cast(Any, request)._place = Place("見本市", "0120-000-000", "今日の電話受付 8:30〜17:00")


def sample_month() -> Month:
    def state(on: date) -> DayState:
        if on <= TODAY:
            return DayState(Filling.PAST)
        if on == date(2026, 11, 23):
            return DayState(Filling.CLOSED, reason="勤労感謝の日")
        if on.weekday() >= 5:
            return DayState(Filling.CLOSED)
        return (DayState(Filling.OPEN, 24), DayState(Filling.FEW, 3), DayState(Filling.FULL, 0))[on.day % 3]

    link: Callable[[date], str] = lambda on: f"?day={on}"  # noqa: E731
    return month_of(
        TODAY,
        {day: state(day) for day in (date(2026, 11, 1) + timedelta(days=n) for n in range(30))},
        today=TODAY,
        url_of_day=link,
        url_of_month=link,
        first_month=TODAY,
        last_month=date(2027, 1, 31),
        chosen=date(2026, 11, 27),
    )
