"""Two weeks of free places for so many people: days across, times down."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache

from madoguchi.booking.capacity.window import booking_window, places_between
from madoguchi.booking.models import Outage
from madoguchi.booking.outages.queries import outages_between
from madoguchi.booking.rules import MARK_SIGNS, Mark, mark_of
from madoguchi.core import clock
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import value_of

DAYS = 14
MARK_WORDS = {Mark.FREE: "空きあり", Mark.FEW: "残りわずか", Mark.FULL: "満席", Mark.CLOSED: "枠なし"}


@dataclass(frozen=True)
class Cell:
    starts_at: datetime
    slot_id: int | None
    remaining: int
    mark: Mark
    spoken: str  # "12月2日（水）9:00 空きあり 残り6人"

    @property
    def sign(self) -> str:
        return MARK_SIGNS[self.mark]

    @property
    def is_free(self) -> bool:
        return self.mark in (Mark.FREE, Mark.FEW)


@dataclass(frozen=True)
class Grid:
    days: list[date]
    rows: list[tuple[time, list[Cell]]]
    first: date
    previous: date | None
    following: date | None
    outages: list[str]  # when card procedures cannot be booked
    own: int | None  # the slot of the booking that is to move

    @cached_property  # asked for each of the cells
    def first_free(self) -> int | None:
        """The soonest of all, where the keyboard begins."""
        free = [cell for _, cells in self.rows for cell in cells if cell.is_free and cell.slot_id != self.own]
        return min(free, key=lambda cell: cell.starts_at).slot_id if free else None


def two_weeks(
    site: Site,
    first: date,
    *,
    people: int,
    now: datetime,
    needs_national_system: bool = False,
    is_affected: bool = False,
    own: int | None = None,
) -> Grid:
    last = booking_window(site, today=now.date()).last_day(now)
    first = max(now.date(), min(first, last))
    until = first + timedelta(days=DAYS)
    slots = places_between(
        site,
        first,
        until,
        now=now,
        for_web=False,
        needs_national_system=needs_national_system,
        is_affected=is_affected,
    )
    found = {clock.in_tokyo(slot.starts_at): slot for slot in slots}
    days = sorted({at.date() for at in found})
    few_up_to: int = value_of("booking.few_up_to", on=now.date())

    def cell(day: date, at: time) -> Cell:
        starts_at = clock.moment(day, at)
        slot = found.get(starts_at)
        if slot is None:
            return Cell(starts_at, None, 0, Mark.CLOSED, f"{_words(day, at)} 枠なし")
        places = max(slot.remaining, 0)
        mark = mark_of(remaining=places if places >= people else 0, few_up_to=few_up_to)
        # Where some places are left, and too few, it is not full: the sign says 入れない, and so do the words.
        words = MARK_WORDS[mark] if places >= people or not places else f"{people}人は入れません"
        return Cell(starts_at, slot.slot_id, places, mark, f"{_words(day, at)} {words} 残り{places}人")

    rows = [(at, [cell(day, at) for day in days]) for at in sorted({at.time() for at in found})]
    return Grid(
        days=days,
        rows=rows,
        first=first,
        previous=max(now.date(), first - timedelta(days=DAYS)) if first > now.date() else None,
        following=until if until <= last else None,
        outages=[_stretch_in_words(outage) for outage in outages_between(first, until)],
        own=own,
    )


def _stretch_in_words(outage: Outage) -> str:
    since, until = outage.stretch.starts_at, outage.stretch.ends_at
    words = f"{_words(until.date(), until.time())}まで" if until else "（終わりは未定）"
    return f"{_words(since.date(), since.time())}から{words}"


@lru_cache(maxsize=5_000)
def _words(day: date, at: time) -> str:
    return f"{day.month}月{day.day}日（{clock.WEEKDAYS[day.weekday()]}）{at:%-H:%M}"
