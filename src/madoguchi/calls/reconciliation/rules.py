"""Where two sides disagree. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from madoguchi.calls.ledger.picture.rules import CallPicture
from madoguchi.calls.ports import ExchangeFact


class Missing(StrEnum):
    FACT = "fact"
    LINE = "line"
    CALL = "call"
    FACTS_OF_CALL = "facts_of_call"
    DIFFERENT = "different"
    ONLY_LINES = "only_lines"


WORDS = {
    Missing.FACT: "交換機の記録にある行が、取り込まれていません",
    Missing.LINE: "取り込んだ行が、交換機の記録から消えています",
    Missing.CALL: "取り込んだ記録があるのに、通話台帳に通話がありません",
    Missing.FACTS_OF_CALL: "通話台帳の通話に、もとになる記録がありません",
    Missing.DIFFERENT: "通話台帳の内容が、記録から作り直したものと違います",
    Missing.ONLY_LINES: "回線の記録にある通話が、待ち列の記録にありません",
}


@dataclass(frozen=True)
class Difference:
    missing: Missing
    at: datetime
    call: str
    what: str  # origin and kind, or the names of what differs

    @property
    def words(self) -> str:
        return WORDS[self.missing]


Content = tuple[object, ...]


def content_of(fact: ExchangeFact) -> Content:
    return fact.at, fact.kind.value, fact.call, fact.extension, tuple(sorted(fact.values.items()))


def between_log_and_facts(
    lines: Iterable[ExchangeFact], facts: Iterable[ExchangeFact], *, read_last: str
) -> Iterator[Difference]:
    """A fact that was taken twice (after somebody had cut the log) is one. Two equal lines are two.

    Old files are thrown away whole: of a file of which nothing is left nothing is asked, unless it is the one that
    was `read_last`. Of every other each line must still be there.
    """
    lines, facts = list(lines), list(facts)
    counted = Counter(content_of(line) for line in lines)
    taken = Counter(content_of(fact) for fact in facts)
    for line in _once(lines):
        if counted[content_of(line)] > taken[content_of(line)]:
            yield Difference(Missing.FACT, line.at, line.call, f"{line.origin}・{line.kind.value}")
    there = {_file_of(fact) for fact in facts if counted[content_of(fact)]} | {read_last}
    for fact in _once(facts):
        if not counted[content_of(fact)] and _file_of(fact) in there:
            yield Difference(Missing.LINE, fact.at, fact.call, f"{fact.origin}・{fact.kind.value}")


def _file_of(fact: ExchangeFact) -> str:
    return fact.position.partition(":")[0]


def _once(facts: list[ExchangeFact]) -> list[ExchangeFact]:
    return list({content_of(fact): fact for fact in facts}.values())


def what_differs(kept: dict[str, object], legs: Sequence[tuple[object, ...]], picture: CallPicture) -> list[str]:
    """The names of the columns that do not say what the facts say."""
    found = [name for name, value in kept.items() if value != _plain(getattr(picture, name))]
    told = [(leg.kind.value, leg.began_at, leg.ended_at, leg.extension, leg.result) for leg in picture.legs]
    return found + (["legs"] if list(legs) != told else [])


def _plain(value: object) -> object:
    return value.value if isinstance(value, StrEnum) else value
