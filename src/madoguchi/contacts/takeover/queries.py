"""Batches, what their first lines would become, and what was refused."""

import json
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import QuerySet

from madoguchi.contacts.history import CONTACT
from madoguchi.contacts.models import Contact, RefusedLine, Takeover
from madoguchi.contacts.takeover import reading
from madoguchi.contacts.takeover.columns import columns_of, offered_columns
from madoguchi.contacts.takeover.rules import NEEDED, Column, Former, guess_columns
from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event
from madoguchi.municipality.queries import value_of

MAY_VIEW = "takeovers.view"
# So many lines are tried before anything begins; a wrong column shows in the first ones.
TRIED, SHOWN = 1000, 10


@dataclass(frozen=True)
class Tried:
    line: int
    record: Former | None
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    tried: list[Tried] = field(default_factory=list)
    missing: tuple[Column, ...] = ()

    @property
    def good(self) -> list[Tried]:
        return [one for one in self.tried if one.record]

    @property
    def faulty(self) -> list[Tried]:
        return [one for one in self.tried if not one.record]


def takes_over_history() -> bool:
    return bool(value_of("contacts.takes_over_history"))


def masks_at_takeover() -> bool:
    """004 §14①(ア): what is not indispensable is not kept."""
    return bool(value_of("retention.personal_data_only_if_indispensable"))


def takeovers_visible_to(actor: Actor) -> QuerySet[Takeover]:
    return Takeover.objects.all() if actor.may(MAY_VIEW) else Takeover.objects.none()


def headings_of(takeover: Takeover) -> list[str]:
    headings: list[str] = json.loads(takeover.headings)
    return headings


def chosen_columns(takeover: Takeover) -> dict[str, str]:
    """As chosen; before that as it was for the last file with these headings, or as the headings tell."""
    if takeover.choices:
        chosen: dict[str, str] = json.loads(takeover.choices)
        return chosen
    alike = Takeover.objects.filter(headings=takeover.headings).exclude(choices="").first()
    if alike:
        remembered: dict[str, str] = json.loads(alike.choices)
        return remembered
    return guess_columns(headings_of(takeover), offered_columns())


def preview_of(takeover: Takeover) -> Preview:
    columns = columns_of(takeover, chosen_columns(takeover))
    missing = tuple(column for column in NEEDED if column not in columns.places)
    if missing:
        return Preview(missing=missing)
    lines = reading.lines_of(
        reading.path_of(takeover.key),
        coding=takeover.coding,
        delimiter=takeover.delimiter,
        position=takeover.position,
        number=takeover.lines + 1,
    )
    reads = ((line, columns.read(line)) for line in islice(lines, TRIED))
    return Preview([Tried(line.number, read.record, read.faults) for line, read in reads])


def refused_lines(takeover: Takeover) -> QuerySet[RefusedLine]:
    return takeover.refused_lines.all()


def touched_since_shown(takeover: Takeover) -> int:
    """Records of the batch that are held, or with which somebody has done something."""
    if takeover.shown_at is None:
        return 0
    ours = Contact.objects.filter(takeover=takeover)
    held = set(ours.filter(is_on_hold=True).values_list("number", flat=True))
    done = Event.objects.filter(about_kind=CONTACT, at__gte=takeover.shown_at).values_list("about_key", flat=True)
    keys = [int(key) for key in done.distinct() if key.isdigit()]
    for start in range(0, len(keys), 500):
        held |= set(ours.filter(number__in=keys[start : start + 500]).values_list("number", flat=True))
    return len(held)
