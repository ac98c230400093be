"""A month as people read it: a table of days, each with a sign, words and a number, and where it leads."""

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

SUNDAY_FIRST = calendar.Calendar(firstweekday=6)


class Filling(StrEnum):
    OPEN = "open"
    FEW = "few"
    FULL = "full"
    CLOSED = "closed"  # the counter is not open
    PAST = "past"  # gone by, or too soon or too late to book


SIGNS = {Filling.OPEN: "○", Filling.FEW: "△", Filling.FULL: "×", Filling.PAST: "－"}


@dataclass(frozen=True)
class DayState:
    """What is known of one day: how full, how many places are left, and why not where it is closed."""

    filling: Filling
    left: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Day:
    on: date
    filling: Filling
    left: int | None
    reason: str
    url: str
    is_today: bool
    is_chosen: bool

    @property
    def sign(self) -> str:
        return sign_of(self.filling)

    @property
    def words(self) -> str:
        if self.filling in (Filling.OPEN, Filling.FEW) and self.left is not None:
            return _("残り%(left)s") % {"left": self.left}
        return {
            Filling.OPEN: _("空き"),
            Filling.FEW: _("少し"),
            Filling.FULL: _("満員"),
            Filling.CLOSED: "" if _reads_kanji() else _("休み"),
            Filling.PAST: "",
        }[self.filling]

    @property
    def spoken(self) -> str:
        """11月21日 土曜日、空きあり、残り12"""
        state = {
            Filling.OPEN: _("空きがあります"),
            Filling.FEW: _("残りが少ないです"),
            Filling.FULL: _("満員です"),
            Filling.CLOSED: _("休みです"),
            Filling.PAST: _("予約できません"),
        }[self.filling]
        parts = [_("%(month)s月%(day)s日 %(weekday)s") % self._names(), state]
        if self.left is not None and self.filling in (Filling.OPEN, Filling.FEW):
            parts.append(self.words)
        if self.reason:
            parts.append(self.reason)
        if self.is_today:
            parts.insert(0, _("今日"))
        return _("、").join(parts)

    @property
    def css(self) -> str:
        marks = [self.filling.value, {5: "sat", 6: "sun"}.get(self.on.weekday(), "")]
        marks += ["today"] * self.is_today + ["chosen"] * self.is_chosen
        return " ".join(filter(None, marks))

    def _names(self) -> dict[str, object]:
        return {
            "month": self.on.month if get_language() != "en" else calendar.month_name[self.on.month],
            "day": self.on.day,
            "weekday": weekdays()[(self.on.weekday() + 1) % 7].full,
        }


@dataclass(frozen=True)
class Weekday:
    short: str
    full: str
    css: str


@dataclass(frozen=True)
class Month:
    first: date
    weeks: list[list[Day | None]]
    previous_url: str = ""
    next_url: str = ""

    @property
    def title(self) -> str:
        month: object = self.first.month if get_language() != "en" else calendar.month_name[self.first.month]
        return _("%(year)s年%(month)s月") % {"year": self.first.year, "month": month}

    @property
    def weekdays(self) -> list[Weekday]:
        return weekdays()

    @property
    def legend(self) -> list[tuple[str, str]]:
        return [
            (sign_of(Filling.OPEN), _("空きあり")),
            (sign_of(Filling.FEW), _("残りわずか")),
            (sign_of(Filling.FULL), _("満員")),
            (sign_of(Filling.CLOSED), _("休み")),
        ]


def sign_of(filling: Filling) -> str:
    """休 says it all to who reads it; others get a dash with the word below."""
    if filling == Filling.CLOSED:
        return "休" if _reads_kanji() else "–"
    return SIGNS[filling]


def _reads_kanji() -> bool:
    return (get_language() or "ja").startswith("ja")


def weekdays() -> list[Weekday]:
    """From Sunday, as calendars on Japanese walls."""
    return [
        Weekday(pgettext("weekday", "日"), _("日曜日"), "sun"),
        Weekday(pgettext("weekday", "月"), _("月曜日"), ""),
        Weekday(pgettext("weekday", "火"), _("火曜日"), ""),
        Weekday(pgettext("weekday", "水"), _("水曜日"), ""),
        Weekday(pgettext("weekday", "木"), _("木曜日"), ""),
        Weekday(pgettext("weekday", "金"), _("金曜日"), ""),
        Weekday(pgettext("weekday", "土"), _("土曜日"), "sat"),
    ]


def month_of(
    shown: date,
    states: Mapping[date, DayState],
    *,
    today: date,
    url_of_day: Callable[[date], str],
    url_of_month: Callable[[date], str],
    first_month: date,
    last_month: date,
    chosen: date | None = None,
) -> Month:
    """The month that holds `shown`. Days without a state are closed; only days with room lead on. The months
    of `first_month` and `last_month` are the ends of turning."""
    first = shown.replace(day=1)

    def one(on: date) -> Day | None:
        if on.month != first.month:
            return None
        state = states.get(on, DayState(Filling.CLOSED))
        has_room = state.filling in (Filling.OPEN, Filling.FEW)
        return Day(
            on=on,
            filling=state.filling,
            left=state.left,
            reason=state.reason,
            url=url_of_day(on) if has_room else "",
            is_today=on == today,
            is_chosen=on == chosen,
        )

    before, after = (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=32)).replace(day=1)
    return Month(
        first=first,
        weeks=[[one(on) for on in week] for week in SUNDAY_FIRST.monthdatescalendar(first.year, first.month)],
        previous_url=url_of_month(before) if before >= first_month.replace(day=1) else "",
        next_url=url_of_month(after) if after <= last_month.replace(day=1) else "",
    )
