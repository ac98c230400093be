"""What the history knows of the packages above it: they register; it imports none of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from madoguchi.core.actors import Actor


@dataclass(frozen=True)
class ObjectKind:
    """A kind of object that events are about."""

    kind: str
    label: str
    viewable_with: str  # the right that lets a person see events about it
    personal_with: str = ""  # the right that its personal values need besides; "": none
    link: str = ""  # the name of the url that shows it, called with the key
    visible_keys: Callable[[Actor], QuerySet[Any, Any] | None] | None = None  # None from it: all
    describe: Callable[[str], str] | None = None  # the key in words that a person knows


@dataclass(frozen=True)
class ReactionTo:
    """What happens after an event of this kind: a dotted path "package.module:function" that takes the event."""

    kind: str
    do: str
    queue: str = "fast"
    only_with: str = ""  # a value that the event must have ("email.after"): without it nothing is even promised


_objects: dict[str, ObjectKind] = {}
_event_labels: dict[str, str] = {}
_field_labels: dict[str, str] = {}
_value_words: dict[str, Callable[[str], str]] = {}
_reactions: dict[str, list[ReactionTo]] = {}


def register_object(kind: ObjectKind) -> None:
    _objects[kind.kind] = kind


def register_events(labels: Mapping[str, str]) -> None:
    """{"booking.made": "予約を受け付けました"}"""
    _event_labels.update(labels)


def register_fields(labels: Mapping[str, str]) -> None:
    """{"phone": "電話番号"}"""
    _field_labels.update(labels)


def register_words(words: Mapping[str, Callable[[str], str]]) -> None:
    """How the values of a field read: {"channel": label_of_channel}."""
    _value_words.update(words)


def register_reactions(reactions: list[ReactionTo]) -> None:
    _reactions.clear()
    for reaction in reactions:
        _reactions.setdefault(reaction.kind, []).append(reaction)


def forget_object(kind: str) -> None:
    """For tests that register a kind of their own."""
    _objects.pop(kind, None)


def kind_of_object(kind: str) -> ObjectKind:
    return _objects[kind]


def kinds_of_object() -> list[ObjectKind]:
    return list(_objects.values())


def event_kinds_with_reactions() -> list[str]:
    return list(_reactions)


def reactions_to(kind: str) -> list[ReactionTo]:
    return _reactions.get(kind, [])


def event_label(kind: str) -> str:
    return _event_labels.get(kind, kind)


def event_labels() -> Mapping[str, str]:
    return _event_labels


def field_label(name: str) -> str:
    return _field_labels.get(name, name)


def words_of(field: str, value: object) -> object:
    """A value as people call it; what nobody has words for stays as it is."""
    words = _value_words.get(field)
    if words and isinstance(value, list):
        return [words(one) if isinstance(one, str) else one for one in value]
    return words(value) if words and isinstance(value, str) else value
