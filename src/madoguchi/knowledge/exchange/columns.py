"""The columns of the table. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from madoguchi.knowledge.articles.rules import FIELD_LABELS
from madoguchi.knowledge.languages import TRANSLATED

MOST_ANSWER = 20_000


@dataclass(frozen=True)
class Column:
    """`most`: how many characters a cell may hold. `language`: of a translation, else ""."""

    key: str
    heading: str
    most: int
    language: str = ""


MAIN = (
    Column("number", "番号", 12),
    Column("category", "分類", 60),
    Column("department", "所管課", 80),
    Column("question", FIELD_LABELS["question"], 300),
    Column("phrasings", FIELD_LABELS["phrasings"], MOST_ANSWER),
    Column("short_answer", FIELD_LABELS["short_answer"], MOST_ANSWER),
    Column("full_answer", FIELD_LABELS["full_answer"], MOST_ANSWER),
    Column("belongings", FIELD_LABELS["belongings"], 300),
    Column("related", FIELD_LABELS["related"], 400),
    Column("audience", FIELD_LABELS["audience"], 20),
    Column("source", FIELD_LABELS["source"], 500),
    Column("review_on", FIELD_LABELS["review_on"], 20),
    Column("to_confirm", FIELD_LABELS["to_confirm"], 10),
)
_OF_A_TRANSLATION = (
    ("question", "質問", 600),
    ("phrasings", "市民の言い方", MOST_ANSWER),
    ("short_answer", "短い答え", MOST_ANSWER),
    ("full_answer", "くわしい答え", MOST_ANSWER),
    ("is_reviewed", "訳の確認", 10),
)


def columns_of(language: str) -> tuple[Column, ...]:
    return tuple(Column(key, f"{label}（{language}）", most, language) for key, label, most in _OF_A_TRANSLATION)


def columns_for(languages: Iterable[str]) -> tuple[Column, ...]:
    """The table of articles that are written in these languages too."""
    written = set(languages)
    return (*MAIN, *(column for code in TRANSLATED if code in written for column in columns_of(code)))


BY_HEADING = {column.heading: column for column in columns_for(TRANSLATED)}
QUESTION = next(column for column in MAIN if column.key == "question")


def columns_under(headings: Sequence[str]) -> tuple[list[Column | None], list[str]]:
    """Which column each heading is, and the headings that are none."""
    found = [BY_HEADING.get(heading.strip()) for heading in headings]
    strange = [heading for heading, column in zip(headings, found, strict=True) if column is None and heading]
    return found, strange
