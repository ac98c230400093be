"""Of which days a report is, until when it is due, which way it goes. Decides from values alone.

A year is the fiscal year of Japanese offices, from April to March; a week begins on Monday.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from madoguchi.metrics.past.shapes import Period

APRIL = 4
REIWA_BEGAN = 2018  # its first year is the one after
WEEKDAYS = "月火水木金土日"


class Cycle(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"
    EACH_TIME = "each_time"
    ONCE = "once"


CYCLE_LABELS = {
    Cycle.DAILY: "日ごと",
    Cycle.WEEKLY: "週ごと",
    Cycle.MONTHLY: "月ごと",
    Cycle.YEARLY: "年度ごと",
    Cycle.EACH_TIME: "そのつど",
    Cycle.ONCE: "1回",
}


class DueRule(StrEnum):
    CITY_NAMES = "city_names_the_day"  # none until the city names it
    ON_REQUEST = "on_request"
    NEXT_BUSINESS_DAY = "next_business_day"
    BUSINESS_DAYS = "business_days_after"
    DAYS_AFTER = "days_after_month_end"  # calendar days
    DAY_OF_NEXT_MONTH = "day_of_next_month"
    AGREED = "agreed_date"
    PROMPTLY = "promptly"
    BEFORE_START = "before_start"
    AT_MEETING = "at_meeting"
    NOT_STATED = "not_stated"


DUE_LABELS = {
    DueRule.CITY_NAMES: "市が指定する日",
    DueRule.ON_REQUEST: "市が求めたとき",
    DueRule.NEXT_BUSINESS_DAY: "翌営業日",
    DueRule.BUSINESS_DAYS: "期間の末日からN営業日以内",
    DueRule.DAYS_AFTER: "期間の末日からN日以内",
    DueRule.DAY_OF_NEXT_MONTH: "翌月のN日",
    DueRule.AGREED: "協議で決める日",
    DueRule.PROMPTLY: "すみやかに",
    DueRule.BEFORE_START: "運営の開始前",
    DueRule.AT_MEETING: "定例会のとき",
    DueRule.NOT_STATED: "定めなし",
}
NEEDS_A_NUMBER = frozenset({DueRule.BUSINESS_DAYS, DueRule.DAYS_AFTER, DueRule.DAY_OF_NEXT_MONTH})
SOMEBODY_MUST_NAME_IT = frozenset({DueRule.CITY_NAMES, DueRule.AGREED})


class State(StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    ISSUED = "issued"
    ELSEWHERE = "elsewhere"  # its contents are made elsewhere; here only when it is due and that it was handed in


STATE_LABELS = {
    State.DRAFT: "下書き",
    State.REVIEW: "確認待ち",
    State.ISSUED: "確定",
    State.ELSEWHERE: "内容は別に作成",
}
MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.REVIEW}),
    State.REVIEW: frozenset({State.DRAFT, State.ISSUED}),
    State.ISSUED: frozenset({State.DRAFT}),  # to be issued once more, as a version of its own
    State.ELSEWHERE: frozenset({State.DRAFT}),  # once a form is agreed on
}


class Way(StrEnum):
    EMAIL = "email"  # 000 Q18
    VISIT = "visit"  # 000 Q18
    SYSTEM = "system"
    MEDIA = "media"
    PAPER = "paper"


WAY_LABELS = {
    Way.EMAIL: "メール",
    Way.VISIT: "来庁して報告",
    Way.SYSTEM: "このシステムで市が閲覧",
    Way.MEDIA: "電子媒体",
    Way.PAPER: "紙",
}


@dataclass(frozen=True)
class Due:
    """`on`: the day until which it is to be handed in, that day included."""

    on: date | None
    remind_on: date | None = None
    must_be_named: bool = False

    def is_late(self, today: date) -> bool:
        return self.on is not None and today > self.on

    def is_near(self, today: date) -> bool:
        return self.remind_on is not None and today >= self.remind_on


def period_of(cycle: Cycle, day: date) -> Period:
    """The one that holds the day. What comes each time or once is of the day that is named."""
    match cycle:
        case Cycle.WEEKLY:
            monday = day - timedelta(days=day.weekday())
            return Period(monday, monday + timedelta(days=6))
        case Cycle.MONTHLY:
            return Period(day.replace(day=1), _next_month(day) - timedelta(days=1))
        case Cycle.YEARLY:
            year = day.year if day.month >= APRIL else day.year - 1
            return Period(date(year, APRIL, 1), date(year + 1, APRIL, 1) - timedelta(days=1))
        case _:
            return Period(day, day)


def period_before(cycle: Cycle, period: Period) -> Period:
    return period_of(cycle, period.first - timedelta(days=1))


def period_after(cycle: Cycle, period: Period) -> Period:
    return period_of(cycle, period.last + timedelta(days=1))


def ended_periods(cycle: Cycle, *, since: date, today: date) -> Iterator[Period]:
    """Those that have ended before today and not before `since`, the oldest first. None of what comes each time."""
    if cycle in (Cycle.EACH_TIME, Cycle.ONCE):
        return
    period = period_of(cycle, since)
    while period.last < today:
        yield period
        period = period_after(cycle, period)


def in_words(cycle: Cycle, period: Period) -> str:
    first, last = period.first, period.last
    if cycle is Cycle.YEARLY:
        return f"令和{first.year - REIWA_BEGAN}年度"
    if cycle is Cycle.MONTHLY:
        return f"令和{first.year - REIWA_BEGAN}年{first.month}月分"
    if first == last:
        return _day(first)
    return f"{_day(first)}〜{_day(last)}"


def _day(day: date) -> str:
    return f"令和{day.year - REIWA_BEGAN}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def due_on(
    rule: DueRule,
    number: int,
    period: Period,
    *,
    named: date | None,
    business_day_after: Callable[[date, int], date],
    business_day_before: Callable[[date], date],
) -> Due:
    """A day that was named for this one report goes before the rule."""
    day = named or _by_rule(rule, number, period, business_day_after)
    if day is None:
        return Due(None, must_be_named=rule in SOMEBODY_MUST_NAME_IT)
    return Due(day, business_day_before(day))


def _by_rule(
    rule: DueRule, number: int, period: Period, business_day_after: Callable[[date, int], date]
) -> date | None:
    match rule:
        case DueRule.NEXT_BUSINESS_DAY:
            return business_day_after(period.last, 1)
        case DueRule.BUSINESS_DAYS:
            return business_day_after(period.last, number)
        case DueRule.DAYS_AFTER:
            return period.last + timedelta(days=number)
        case DueRule.DAY_OF_NEXT_MONTH:
            month = _next_month(period.last)
            return min(month + timedelta(days=number - 1), _next_month(month) - timedelta(days=1))
        case _:
            return None


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
