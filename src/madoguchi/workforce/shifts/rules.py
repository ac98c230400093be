"""Who is on duty when; where the plan falls short of the contract or of the law. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise


class Duty(StrEnum):
    TELEPHONE = "telephone"
    MANAGER = "manager"
    SUPERVISOR = "supervisor"
    DATA = "data"
    TRAINING = "training"
    OTHER = "other"


DUTY_LABELS = {
    Duty.TELEPHONE: "電話",
    Duty.MANAGER: "業務責任者",
    Duty.SUPERVISOR: "スーパーバイザー",
    Duty.DATA: "情報処理",
    Duty.TRAINING: "研修",
    Duty.OTHER: "その他",
}


class AbsenceReason(StrEnum):
    """Coarse on purpose: what somebody suffers from is not the plan's business."""

    CONDITION = "condition"
    TRANSPORT = "transport"
    FAMILY = "family"
    OTHER = "other"


ABSENCE_LABELS = {
    AbsenceReason.CONDITION: "体調",
    AbsenceReason.TRANSPORT: "交通の乱れ",
    AbsenceReason.FAMILY: "家庭の事情",
    AbsenceReason.OTHER: "その他",
}

# 労働基準法 第34条: more than six hours of work, 45 minutes; more than eight, an hour. 第32条: eight a day, forty a week.
SIX_HOURS, EIGHT_HOURS, FORTY_HOURS = timedelta(hours=6), timedelta(hours=8), timedelta(hours=40)
SHORT_REST, LONG_REST, NO_REST = timedelta(minutes=45), timedelta(minutes=60), timedelta()


@dataclass(frozen=True, order=True)
class Stretch:
    """From `begins` (inside) to `ends` (outside)."""

    begins: datetime
    ends: datetime

    @property
    def length(self) -> timedelta:
        return self.ends - self.begins

    def __contains__(self, at: datetime) -> bool:
        return self.begins <= at < self.ends

    def overlaps(self, other: "Stretch") -> bool:
        return self.begins < other.ends and other.begins < self.ends


@dataclass(frozen=True)
class Planned:
    """One person's shift with everything that takes them away from it."""

    person: int
    name: str
    duty: Duty
    whole: Stretch
    breaks: tuple[Stretch, ...] = ()
    absences: tuple[Stretch, ...] = ()
    is_standby: bool = False
    deputises: bool = False  # stands in for the responsible person who is not there

    @property
    def at_work(self) -> list[Stretch]:
        """Without breaks and absences. Who stands by is not at work."""
        return [] if self.is_standby else without(self.whole, [*self.breaks, *self.absences])

    @property
    def answers(self) -> bool:
        return self.duty is Duty.TELEPHONE

    @property
    def is_responsible(self) -> bool:
        return self.duty is Duty.MANAGER or self.deputises


@dataclass(frozen=True)
class Wanted:
    """So many people at the telephone, from a moment to another."""

    number: int
    stretch: Stretch


@dataclass(frozen=True)
class Gap:
    stretch: Stretch
    present: int
    wanted: int


@dataclass(frozen=True)
class Level:
    """So many at once, for so long."""

    stretch: Stretch
    number: int


def levels(whole: Stretch, stretches: Iterable[Stretch]) -> list[Level]:
    """`whole`, cut wherever the number of stretches that hold changes."""
    change: dict[datetime, int] = {whole.begins: 0, whole.ends: 0}
    for one in stretches:
        if one.overlaps(whole):
            begins, ends = max(one.begins, whole.begins), min(one.ends, whole.ends)
            change[begins] = change.get(begins, 0) + 1
            change[ends] = change.get(ends, 0) - 1
    found: list[Level] = []
    number = 0
    for begins, ends in pairwise(sorted(change)):
        number += change[begins]
        if found and found[-1].number == number:
            found[-1] = Level(Stretch(found[-1].stretch.begins, ends), number)
        else:
            found.append(Level(Stretch(begins, ends), number))
    return found


def without(whole: Stretch, holes: Iterable[Stretch]) -> list[Stretch]:
    return [level.stretch for level in levels(whole, holes) if not level.number]


def answering(planned: Iterable[Planned]) -> list[Stretch]:
    return [stretch for one in planned if one.answers for stretch in one.at_work]


def fewest_seats(stretch: Stretch, planned: Iterable[Planned]) -> int:
    return min(level.number for level in levels(stretch, answering(planned)))


def gaps(planned: Sequence[Planned], wanted: Iterable[Wanted]) -> list[Gap]:
    """Every interval, however short, in which fewer people answer than are wanted; neighbours that say the same are
    one."""
    there = answering(planned)
    found: list[Gap] = []
    for one in wanted:
        for level in levels(one.stretch, there):
            if level.number >= one.number:
                continue
            last = found[-1] if found else None
            if last and (last.present, last.wanted, last.stretch.ends) == (
                level.number,
                one.number,
                level.stretch.begins,
            ):
                found[-1] = Gap(Stretch(last.stretch.begins, level.stretch.ends), level.number, one.number)
            else:
                found.append(Gap(level.stretch, level.number, one.number))
    return found


def without_responsible(planned: Iterable[Planned], opening: Iterable[Stretch]) -> list[Stretch]:
    """A-47: neither the responsible person nor a deputy is there."""
    there = [stretch for one in planned if one.is_responsible for stretch in one.at_work]
    return [stretch for hours in opening for stretch in without(hours, there)]


class Breach(StrEnum):
    REST = "rest"
    LONG_DAY = "long_day"
    LONG_WEEK = "long_week"
    NO_FREE_DAY = "no_free_day"


@dataclass(frozen=True)
class Worked:
    """One person's day, all their shifts together."""

    work: timedelta
    rest: timedelta  # between the first and the last moment of work


def worked(of_person: Iterable[Planned]) -> Worked:
    at_work = [stretch for one in of_person for stretch in one.at_work]
    if not at_work:
        return Worked(NO_REST, NO_REST)
    whole = Stretch(min(one.begins for one in at_work), max(one.ends for one in at_work))
    rest = sum((one.length for one in without(whole, at_work)), NO_REST)
    return Worked(whole.length - rest, rest)


def rest_wanted(work: timedelta) -> timedelta:
    """第34条, of the hours that are worked."""
    if work > EIGHT_HOURS:
        return LONG_REST
    return SHORT_REST if work > SIX_HOURS else NO_REST


def breaches_of_day(day: Worked) -> list[Breach]:
    found = [Breach.REST] if day.rest < rest_wanted(day.work) else []
    return [*found, Breach.LONG_DAY] if day.work > EIGHT_HOURS else found


def breaches_of_week(days: Sequence[Worked]) -> list[Breach]:
    """`days`: seven of them, those without work too (第32条, 第35条)."""
    found = [Breach.LONG_WEEK] if sum((day.work for day in days), NO_REST) > FORTY_HOURS else []
    return [*found, Breach.NO_FREE_DAY] if len(days) == 7 and all(day.work for day in days) else found


def rest_to_plan(length: timedelta) -> timedelta:
    """The shortest break that makes a shift of this length lawful."""
    return next(rest for rest in (NO_REST, SHORT_REST, LONG_REST) if rest >= rest_wanted(length - rest))


def are_inside(whole: Stretch, breaks: Sequence[Stretch]) -> bool:
    """第34条: in the midst of the work, not at its edge; and one after the other."""
    ordered = sorted(breaks)
    apart = all(before.ends <= after.begins for before, after in pairwise(ordered))
    return apart and all(whole.begins < one.begins < one.ends < whole.ends for one in ordered)
