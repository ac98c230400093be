"""Whether somebody has what the contract asks of their post. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DUTIES_TABLE = "post_duties.csv"


class Post(StrEnum):
    MANAGER = "manager"
    SUPERVISOR = "supervisor"
    OPERATOR = "operator"
    DATA_STAFF = "data_staff"


POST_LABELS = {
    Post.MANAGER: "業務責任者（総括責任者）",
    Post.SUPERVISOR: "SV（運営責任者）",
    Post.OPERATOR: "オペレーター",
    Post.DATA_STAFF: "情報処理要員",
}


class Employment(StrEnum):
    DIRECT = "direct"
    DISPATCHED = "dispatched"
    SUBCONTRACTED = "subcontracted"


EMPLOYMENT_LABELS = {
    Employment.DIRECT: "直接雇用",
    Employment.DISPATCHED: "派遣",
    Employment.SUBCONTRACTED: "再委託先",
}


class Work(StrEnum):
    """As what somebody worked."""

    MANAGEMENT = "management"
    SUPERVISION = "supervision"
    ANSWERING = "answering"
    OTHER = "other"


WORK_LABELS = {
    Work.MANAGEMENT: "管理者・責任者",
    Work.SUPERVISION: "スーパーバイザー",
    Work.ANSWERING: "オペレーター",
    Work.OTHER: "その他",
}


class Counted(StrEnum):
    """Which experience a contract counts."""

    CALL_CENTRE = "call_centre"
    MANAGEMENT = "management"  # 003 第2-2(3)オ: managing a call centre
    CARD_CALL_CENTRE = "card_call_centre"  # 002 No.2: any of the three in a centre for My Number Cards


@dataclass(frozen=True)
class Career:
    work: Work
    since: date
    until: date | None  # the last day; None: it goes on
    is_call_centre: bool = True
    is_card_work: bool = False
    municipality: str = ""


@dataclass(frozen=True)
class Required:
    """Of one post. 0 and False: nothing is asked."""

    months: int = 0
    counted: Counted = Counted.CALL_CENTRE
    directly_employed: bool = False
    municipalities: int = 0
    within_years: int = 0
    management_only: bool = False  # only the municipalities that were managed count
    may_double: bool = True


@dataclass(frozen=True)
class Held:
    """What is known of a person in a post."""

    employment: Employment
    careers: Sequence[Career]
    also_elsewhere: bool = False


def lacks(held: Held, required: Required, *, on: date) -> Iterator[str]:
    """In words, each with what is there and what is asked. `on`: the day up to which experience counts."""
    months = months_of((one for one in held.careers if counts(one, required.counted)), until=on)
    if months < required.months:
        yield f"経験が{months}か月です（{required.months}か月以上、{on.year}年{on.month}月{on.day}日現在）"
    if required.directly_employed and held.employment is not Employment.DIRECT:
        yield f"{EMPLOYMENT_LABELS[held.employment]}です（直接雇用）"
    if required.municipalities:
        number = municipalities_of(held.careers, required, on=on)
        if number < required.municipalities:
            what = "管理" if required.management_only else "業務"
            yield (
                f"過去{required.within_years}年の{what}の実績が{number}自治体です"
                f"（{required.municipalities}自治体以上）"
            )
    if held.also_elsewhere and not required.may_double:
        yield "ほかの業務と兼ねています（この契約では兼ねられません）"


def counts(career: Career, counted: Counted) -> bool:
    if counted is Counted.MANAGEMENT:
        return career.is_call_centre and career.work is Work.MANAGEMENT
    if counted is Counted.CARD_CALL_CENTRE:
        return career.is_call_centre and career.is_card_work and career.work is not Work.OTHER
    return career.is_call_centre


def months_of(careers: Iterable[Career], *, until: date) -> int:
    """Whole months together; two jobs at the same time count once. Single days of several jobs make a month of thirty."""
    months, days = 0, 0
    for first, after in _merged(careers, until + timedelta(days=1)):
        whole = 0
        while _later(first, whole + 1) <= after:
            whole += 1
        months += whole
        days += (after - _later(first, whole)).days
    return months + days // 30


def municipalities_of(careers: Iterable[Career], required: Required, *, on: date) -> int:
    since = _later(on, -12 * required.within_years)
    return len(
        {
            one.municipality.strip()
            for one in careers
            if one.municipality.strip()
            if not required.management_only or one.work is Work.MANAGEMENT
            if one.since <= on and (one.until is None or one.until >= since)
        }
    )


def _merged(careers: Iterable[Career], end: date) -> list[tuple[date, date]]:
    """From the first day to the day after the last, never beyond `end`."""
    merged: list[tuple[date, date]] = []
    for one in sorted(careers, key=lambda career: career.since):
        after = min(end, one.until + timedelta(days=1)) if one.until else end
        if one.since >= after:
            continue
        if merged and one.since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], after))
        else:
            merged.append((one.since, after))
    return merged


def _later(day: date, months: int) -> date:
    """The same day of a month later; of a shorter month its last."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))
