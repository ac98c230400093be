"""What of an announcement a page shows: what is said now, what will be, what is being written."""

from dataclasses import dataclass, field

from madoguchi.calls.announcements.history import key_of
from madoguchi.calls.announcements.models import Announcement
from madoguchi.calls.announcements.queries import announcements_visible_to, kinds_offered, languages
from madoguchi.calls.announcements.rules import (
    INSTEAD,
    KIND_LABELS,
    LANGUAGES,
    WHEN,
    Kind,
    State,
    Version,
    in_force,
)
from madoguchi.core import clock
from madoguchi.core.actors import Actor


@dataclass(frozen=True)
class Chosen:
    in_force: Announcement | None
    planned: list[Announcement]
    draft: Announcement | None


@dataclass(frozen=True)
class Situation:
    kind: Kind
    label: str
    when: str
    key: str  # in Japanese
    now: Chosen
    instead: str  # what is said while there is none of its own
    others: list[tuple[str, str, bool]] = field(default_factory=list)  # language, key, whether it is said in it


def chosen(kind: Kind, language: str, rows: list[Announcement]) -> Chosen:
    """`rows`: the versions of this kind in this language."""
    today = clock.today()
    approved = {row.number: row for row in rows if row.state == State.APPROVED and row.in_force_from}
    now = in_force((Version(row.number, row.in_force_from or today, "") for row in approved.values()), today)
    return Chosen(
        approved[now.number] if now else None,
        sorted(
            (row for row in approved.values() if row.in_force_from and row.in_force_from > today),
            key=lambda row: row.number,
        ),
        next((row for row in rows if row.state == State.DRAFT), None),
    )


def situations(actor: Actor) -> list[Situation]:
    rows: dict[tuple[str, str], list[Announcement]] = {}
    for row in announcements_visible_to(actor):
        rows.setdefault((row.kind, row.language), []).append(row)
    return [_situation(kind, rows) for kind in kinds_offered()]


def _situation(kind: Kind, rows: dict[tuple[str, str], list[Announcement]]) -> Situation:
    instead = INSTEAD.get(kind)
    return Situation(
        kind,
        KIND_LABELS[kind],
        WHEN[kind],
        key_of(kind, "ja"),
        chosen(kind, "ja", rows.get((kind, "ja"), [])),
        KIND_LABELS[instead] if instead else "",
        [
            (
                LANGUAGES[language],
                key_of(kind, language),
                bool(chosen(kind, language, rows.get((kind, language), [])).in_force),
            )
            for language in languages()
            if language != "ja"
        ],
    )
