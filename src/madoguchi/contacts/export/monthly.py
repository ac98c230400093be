"""All records of a month as data: how many, in which states, each of them (REP-17: no sample)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from madoguchi.accounts.disclosure import DISCLOSURE
from madoguchi.contacts.export.models import MonthFile
from madoguchi.contacts.export.queries import may_export
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.queries import (
    MAY_EXPORT,
    MAY_SEE_PERSONS,
    contacts_followed_by,
    contacts_visible_to,
)
from madoguchi.contacts.rules import LEVEL_LABELS, STATE_LABELS, ContactState, Level
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of, newest_first

TAKEN_LISTED = 20


@dataclass(frozen=True)
class StateLine:
    state: str
    level: str
    count: int


@dataclass(frozen=True)
class Taken:
    event: Event
    rows: int
    form: str
    with_persons: bool


def may_take_month(actor: Actor, *, is_handed_over: bool) -> bool:
    """`is_handed_over`: the contract has all records handed to the city each month, so a switch that keeps files from
    being taken by hand does not keep this from it."""
    return actor.may(MAY_EXPORT) if is_handed_over else may_export(actor)


def records_of_month(actor: Actor, month: date, *, is_handed_over: bool) -> QuerySet[Contact]:
    """In the order in which they began. A record belongs to the month in which it began."""
    found = contacts_visible_to(actor) if is_handed_over else contacts_followed_by(actor)
    return within_month(found, month)


def within_month(found: QuerySet[Contact], month: date) -> QuerySet[Contact]:
    return found.filter(
        started_at__gte=clock.start_of(month), started_at__lt=clock.start_of(next_month(month))
    ).order_by("started_at", "number")


def states_of(found: QuerySet[Contact]) -> list[StateLine]:
    """How many in which state at which level; together they are all."""
    counted = found.order_by().values("state", "level").annotate(count=Count("pk")).order_by("state", "level")
    return [
        StateLine(STATE_LABELS[ContactState(row["state"])], LEVEL_LABELS[Level(row["level"])], row["count"])
        for row in counted
    ]


def taken_of_month(month: date) -> Iterator[Taken]:
    """Who has fetched this month, the newest first: that it was handed over shows here."""
    found = Event.objects.filter(
        kind="disclosure.exported",
        about_kind=DISCLOSURE,
        about_key="contacts",
        body__contains=f'"month":"{month:%Y-%m}"',
    )
    for event in newest_first(found)[:TAKEN_LISTED]:
        facts = facts_of(event)
        yield Taken(event, facts["rows"], facts["form"], bool(facts.get("with_persons")))


def month_files_for(actor: Actor) -> QuerySet[MonthFile]:
    """What has been asked for, made or not. With persons in it, for who may see them."""
    files = MonthFile.objects.order_by("with_persons") if actor.may(MAY_EXPORT) else MonthFile.objects.none()
    return files if actor.may(MAY_SEE_PERSONS) else files.filter(with_persons=False)


def next_month(month: date) -> date:
    return month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1, day=1)
