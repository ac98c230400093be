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


HAS_ROOM = frozenset({Filling.OPEN, Filling.FEW})
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
    sign: str
    words: str
    spoken: str  # 11月21日 土曜日、空きがあります、残り12

    @property
    def css(self) -> str:
        marks = [self.filling.value, {5: "sat", 6: "sun"}.get(self.on.weekday(), "")]
        marks += ["today"] * self.is_today + ["chosen"] * self.is_chosen
        return " ".join(filter(None, marks))


@dataclass(frozen=True)
class Weekday:
    short: str
    full: str
    css: str


@dataclass(frozen=True)
class Month:
    """Equal months read the same: what was written of one is written again for the next who asks."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]
    previous_url: str = ""
    next_url: str = ""
    said: tuple[tuple[Filling, str], ...] = ()  # the municipality's words for the marks

    @property
    def title(self) -> str:
        return _("%(year)s年%(month)s月") % {"year": self.first.year, "month": month_name(self.first)}

    @property
    def weekdays(self) -> list[Weekday]:
        return weekdays()

    @property
    def legend(self) -> list[tuple[str, str]]:
        signs = Words({}).signs
        words = {
            Filling.OPEN: _("空きあり"),
            Filling.FEW: _("残りわずか"),
            Filling.FULL: _("満員"),
            Filling.CLOSED: _("休み"),
            **dict(self.said),
        }
        return [(signs[filling], text) for filling, text in words.items()]


class Words:
    """What is written and said of days, in the reader's language; looked up once for all days of a month."""

    def __init__(self, said: Mapping[Filling, str]) -> None:
        # 休 says it all to who reads it; others get a dash with the word below.
        reads_kanji = (get_language() or "ja").startswith("ja")
        self.signs = {**SIGNS, Filling.CLOSED: "休" if reads_kanji else "–"}
        self.states = {
            Filling.OPEN: _("空き"),
            Filling.FEW: _("少し"),
            Filling.FULL: _("満員"),
            Filling.CLOSED: "" if reads_kanji else _("休み"),
            Filling.PAST: "",
        }
        self.spoken_states = {
            Filling.OPEN: _("空きがあります"),
            Filling.FEW: _("残りが少ないです"),
            Filling.FULL: _("満員です"),
            Filling.CLOSED: _("休みです"),
            Filling.PAST: _("予約できません"),
        }
        # What the municipality says of a mark (RSV-06) is written, and read out, wherever the mark stands.
        self.states.update(said)
        self.spoken_states.update(said)
        self.left, self.date = _("残り%(left)s"), _("%(month)s月%(day)s日 %(weekday)s")
        self.today, self.comma = _("今日"), _("、")
        self.weekdays = [weekday.full for weekday in weekdays()]

    def below(self, state: DayState) -> str:
        if state.filling in HAS_ROOM and state.left is not None:
            return self.left % {"left": state.left}
        return self.states[state.filling]

    def spoken(self, on: date, state: DayState, *, is_today: bool) -> str:
        weekday = self.weekdays[(on.weekday() + 1) % 7]
        names = {"month": month_name(on), "day": on.day, "weekday": weekday}
        parts = [self.today] * is_today + [self.date % names, self.spoken_states[state.filling]]
        if state.left is not None and state.filling in HAS_ROOM:
            parts.append(self.below(state))
        if state.reason:
            parts.append(state.reason)
        return self.comma.join(parts)


def month_name(on: date) -> str:
    return str(on.month) if get_language() != "en" else calendar.month_name[on.month]


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
    said: Mapping[Filling, str] | None = None,
    chosen: date | None = None,
) -> Month:
    """The month that holds `shown`. Days without a state are closed; only days with room lead on. The months
    of `first_month` and `last_month` are the ends of turning."""
    first, words = shown.replace(day=1), Words(said or {})

    def one(on: date) -> Day | None:
        if on.month != first.month:
            return None
        state = states.get(on, DayState(Filling.CLOSED))
        return Day(
            on=on,
            filling=state.filling,
            left=state.left,
            reason=state.reason,
            url=url_of_day(on) if state.filling in HAS_ROOM else "",
            is_today=on == today,
            is_chosen=on == chosen,
            sign=words.signs[state.filling],
            words=words.below(state),
            spoken=words.spoken(on, state, is_today=on == today),
        )

    before, after = (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=32)).replace(day=1)
    return Month(
        first=first,
        weeks=tuple(tuple(map(one, week)) for week in SUNDAY_FIRST.monthdatescalendar(first.year, first.month)),
        previous_url=url_of_month(before) if before >= first_month.replace(day=1) else "",
        next_url=url_of_month(after) if after <= last_month.replace(day=1) else "",
        said=tuple((said or {}).items()),
    )
