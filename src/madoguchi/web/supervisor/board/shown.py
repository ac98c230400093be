"""The board as one reader may see it. It reads nothing but `metrics`."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from madoguchi.booking.rules import CHANNEL_LABELS, Channel
from madoguchi.calls.agents.rules import STATE_LABELS, State
from madoguchi.calls.ledger.shown import duration
from madoguchi.calls.orders.queries import Standing
from madoguchi.core.actors import Actor
from madoguchi.metrics.definitions import BY_KEY, OF_NOW, Figure, Unit
from madoguchi.metrics.now.shapes import Figures, Now, OperatorNow
from madoguchi.metrics.rules import Rate

MAY_VIEW = "calls.view"
MAY_SEE_PEOPLE = "supervision.view"  # names and what each of them is doing
MAY_SEE_BOOKINGS = "bookings.view"
MAY_SEE_ESCALATIONS = "escalations.view"

# From here on a wall has more people than names can be read of from afar.
MANY, VERY_MANY = 24, 60
DAY, MONTH = "_day", "_month"


class Level(StrEnum):
    """Of what is looked at from afar. The words stand beside the colour, always."""

    CALM = "calm"
    NOTICE = "notice"
    ALARM = "alarm"


LEVEL_WORDS = {Level.CALM: "", Level.NOTICE: "△ 待たせています", Level.ALARM: "▲ 長く待たせています"}
# A sign of its own beside each state's name: no state is told by its colour alone.
SIGNS = {
    State.READY: "○",
    State.RINGING: "◎",
    State.TALKING: "●",
    State.HOLD: "‖",
    State.AFTER_CALL: "✎",
    State.BREAK: "☕",
    State.AWAY: "△",
    State.TRAINING: "□",
}
ORDER = list(SIGNS)
STANDING_WORDS = {
    Standing.EXCHANGE_DOWN: "電話交換機につながっていません。下の数は、止まっているかもしれません。",
    Standing.SWITCHBOARD_DOWN: "電話交換機とのつなぎ役が動いていません。下の数は、止まっているかもしれません。",
}


@dataclass(frozen=True)
class OperatorShown:
    now: OperatorNow
    sign: str
    label: str
    since_words: str


@dataclass(frozen=True)
class RateShown:
    """A rate against its target, as a bar and in words."""

    title: str
    rate: Rate
    target: int
    meets: bool | None

    @property
    def words(self) -> str:
        if not self.target:
            return "目標の定めなし"
        if self.meets is None:
            return f"目標 {self.target}%"
        return f"✓ 目標 {self.target}% 以上" if self.meets else f"▼ 目標 {self.target}% 未満"

    @property
    def level(self) -> Level:
        return Level.ALARM if self.meets is False else Level.CALM

    @property
    def width(self) -> float:
        return min(100.0, round(self.rate.percent or 0.0, 1))


@dataclass(frozen=True)
class Line:
    """A line of the table: the same numbers, in words."""

    label: str
    now: str  # or of today; "" where there is only the month
    month: str
    formula: str


@dataclass(frozen=True)
class Board:
    now: Now
    sees_people: bool
    sees_bookings: bool
    sees_escalations: bool

    @property
    def notice_after(self) -> int:
        """Seconds of waiting after which a call is late: what the service level allows; three times that is too long."""
        return self.now.today.terms.level_seconds

    @property
    def alarm_after(self) -> int:
        return 3 * self.notice_after

    @property
    def waiting_level(self) -> Level:
        longest = self.now.longest_wait_seconds
        if longest >= self.alarm_after:
            return Level.ALARM
        return Level.NOTICE if longest >= self.notice_after else Level.CALM

    @property
    def waiting_words(self) -> str:
        return LEVEL_WORDS[self.waiting_level]

    @property
    def longest_words(self) -> str:
        return duration(int(self.now.longest_wait_seconds))

    @property
    def waiting_since(self) -> str:
        return self.now.waiting[0].since.isoformat() if self.now.waiting else ""

    @property
    def rates(self) -> tuple[RateShown, RateShown]:
        return (_rate("今日の応答率", self.now.today), _rate("今月の応答率", self.now.month))

    @property
    def operators(self) -> list[OperatorShown]:
        """In the order of their states, so that what belongs together stands together; then by number."""
        found = [
            OperatorShown(one, SIGNS[one.state], STATE_LABELS[one.state], _length(one.since, self.now.at))
            for one in self.now.operators
        ]
        return sorted(found, key=lambda one: (ORDER.index(one.now.state), one.now.extension))

    @property
    def states(self) -> list[tuple[State, str, str, int]]:
        """Each state with its sign, its name and how many are in it, also those with nobody."""
        counts = Counter(one.state for one in self.now.operators)
        return [(state, SIGNS[state], STATE_LABELS[state], counts[state]) for state in ORDER]

    @property
    def crowd(self) -> str:
        people = len(self.now.operators)
        return "very-many" if people > VERY_MANY else "many" if people > MANY else "few"

    @property
    def bookings(self) -> list[tuple[str, int]]:
        return [(CHANNEL_LABELS[Channel(channel)], count) for channel, count in self.now.bookings or ()]

    @property
    def bookings_total(self) -> int:
        return sum(count for _, count in self.now.bookings or ())

    @property
    def trouble(self) -> str:
        return STANDING_WORDS.get(self.now.exchange, "")

    @property
    def summary(self) -> str:
        """What a screen reader is told after a change."""
        return f"待ち{len(self.now.waiting)}件、受付可{self.now.ready}人"

    @property
    def table(self) -> list[Line]:
        """A figure of the day and its fellow of the month stand in one line."""
        return [
            Line(
                one.name,
                "" if one.key.endswith(MONTH) else _value(one, self.now),
                _value(of_month, self.now) if of_month else "",
                one.formula,
            )
            for one in OF_NOW
            if self._has(one.key)
            and (not one.key.endswith(MONTH) or one.key.removesuffix(MONTH) + DAY not in BY_KEY)
            for of_month in [one if one.key.endswith(MONTH) else BY_KEY.get(one.key.removesuffix(DAY) + MONTH)]
        ]

    def _has(self, key: str) -> bool:
        if key in ("bookings_today", "places_today"):
            return self.sees_bookings
        if key.startswith("escalations"):
            return self.sees_escalations
        return key != "answer_rate_against_month" or bool(self.now.month.terms.second_figure_against)


def board_for(actor: Actor, now: Now) -> Board:
    return Board(
        now,
        sees_people=actor.may(MAY_SEE_PEOPLE),
        sees_bookings=actor.may(MAY_SEE_BOOKINGS) and now.bookings is not None,
        sees_escalations=actor.may(MAY_SEE_ESCALATIONS),
    )


def _length(since: datetime, now: datetime) -> str:
    return duration(max(0, int((now - since).total_seconds())))


def _rate(title: str, figures: Figures) -> RateShown:
    return RateShown(title, figures.answer_rate, figures.terms.target_percent, figures.meets_target)


def _value(figure: Figure, now: Now) -> str:
    value = figure.at(now)
    if value is None:
        return "—"
    if figure.unit is Unit.PERCENT:
        tenths = int(value * 10 + 1e-9)  # rounded down, as everywhere
        return f"{tenths // 10}.{tenths % 10}%"
    return f"{int(value)}{figure.unit.value}"
