"""An event as a person reads it: in the table, on its own page and in the exported file."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse

from madoguchi.accounts.queries import names_by_key
from madoguchi.core.actors import USER_KIND_LABELS, UserKind
from madoguchi.core.clock import in_tokyo
from madoguchi.core.history import registry
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import ChangeShown, changes_of, facts_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class EventShown:
    uid: str
    at: datetime
    user_kind: str
    who: str
    what: str
    about_label: str
    about: str
    about_url: str
    facts: list[tuple[str, str]]
    changes: list[ChangeShown]

    @property
    def details(self) -> str:
        """Everything that is not personal, in one line."""
        told = [f"{label}：{value}" for label, value in self.facts]
        told += [
            f"{change.label}：{words(change.before)} → {words(change.after)}"
            for change in self.changes
            if not change.personal
        ]
        if personal := [change.label for change in self.changes if change.personal]:
            told.append(f"個人情報：{'・'.join(personal)}")
        return "／".join(told)


def events_shown(events: Iterable[Event], *, with_personal: bool = False) -> list[EventShown]:
    events = list(events)
    names = names_by_key({event.actor_key for event in events if event.actor_key})
    return [_readable(event, names, with_personal=with_personal) for event in events]


def _readable(event: Event, names: dict[str, str], *, with_personal: bool) -> EventShown:
    """A forged row must not take the others along: it is shown as what it is, and `madoguchi check` names it."""
    try:
        return _shown(event, names, with_personal=with_personal)
    except (ValueError, KeyError, TypeError, AttributeError):
        log.warning("history row %s cannot be read", event.pk)
        return EventShown(
            uid=str(event.uid),
            at=in_tokyo(event.at),
            user_kind="—",
            who="",
            what="この行は壊れています（madoguchi check で確かめてください）",
            about_label="",
            about="",
            about_url="",
            facts=[],
            changes=[],
        )


def _shown(event: Event, names: dict[str, str], *, with_personal: bool) -> EventShown:
    kind = registry.kind_of_object(event.about_kind)
    who = names.get(event.actor_key, "")
    return EventShown(
        uid=str(event.uid),
        at=in_tokyo(event.at),
        user_kind=USER_KIND_LABELS[UserKind(event.actor_kind)],
        who=f"{who}（{event.actor_key}）" if who else event.actor_key,
        what=registry.event_label(event.kind),
        about_label=kind.label,
        about=kind.describe(event.about_key) if kind.describe else event.about_key,
        about_url=_url(kind.link, event.about_key),
        facts=[
            (registry.field_label(name), words(registry.words_of(name, value)))
            for name, value in facts_of(event).items()
        ],
        changes=list(changes_of(event, with_personal=with_personal)),
    )


def _url(link: str, key: str) -> str:
    try:
        return reverse(link, args=[key]) if link else ""
    except NoReverseMatch:
        return ""


def words(value: Any) -> str:
    """A value of the history in words: moments in Tokyo time, yes and no, lists with commas."""
    if value is None or value == "":
        return "（なし）"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, list):
        return f"{len(value)}件" if len(value) > 5 else "、".join(map(words, value))
    if isinstance(value, dict):
        return "、".join(f"{registry.field_label(name)}＝{words(item)}" for name, item in value.items())
    return _moment(value) if isinstance(value, str) and len(value) >= 19 else str(value)


def _moment(value: str) -> str:
    try:
        at = in_tokyo(datetime.fromisoformat(value))
    except ValueError:
        return value
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
