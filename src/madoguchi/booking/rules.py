"""What may be booked, and how it is shown. Pure: values in, answers out."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum


class Channel(StrEnum):
    """By which way a booking came (001 §9: web and telephone are counted apart)."""

    WEB = "web"
    TELEPHONE = "telephone"
    CITY = "city"


CHANNEL_LABELS = {Channel.WEB: "ウェブ", Channel.TELEPHONE: "電話", Channel.CITY: "市"}


class Mark(StrEnum):
    """001 §7(4)ウ: ○・△・×, and － where nothing can be booked at all."""

    FREE = "free"
    FEW = "few"
    FULL = "full"
    CLOSED = "closed"


MARK_SIGNS = {Mark.FREE: "○", Mark.FEW: "△", Mark.FULL: "×", Mark.CLOSED: "－"}


def mark_of(*, remaining: int, few_up_to: int) -> Mark:
    if remaining <= 0:
        return Mark.FULL
    return Mark.FEW if remaining <= few_up_to else Mark.FREE


MOST_VISITORS = 10


class BookingState(StrEnum):
    HELD = "held"  # counts already, until it lapses
    BOOKED = "booked"
    ARRIVED = "arrived"
    SERVED = "served"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


STATE_LABELS = {
    BookingState.HELD: "仮押さえ",
    BookingState.BOOKED: "予約",
    BookingState.ARRIVED: "来庁",
    BookingState.SERVED: "完了",
    BookingState.NO_SHOW: "不来庁",
    BookingState.CANCELLED: "取消",
    BookingState.LAPSED: "期限切れ",
}

# What may follow what. A clerk's slip can be taken back; who was slow may take places anew; a cancelled booking is over.
MOVES: dict[BookingState, frozenset[BookingState]] = {
    BookingState.HELD: frozenset({BookingState.BOOKED, BookingState.LAPSED}),
    BookingState.BOOKED: frozenset({BookingState.ARRIVED, BookingState.NO_SHOW, BookingState.CANCELLED}),
    BookingState.ARRIVED: frozenset({BookingState.SERVED, BookingState.BOOKED}),
    BookingState.SERVED: frozenset({BookingState.ARRIVED}),
    BookingState.NO_SHOW: frozenset({BookingState.ARRIVED, BookingState.BOOKED}),
    BookingState.CANCELLED: frozenset(),
    BookingState.LAPSED: frozenset({BookingState.HELD, BookingState.BOOKED}),
}
# Places are given back only by these two: who did not come had the place all the same.
GIVES_BACK = frozenset({BookingState.CANCELLED, BookingState.LAPSED})


def may_move(state: BookingState, to: BookingState) -> bool:
    return to in MOVES[state]


class CancelReason(StrEnum):
    """Facts of the history are kept for ever and hold nothing personal: a reason is chosen, not written."""

    OWN_WISH = "own_wish"
    REBOOKED = "rebooked"
    DUPLICATE = "duplicate"
    CITY = "city"
    OTHER = "other"


CANCEL_REASON_LABELS = {
    CancelReason.OWN_WISH: "本人の都合",
    CancelReason.REBOOKED: "別の日時で取り直すため",
    CancelReason.DUPLICATE: "重複していたため",
    CancelReason.CITY: "市の都合",
    CancelReason.OTHER: "その他",
}


def kept_until(starts_at: datetime, *, days_before: int, at: time) -> datetime:
    """Until when the telephone's share is kept: "2 days before, 17:00"."""
    return datetime.combine(starts_at.date() - timedelta(days=days_before), at, tzinfo=starts_at.tzinfo)


def kept_places(people_limit: int, *, percent: int) -> int:
    """The telephone's share, rounded down: with one place everybody competes for it."""
    return people_limit * percent // 100


@dataclass(frozen=True)
class Window:
    """Which days may be booked at a moment (reading A-07; 001 §7(1): only within the service period)."""

    opens_days_ahead: int
    closes_days_before: int
    closes_at: time | None  # None: at the end of that day
    service_from: date
    service_until: date  # the last day of service, inside

    def first_day(self, now: datetime) -> date:
        is_over = self.closes_at is not None and now.time() >= self.closes_at
        return max(now.date() + timedelta(days=self.closes_days_before + is_over), self.service_from)

    def last_day(self, now: datetime) -> date:
        return min(now.date() + timedelta(days=self.opens_days_ahead), self.service_until)

    def holds(self, day: date, *, now: datetime) -> bool:
        return self.first_day(now) <= day <= self.last_day(now)

    def closing_of(self, starts_at: datetime) -> datetime:
        """Until when a citizen may book, change or cancel a visit at this time."""
        last_day = starts_at.date() - timedelta(days=self.closes_days_before)
        if self.closes_at is None:
            return datetime.combine(last_day + timedelta(days=1), time.min, tzinfo=starts_at.tzinfo)
        return datetime.combine(last_day, self.closes_at, tzinfo=starts_at.tzinfo)


@dataclass(frozen=True)
class Band:
    """A stretch of a counter's day, cut into slots of equal length, each with its own limits (000 Q16)."""

    starts: time
    ends: time
    minutes: int
    people: int
    bookings: int

    def slot_times(self) -> Iterable[tuple[time, time]]:
        """The slots that fit into the band whole."""
        step = timedelta(minutes=self.minutes)
        start = datetime.combine(date.min, self.starts)
        end = datetime.combine(date.min, self.ends)
        while start + step <= end:
            yield start.time(), (start + step).time()
            start += step


def near_first(moments: Iterable[datetime], *, wish: datetime, count: int) -> list[datetime]:
    """The nearest moments to a wish, told in the order of the clock: the same day before another day."""
    by_nearness = sorted(moments, key=lambda at: (at.date() != wish.date(), abs(at - wish)))
    return sorted(by_nearness[:count])


# Numbers: eight digits, the last one checks the others, made to be said on the telephone.

SMALLEST_PAYLOAD, LARGEST_PAYLOAD = 1_000_000, 9_999_999


def number_check_digit(payload: str) -> str:
    """ISO 7064 MOD 11,10: finds every single wrong digit and nearly every swap of neighbours."""
    product = 10
    for digit in payload:
        total = (product + int(digit)) % 10 or 10
        product = (total * 2) % 11
    return str((11 - product) % 10)


def new_number() -> str:
    """Random, so that nobody can guess the neighbour's."""
    payload = str(SMALLEST_PAYLOAD + secrets.randbelow(LARGEST_PAYLOAD - SMALLEST_PAYLOAD + 1))
    return payload + number_check_digit(payload)


def is_number(written: str) -> bool:
    return (
        len(written) == 8
        and written.isascii()
        and written.isdigit()
        and number_check_digit(written[:7]) == written[7]
    )


def spoken_number(number: str) -> str:
    """1234-5678: in the groups in which it is said and written down."""
    return f"{number[:4]}-{number[4:]}" if number else ""
