"""Which meetings there are, how many a month still wants, what is still to be handed in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.text.seen import seen_mark
from madoguchi.municipality.queries import contract, has_contract, value_of
from madoguchi.reports.meetings.history import MEETING
from madoguchi.reports.meetings.months import is_urgent, month_of, months_between, still_wanted
from madoguchi.reports.models import Meeting, Minutes, Pack
from madoguchi.reports.queries import MAY_VIEW, sees_issued_only
from madoguchi.reports.schedule import Cycle, period_of
from madoguchi.reports.vouching import Kept, Told, damaged

PACKED = Told("meeting.packed", MEETING, "pack_version", "pack_digest")
WORDS = ("attendees", "said", "decided", "to_do")
HANDED = Told("meeting.minutes_handed", MEETING, "minutes_version", "minutes_digest")


@dataclass(frozen=True)
class Month:
    first: date
    meetings: tuple[Meeting, ...]
    missing: int

    @property
    def is_over(self) -> bool:
        return month_of(clock.today()) > self.first


def meetings_a_month() -> int:
    """REP-25; 0: the contract asks for none."""
    return int(value_of("reports.meetings_a_month"))


def minutes_are_written() -> bool:
    """REP-26."""
    return bool(value_of("reports.minutes_written"))


def meetings_visible_to(actor: Actor) -> QuerySet[Meeting]:
    found = Meeting.objects.prefetch_related("minutes__submissions")
    return found if actor.may(MAY_VIEW) else found.none()


def packs_visible_to(actor: Actor) -> QuerySet[Pack]:
    return Pack.objects.select_related("meeting") if actor.may(MAY_VIEW) else Pack.objects.none()


def minutes_visible_to(actor: Actor) -> QuerySet[Minutes]:
    """The city reads what was handed in."""
    found = Minutes.objects.select_related("meeting").prefetch_related("submissions")
    if not actor.may(MAY_VIEW):
        return found.none()
    return found.exclude(digest="") if sees_issued_only(actor) else found


def newest_minutes(meeting: Meeting) -> Minutes | None:
    return next(iter(meeting.minutes.all()), None)


def calendar_around(today: date) -> list[Month]:
    """The months of this fiscal year in which the contract is served, each with its meetings."""
    year = period_of(Cycle.YEARLY, today)
    first, last = year.first, year.last
    if has_contract():
        terms = contract()
        first, last = max(first, terms.service_from), min(last, terms.service_until)
    return [_month(month) for month in months_between(first, last)]


def _month(first: date) -> Month:
    found = tuple(_of_month(first).order_by("starts_at"))
    standing = sum(one.called_off_at is None for one in found)
    return Month(first, found, still_wanted(meetings_a_month(), standing))


def _of_month(first: date) -> QuerySet[Meeting]:
    after = month_of(first + timedelta(days=32))
    return Meeting.objects.filter(starts_at__gte=clock.start_of(first), starts_at__lt=clock.start_of(after))


@dataclass(frozen=True)
class Missing:
    month: date
    count: int
    is_urgent: bool


def missing_this_month(today: date) -> Missing | None:
    """A month that the contract runs through only in part is not asked of: nobody has said that it must have one."""
    month = _month(month_of(today))
    if not month.missing or not has_contract():
        return None
    terms, last = contract(), month_of(month.first + timedelta(days=32)) - timedelta(days=1)
    if month.first < terms.service_from or last > terms.service_until:
        return None
    return Missing(month.first, month.missing, is_urgent(today))


def without_minutes() -> Iterator[Meeting]:
    """Those that were held, and of which nothing, or not the newest version, was handed in; the oldest first."""
    if not minutes_are_written():
        return
    held = Meeting.objects.filter(called_off_at=None, starts_at__lte=clock.now()).prefetch_related("minutes")
    for meeting in held.order_by("starts_at", "pk"):
        newest = newest_minutes(meeting)
        if newest is None or not newest.is_handed_in:
            yield meeting


def words_of(minutes: Minutes | None) -> dict[str, str]:
    return {name: getattr(minutes, name) if minutes else "" for name in WORDS}


def mark_of(minutes: Minutes | None) -> UUID:
    """By which a page says which minutes it has shown."""
    return seen_mark(*words_of(minutes).values())


def damaged_meetings() -> Iterator[str]:
    """What was laid on the table, and what was handed in."""
    packs = Pack.objects.order_by("pk").iterator(chunk_size=100)
    laid = (Kept(str(one.meeting_id), one.version, one.digest, one.is_intact) for one in packs)
    for one in damaged(laid, PACKED):
        what = "まとめた資料がなくなっています" if one.is_gone else "内容がまとめたときと違います"
        yield f"定例会 {one.about} の資料 第{one.version}版: {what}"
    minutes = Minutes.objects.exclude(digest="").order_by("pk").iterator(chunk_size=100)
    handed = (Kept(str(one.meeting_id), one.version, one.digest, one.is_intact) for one in minutes)
    for one in damaged(handed, HANDED):
        what = "提出した議事録がなくなっています" if one.is_gone else "内容が提出したときと違います"
        yield f"定例会 {one.about} の議事録 第{one.version}版: {what}"
