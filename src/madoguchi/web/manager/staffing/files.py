"""The plan of seats and the plan of shifts as tables to take along: workbook and CSV, as reports have them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from madoguchi.accounts.rights import right
from madoguchi.calls.lines.queries import seats_on
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.shapes import Cell, Column, Period, Table
from madoguchi.planning.forecast.queries import received_between
from madoguchi.reports.content import Content, Section, TableBlock
from madoguchi.reports.drafting import heads_of
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.paper import written_day
from madoguchi.web.manager.reports.files.forms import FORMS
from madoguchi.web.manager.reports.files.views import given
from madoguchi.web.manager.staffing.plan.shown import WEEKDAYS, HalfShown, days_of, halves_of
from madoguchi.web.manager.staffing.plan.weeks import Weeks, weeks_around
from madoguchi.web.manager.staffing.shifts.half_hours import labels_of, needed_seats, usual_seats
from madoguchi.workforce.models import Absence, Break, Shift
from madoguchi.workforce.shifts.queries import MAY_SEE_PEOPLE, WEEK, DayPlan, monday_of, plans_between

MAY_TAKE = right("staffing", "export")
SHEETS = ("xlsx", "csv", "csv_cp932")
DAY, BEGINS, ENDS = Column("day", "日"), Column("begins", "始まり"), Column("ends", "終わり")


def forms_for(actor: Actor) -> list[tuple[str, str]]:
    return [(key, FORMS[key].label) for key in SHEETS] if actor.may(MAY_TAKE) else []


@require_POST
@staff_view(MAY_TAKE)
def plan_file(request: StaffRequest, day: date) -> HttpResponse:
    weeks = weeks_around(day, today=clock.today())
    return _given(request, plan_of_seats(weeks), f"{reverse('manager:plan')}?day={day}")


@require_POST
@staff_view(MAY_TAKE)
def shifts_file(request: StaffRequest, day: date) -> HttpResponse:
    content = plan_of_shifts(monday_of(day), with_people=request.actor.may(MAY_SEE_PEOPLE))
    return _given(request, content, f"{reverse('manager:shifts')}?week={day}")


def _given(request: StaffRequest, content: Content, back: str) -> HttpResponse:
    if request.POST.get("form") not in SHEETS:
        raise Http404
    facts: dict[str, object] = {"of": content.code, "first": f"{content.period.first}"}
    return given(request, content, facts, back, subject="staffing")


def plan_of_seats(weeks: Weeks) -> Content:
    now = clock.now()
    came = received_between(weeks.first, min(weeks.last, now.date())) if weeks.first <= now.date() else {}
    rows: list[tuple[Cell, ...]] = []
    for day, intervals in weeks.needed.items():
        usual = seats_on(day)
        halves = halves_of(intervals, weeks.plan.ground, usual=usual, came=came.get(day, {}), now=now)
        rows += [_half_row(day, one, usual) for one in halves]
    by_day = tuple(
        (_day(one.day), round(one.calls, 1), round(one.extra, 1), one.seats, round(one.seat_hours, 1))
        for one in days_of(weeks.needed)
    )
    days = Table(
        "plan_by_day",
        "日ごとの見込み",
        (
            DAY,
            Column("calls", "入電の予測", Unit.CALLS),
            Column("extra", "うち山", Unit.CALLS),
            Column("seats", "必要席数（最大）", Unit.SEATS),
            Column("seat_hours", "席×時間", Unit.SEATS),
        ),
        by_day,
    )
    halves_table = Table(
        "plan_by_half_hour",
        "30分ごとの予測と必要席数",
        (
            DAY,
            BEGINS,
            ENDS,
            Column("calls", "入電の予測", Unit.CALLS),
            Column("seats", "必要席数", Unit.SEATS),
            Column("usual", "契約の席数", Unit.SEATS),
            Column("received", "着信（実績）", Unit.CALLS),
            Column("rate", "応答率の見込み", Unit.PERCENT),
            Column("wait", "待ちの見込み", Unit.SECONDS),
        ),
        tuple(rows),
    )
    return _content("plan", "要員計画", Period(weeks.first, weeks.last), (days, halves_table))


def _half_row(day: date, one: HalfShown, usual: int) -> tuple[Cell, ...]:
    return (
        _day(day),
        f"{one.starts_at:%-H:%M}",
        f"{one.ends_at:%-H:%M}",
        round(one.calls, 1),
        one.seats,
        usual or None,
        one.received,
        one.rate.part * 1000 // one.rate.whole / 10 if one.rate.whole else None,
        round(one.wait_seconds, 1),
    )


def plan_of_shifts(monday: date, *, with_people: bool) -> Content:
    """Names stand in it for those who see them on the screen."""
    until = monday + WEEK - timedelta(days=1)
    plans = plans_between(monday, until, usual=usual_seats(monday, until), needed=needed_seats(monday, until))
    tables = (_week_table(plans), *([_people_table(plans)] if with_people else []))
    return _content("shifts", "シフト", Period(monday, until), tables)


def _week_table(plans: Iterable[DayPlan]) -> Table:
    people = (
        Column(key, label, Unit.PEOPLE)
        for key, label in (("answering", "電話"), ("other", "ほか"), ("standby", "待機"))
    )
    rows = tuple(
        (
            _day(plan.day),
            "、".join(f"{one.begins:%-H:%M}〜{one.ends:%-H:%M}" for one in plan.opening)
            or f"休み（{plan.closed_because}）",
            plan.answering_people,
            plan.other_people,
            plan.standby_people,
            "、".join(text for text, _ in labels_of(plan)),
        )
        for plan in plans
    )
    return Table(
        "week", "1週間のシフト", (DAY, Column("open", "電話の開設"), *people, Column("short", "足りないもの")), rows
    )


def _people_table(plans: Iterable[DayPlan]) -> Table:
    columns = (
        DAY,
        Column("name", "氏名"),
        BEGINS,
        ENDS,
        Column("duty", "仕事"),
        Column("breaks", "休憩"),
        Column("absent", "欠勤"),
        Column("note", "備考"),
    )
    return Table(
        "shifts", "一人ひとりのシフト", columns, tuple(_shift_row(row) for plan in plans for row in plan.shifts)
    )


def _shift_row(row: Shift) -> tuple[Cell, ...]:
    return (
        _day(row.day),
        row.staff.name,
        _time(row.begins_at),
        _time(row.ends_at),
        f"{row.duty_label}{'（責任者の代行）' if row.deputises else ''}",
        _spans(row.breaks.all()),
        _spans(row.absences.all()),
        row.note,
    )


def _spans(rows: Iterable[Break | Absence]) -> str:
    return "、".join(f"{_time(one.begins_at)}〜{_time(one.ends_at)}" for one in rows)


def _time(at: datetime) -> str:
    return f"{clock.in_tokyo(at):%-H:%M}"


def _day(day: date) -> str:
    return f"{day:%Y-%m-%d}（{WEEKDAYS[day.weekday()]}）"


def _content(code: str, title: str, period: Period, tables: Sequence[Table]) -> Content:
    """As it stands now: it has no version, and nobody confirms it."""
    municipality, contractor, _ = heads_of(clock.today())
    now = clock.now()
    return Content(
        code=code,
        title=title,
        period=period,
        period_words=f"{written_day(period.first)}〜{written_day(period.last)}",
        made_at=now,
        issued_at=now,
        version=0,
        municipality=municipality,
        contractor=contractor,
        sections=tuple(Section(table.heading, (TableBlock(table),)) for table in tables),
    )
