"""What can be searched: packages register their kinds from `AppConfig.ready()`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True)
class Kind:
    """A kind of document. `weights`: how much a word in this field says about it; a field that is not named here is
    refused. `ways_to_ask`: fields of which each line is one way to ask for the document. `is_ranked`: the best answers
    come first, kana and typing errors are forgiven, words are suggested; without it documents are only filtered.
    `not_suggested`: fields whose words are shown to nobody who types. `open_part`: what of a field (its name, its text)
    everybody may read; words that stand only in the rest find a document for those alone who may read the whole of it
    (`whole=True`). Not for kinds that are ranked."""

    name: str
    weights: Mapping[str, float]
    documents: Callable[[], QuerySet[Any]]  # all that must be found; its primary key is the key
    fields_of: Callable[[Any], Mapping[str, str]]
    ways_to_ask: frozenset[str] = field(default_factory=frozenset)
    not_suggested: frozenset[str] = field(default_factory=frozenset)
    usual_words: int = 300  # a document of this length counts as neither short nor long
    is_ranked: bool = True
    open_part: Callable[[str, str], str] | None = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def unregister(name: str) -> None:
    """For tests that register a kind of their own."""
    _kinds.pop(name, None)


def kind_named(name: str) -> Kind:
    return _kinds[name]


def kinds() -> list[Kind]:
    return list(_kinds.values())
