"""The files of the starter FAQ as values."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from madoguchi.knowledge.articles.rules import lines_of

FOLDER = Path(__file__).parent / "articles"
SOURCES = "sources.toml"


@dataclass(frozen=True)
class StarterArticle:
    """An article before it has a number. `related` are keys of other articles of the starter FAQ."""

    key: str
    question: str
    phrasings: tuple[str, ...]
    spoken: str
    answer: str
    belongings: tuple[str, ...]
    related: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class StarterCategory:
    code: str
    label: str
    articles: tuple[StarterArticle, ...]


@cache
def starter_categories() -> tuple[StarterCategory, ...]:
    """In the order of the files' names."""
    sources = _read(FOLDER / SOURCES)
    files = sorted(path for path in FOLDER.glob("*.toml") if path.name != SOURCES)
    return tuple(_category(_read(path), sources) for path in files)


def _category(file: dict[str, Any], sources: dict[str, str]) -> StarterCategory:
    return StarterCategory(
        code=file["category"],
        label=file["label"],
        articles=tuple(
            StarterArticle(
                key=one["key"],
                question=one["question"],
                phrasings=lines_of(one["phrasings"]),
                spoken=one["spoken"],
                answer=one["answer"].strip(),
                belongings=tuple(one["belongings"]),
                related=tuple(one["related"]),
                source="、".join(sources[name] for name in one["source"]),
            )
            for one in file["faq"]
        ),
    )


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))
