"""When a delivery is due, and what a line of it says. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

WEEKDAYS = "月火水木金土日"
# What the call centre did with a booking, in the order in which a line says it.
ENTERED = {
    "booking.made": "新規",
    "booking.moved": "日時の変更",
    "booking.people_changed": "人の変更",
    "booking.contact_changed": "連絡先の変更",
    "booking.cancelled": "取消",
}
# The clock ticks every minute: what it hands over within this of the deadline is on time.
CLOCK_MAY_TAKE = timedelta(minutes=10)


@dataclass(frozen=True)
class DeadlineRule:
    """On these weekdays at this time; only on days on which the telephone is answered, or on all."""

    weekdays: str
    at: time
    on_open_days: bool
    until_day_before: bool  # what was entered up to the end of the day before is due, not more

    def holds_on(self, day: date, *, is_open: bool) -> bool:
        return WEEKDAYS[day.weekday()] in self.weekdays and (is_open or not self.on_open_days)


@dataclass(frozen=True)
class DatedRule:
    """One day that differs: its own time, or none at all."""

    day: date
    at: time | None


@dataclass(frozen=True, order=True)
class Due:
    at: datetime
    covers_until: datetime
    """What was entered before this is due."""


def dues_of_day(
    day: date, *, rules: Iterable[DeadlineRule], dated: Iterable[DatedRule], is_open: bool, zone: tzinfo
) -> list[Due]:
    differs = [rule for rule in dated if rule.day == day]
    if differs:
        moments = [datetime.combine(day, rule.at, tzinfo=zone) for rule in differs if rule.at is not None]
        return sorted(Due(moment, moment) for moment in moments)
    dues = {}
    for rule in rules:
        if rule.holds_on(day, is_open=is_open):
            at = datetime.combine(day, rule.at, tzinfo=zone)
            dues[at] = Due(at, datetime.combine(day, time.min, tzinfo=zone) if rule.until_day_before else at)
    return sorted(dues.values())


def what_was_done(kinds: Iterable[str]) -> str:
    """新規・取消: everything that happened to a booking since the delivery before."""
    happened = set(kinds)
    return "・".join(words for kind, words in ENTERED.items() if kind in happened)


def is_on_time(due: Due, *, made_at: datetime, by_the_clock: bool) -> bool:
    return made_at <= due.at + (CLOCK_MAY_TAKE if by_the_clock else timedelta(0))


def next_and_last(dues: Sequence[Due], *, now: datetime) -> tuple[Due | None, Due | None]:
    """The next deadline, and the one that has passed last."""
    coming = [due for due in dues if due.at > now]
    passed = [due for due in dues if due.at <= now]
    return (coming[0] if coming else None), (passed[-1] if passed else None)
