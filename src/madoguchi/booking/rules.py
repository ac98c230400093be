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


@dataclass(frozen=True)
class Window:
    """Which days may be booked today (reading A-07; 001 §7(1): only within the service period)."""

    opens_days_ahead: int
    closes_days_before: int
    service_from: date
    service_until: date  # the last day of service, inside

    def first_day(self, today: date) -> date:
        return max(today + timedelta(days=self.closes_days_before), self.service_from)

    def last_day(self, today: date) -> date:
        return min(today + timedelta(days=self.opens_days_ahead), self.service_until)

    def holds(self, day: date, *, today: date) -> bool:
        return self.first_day(today) <= day <= self.last_day(today)


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
    return f"{number[:4]}-{number[4:]}"
