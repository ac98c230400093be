"""How many seats are planned when; where too few people were placed. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Span:
    number: int
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True)
class Placed:
    """In one hour at one base."""

    people: int  # different ones
    seconds: int  # together

    @property
    def average(self) -> float:
        """As many as if they had all sat there for the whole hour."""
        return self.seconds / HOUR.total_seconds()


def added_at(at: datetime, spans: Iterable[Span]) -> int:
    return sum(span.number for span in spans if span.from_at <= at < span.until_at)


def most_added_between(begins: datetime, ends: datetime, spans: Iterable[Span]) -> int:
    """The most at any one moment: where spans overlap they add up."""
    found = [span for span in spans if span.from_at < ends and span.until_at > begins]
    moments = {begins, *(span.from_at for span in found if begins <= span.from_at < ends)}
    return max(added_at(moment, found) for moment in moments)


def is_too_many(seats: int, *, most: int) -> bool:
    """`most` 0: the contract names no bound."""
    return bool(most) and seats > most


def is_short(placed: Iterable[Placed], *, least: int) -> bool:
    """A-54: fewer people than the contract wants, over the hour as a whole; a minute of changing seats is none."""
    return sum(one.average for one in placed) < least - 0.1


def full_hours(first: datetime, now: datetime) -> list[datetime]:
    """The hours from `first` that are over."""
    hours, at = [], first
    while at + HOUR <= now:
        hours.append(at)
        at += HOUR
    return hours


def by_base(stays: Iterable[tuple[int, str, datetime, datetime]], begins: datetime) -> Mapping[str, Placed]:
    """Who sat where, from when until when → how many in the hour that begins then."""
    ends = begins + HOUR
    people: dict[str, set[int]] = {}
    seconds: dict[str, float] = {}
    for person, base, from_at, until_at in stays:
        length = (min(until_at, ends) - max(from_at, begins)).total_seconds()
        if length > 0:
            people.setdefault(base, set()).add(person)
            seconds[base] = seconds.get(base, 0.0) + length
    return {base: Placed(len(who), round(seconds[base])) for base, who in sorted(people.items())}
