"""Reading what is told to callers whom this counter cannot answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from madoguchi.contacts.guidance.table import LINKS_TABLE, REFERRALS_TABLE
from madoguchi.core import clock
from madoguchi.municipality.departments.rules import Searched, score, spoken_groups
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import Opening, kept_value, openings, sites_in_use, value_of
from madoguchi.municipality.rules import Calendar

DAYS_LOOKED_AT = 14


@dataclass(frozen=True)
class Referral:
    topic: str
    desk: str
    phone: str
    hours: str
    words: str
    source: str

    @property
    def topics(self) -> list[str]:
        return self.topic.split()

    @property
    def groups(self) -> tuple[str, ...]:
        return spoken_groups(self.phone)


@dataclass(frozen=True)
class Link:
    title: str
    url: str
    group: str
    note: str


@dataclass(frozen=True)
class Desk:
    """A desk of the city with its hours, from the calendar by which it is opened (OPC-09)."""

    site: Site
    days: tuple[tuple[date, Opening], ...]
    is_open_now: bool

    @property
    def today(self) -> Opening:
        return self.days[0][1]

    @property
    def next_open(self) -> tuple[date, Opening] | None:
        """The first day after today on which it is open."""
        return next(((day, opening) for day, opening in self.days[1:] if opening.is_open), None)


def referrals(phrase: str = "") -> list[Referral]:
    """All, or those that fit what the caller asks about, the best first."""
    rows = [Referral(**row) for row in kept_value(REFERRALS_TABLE) or ()]
    if not phrase.strip():
        return rows
    scored = [(score(phrase, Searched(row.topic, "", row.words, row.desk)), row) for row in rows]
    return [row for points, row in sorted(scored, key=lambda pair: -pair[0]) if points]


def places_to_name() -> list[str]:
    """To whom the contract says that callers are sent, in its own words (contacts.out_of_scope)."""
    return list(value_of("contacts.out_of_scope"))


def links() -> list[tuple[str, list[Link]]]:
    """By group, in the order in which the municipality wrote them."""
    rows: Iterable[Link] = (Link(**row) for row in kept_value(LINKS_TABLE) or ())
    return [(group, list(members)) for group, members in groupby(rows, key=lambda row: row.group)]


def desks(now: datetime) -> list[Desk]:
    first = clock.in_tokyo(now).date()
    last = date.fromordinal(first.toordinal() + DAYS_LOOKED_AT - 1)
    found = []
    for site in sites_in_use().exclude(kind="visit"):
        days = tuple(openings(Calendar.COUNTER, first, last, site).items())
        found.append(Desk(site, days, any(now in interval for interval in days[0][1].intervals)))
    return found
