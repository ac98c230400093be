"""How lists on paper appear in the history."""

from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind
from madoguchi.municipality.queries import site_name

PAPER = "paper_list"


def _in_words(key: str) -> str:
    day, _, site = key.partition(":")
    return f"{day} {site_name(site)}"


def register() -> None:
    registry.register_object(ObjectKind(PAPER, label="紙の名簿", viewable_with="paper.view", describe=_in_words))
    registry.register_events({"paper.made": "紙の名簿を作りました"})
