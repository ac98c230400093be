"""Reading the spine. Nothing here writes; what a person may not see is filtered before any limit."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history import registry
from madoguchi.core.history.models import Event


@dataclass(frozen=True)
class EventFilter:
    """What the history screen asks for; empty means all."""

    user_kind: UserKind | None = None
    actor_key: str = ""
    about_kind: str = ""
    about_key: str = ""
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class ChangeShown:
    field: str
    label: str
    before: Any
    after: Any
    personal: bool = False
    erased: bool = False


def events_visible_to(actor: Actor) -> QuerySet[Event]:
    visible = Q(pk__in=[])
    for kind in registry.kinds_of_object():
        if not actor.may(kind.viewable_with):
            continue
        of_kind = Q(about_kind=kind.kind)
        keys = kind.visible_keys(actor) if kind.visible_keys else None
        visible |= of_kind if keys is None else of_kind & Q(about_key__in=keys)
    return Event.objects.filter(visible)


def may_see_personal(actor: Actor, event: Event) -> bool:
    """Masked on its own page, it is no more to be read here."""
    needed = registry.kind_of_object(event.about_kind).personal_with
    return not needed or actor.may(needed)


def newest_event(about_kind: str, about_key: str, *kinds: str) -> Event | None:
    """The last thing of these kinds that happened to one object."""
    return Event.objects.filter(about_kind=about_kind, about_key=about_key, kind__in=kinds).order_by("-id").first()


def filtered(events: QuerySet[Event], wanted: EventFilter) -> QuerySet[Event]:
    conditions = {
        "actor_kind": wanted.user_kind.value if wanted.user_kind else "",
        "actor_key": wanted.actor_key,
        "about_kind": wanted.about_kind,
        "about_key": wanted.about_key,
        "kind": wanted.kind,
        "at__gte": wanted.since,
        "at__lt": wanted.until,
    }
    return events.filter(**{name: value for name, value in conditions.items() if value})


def newest_first(events: QuerySet[Event]) -> QuerySet[Event]:
    return events.order_by("-at", "-id")


def facts_of(event: Event) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(event.body)["facts"]
    return facts


def change_of(event: Event, field: str) -> tuple[Any, Any]:
    """Before and after; nothing twice where the field did not change."""
    before, after = json.loads(event.body)["changes"].get(field, (None, None))
    return before, after


def changes_of(event: Event, *, with_personal: bool) -> Iterator[ChangeShown]:
    """What changed, in the order in which it was written; personal values only where they may be seen."""
    body = json.loads(event.body)
    for field, (before, after) in body["changes"].items():
        yield ChangeShown(
            field,
            registry.field_label(field),
            registry.words_of(field, before),
            registry.words_of(field, after),
        )
    if not body["personal"]:
        return
    kept = {value.name: value.text for value in event.personal_values.all()}
    fields = dict.fromkeys(name.rpartition(".")[0] for name in body["personal"])
    for field in fields:
        sides = (f"{field}.before", f"{field}.after")
        erased = any(side in body["personal"] and side not in kept for side in sides)
        before, after = (kept.get(side) if with_personal else None for side in sides)
        yield ChangeShown(field, registry.field_label(field), before, after, personal=True, erased=erased)
