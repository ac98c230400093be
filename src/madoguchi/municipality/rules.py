"""Pure decisions about hours and opening days. Times are Tokyo wall time; spans are half-open."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from itertools import pairwise


class Calendar(StrEnum):
    TELEPHONE = "telephone"
    COUNTER = "counter"


CALENDAR_LABELS = {Calendar.TELEPHONE: "電話", Calendar.COUNTER: "窓口"}
DAY_KINDS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")
DAY_KIND_LABELS = dict(zip(DAY_KINDS, (*"月火水木金土日", "祝日"), strict=True))
WORKDAYS = frozenset(DAY_KINDS[:5])

SPAN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–〜~]\s*([01]?\d|2[0-3]):([0-5]\d)")
MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, order=True)
class Span:
    """From `opens` (inside) to `closes` (outside) of one day."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


def read_span(written: str) -> Span:
    """ "8:30-17:00" -> Span; ValueError says in Japanese what is wrong."""
    match = SPAN.fullmatch(written.strip())
    if not match:
        raise ValueError(f"時間帯は「08:30-17:00」の形で書きます。「{written}」は読めません。")
    hours = [int(part) for part in match.groups()]
    span = Span(time(hours[0], hours[1]), time(hours[2], hours[3]))
    if span.closes <= span.opens:
        raise ValueError(f"終了が開始より後になっていません: {span}")
    return span


def read_hours(written: Iterable[str]) -> tuple[Span, ...]:
    """The spans of one day, in order; overlapping ones are refused, touching ones are not."""
    spans = tuple(sorted(read_span(text) for text in written))
    for earlier, later in pairwise(spans):
        if later.opens < earlier.closes:
            raise ValueError(f"同じ日の時間帯が重なっています: {earlier} と {later}")
    return spans


def written_hours(spans: Iterable[Span]) -> list[str]:
    return [str(span) for span in spans]


def tidy_hours(written: Iterable[str]) -> list[str]:
    """In their order and as they are written everywhere."""
    return written_hours(read_hours(written))


def hours_outside_frame(spans: Sequence[Span], frame: Sequence[Span]) -> tuple[Span, ...]:
    """002 No.6: hours change only inside the agreed frame. An empty frame is no frame."""
    if not frame:
        return ()
    return tuple(span for span in spans if not any(_inside(span, of_frame) for of_frame in frame))


def _inside(span: Span, frame: Span) -> bool:
    return frame.opens <= span.opens and span.closes <= frame.closes


def is_month_day(written: str) -> bool:
    return bool(MONTH_DAY.fullmatch(written))


def in_yearly_closure(day: date, first: str, last: str) -> bool:
    """Is the day within "12-29" … "01-03", both inside? Empty: there is no such closure."""
    if not first or not last:
        return False
    at = f"{day:%m-%d}"
    if first <= last:
        return first <= at <= last
    return at >= first or at <= last


def day_kind(day: date, *, is_holiday: bool) -> str:
    return "holiday" if is_holiday else DAY_KINDS[day.weekday()]


@dataclass(frozen=True)
class SpecialDay:
    """One day that differs: closed by agreement (no spans) or opened specially."""

    spans: tuple[Span, ...]
    note: str


@dataclass(frozen=True)
class Pattern:
    """What is known of a calendar on a day."""

    week: Mapping[str, Sequence[Span]]  # day kind -> spans
    yearly_closure: tuple[str, str] = ("", "")
    service_from: date = date.min
    service_until: date = date.max  # the last day


class Why(StrEnum):
    """Which rule made the day what it is."""

    WEEK = "week"
    HOLIDAY = "holiday"
    YEAR_END = "year_end"
    AGREED = "agreed"  # a single day, closed or opened
    OUTSIDE_SERVICE = "outside_service"


@dataclass(frozen=True)
class DayPlan:
    spans: tuple[Span, ...] = field(default=())
    reason: str = ""
    why: Why = Why.WEEK


def plan_of_day(day: date, *, pattern: Pattern, holiday_name: str, special: SpecialDay | None) -> DayPlan:
    """What holds on a day. The contract's period first, then what was agreed for this day, then the year-end,
    then the week."""
    if not pattern.service_from <= day <= pattern.service_until:
        return DayPlan((), "開設期間外", Why.OUTSIDE_SERVICE)
    if special is not None:
        reason = special.note or ("臨時の開設" if special.spans else "臨時の休業")
        return DayPlan(special.spans, reason, Why.AGREED)
    if in_yearly_closure(day, *pattern.yearly_closure):
        return DayPlan((), "年末年始", Why.YEAR_END)
    kind = day_kind(day, is_holiday=bool(holiday_name))
    spans = tuple(pattern.week.get(kind, ()))
    why = Why.HOLIDAY if holiday_name else Why.WEEK
    if spans:
        return DayPlan(spans, holiday_name, why)
    return DayPlan((), holiday_name or f"{DAY_KIND_LABELS[kind]}曜日は休み", why)
