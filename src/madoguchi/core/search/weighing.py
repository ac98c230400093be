"""How much each document says of what was asked. Pure, like `rules.py`; beside it, because it is a subject of its own.

First every word counts by how rare it is (BM25, summed by the database). Then the best fifty are looked at more
closely: how nearly is one of their ways to ask what was asked, in words, and how much of it stands there letter by
letter (which forgives what the dictionary misreads: dialect, slips, words it does not know)? All are shares of a
question that is answered in full, so a score means the same for every question.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from madoguchi.core.search.rules import SATURATION, WEIGHT_SCALE, Meaning, pairs_of

WORTH_SCALE = 100
SYNONYM_SHARE = 0.75
GRAM_SHARE = 0.5
SAID, CLOSE, SPELT = 0.78, 0.09, 0.13
# Who tells a whole story says much that no answer holds: so many parts of it are a whole question.
WHOLE_PARTS = 8
EXACTNESS = 0.8
FLOOR = 0.05
MOSTLY_KANA = 0.8


Line = tuple[str, Sequence[str]]  # a way to ask: its letters, its words


@dataclass(frozen=True)
class Question:
    """`asked`: (term, the part of the question that it says, how much it is worth), for the database."""

    asked: list[tuple[int, int, int]]
    in_full: float
    meanings: Sequence[tuple[Meaning, float]]
    rarities: Mapping[str, float]
    unknown: float
    pairs: frozenset[str] = frozenset()
    _said_by: dict[frozenset[str], tuple[float, float]] = field(default_factory=dict)

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(word for meaning, _ in self.meanings for way in meaning.ways for word in way)

    @cached_property
    def whole(self) -> float:
        return sum(weight for _, weight in self.meanings)

    def score(self, said: int, lines: Sequence[Line]) -> float:
        share = said / (self.in_full * WORTH_SCALE * WEIGHT_SCALE * (SATURATION + 1)) if self.in_full else 0.0
        nearest = max((self.closeness(words) for _, words in lines), default=0.0)
        return round(
            SAID * min(1.0, share) + CLOSE * nearest + SPELT * self.spelt(letters for letters, _ in lines), 4
        )

    def spelt(self, lines: Iterable[str]) -> float:
        """How much of the question stands in the lines, two letters at a time."""
        if not self.pairs:
            return 0.0
        held = f"^{'$^'.join(lines)}$"
        return sum(pair in held for pair in self.pairs) / len(self.pairs)

    def closeness(self, line: Sequence[str]) -> float:
        """How nearly one line asks what was asked: how much of the question it holds, and how little else."""
        shared = self.known.intersection(line)
        if not shared or not self.whole:
            return 0.0
        if shared not in self._said_by:
            said = sum(weight * share_said(meaning, shared) for meaning, weight in self.meanings)
            self._said_by[shared] = said / self.whole, sum(self.rarities.get(word, self.unknown) for word in shared)
        covered, used = self._said_by[shared]
        else_ = self.unknown * (len(line) - len(shared))
        return covered * (1 - EXACTNESS + EXACTNESS * used / (used + else_))


def share_said(meaning: Meaning, words: frozenset[str]) -> float:
    """1 when the words hold one whole way to say it, less when they hold a part of one."""
    return float(max(sum(word in words for word in way) / len(way) for way in meaning.ways) ** 1.5)


def weigh(
    meanings: Sequence[Meaning],
    grams: Sequence[str],
    terms: Mapping[str, int],
    rarities: Mapping[str, float],
    *,
    unknown: float,
    letters: str = "",
) -> Question:
    """`grams`: of its reading, where words alone would fail. `rarities`: of what stands in any document."""
    asked: dict[tuple[int, int], float] = {}
    weighed = []
    worth_of_parts: list[float] = []
    for part, meaning in enumerate(meanings):
        worths = _worths_of(meaning, rarities)
        for word, worth in worths.items():
            asked[(terms[word], part)] = worth
        worth_of_parts.append(max(worths.values(), default=0.0))
        weighed.append((meaning, max(worths.values(), default=unknown)))
    in_full = sum(sorted(worth_of_parts, reverse=True)[:WHOLE_PARTS])
    for part, gram in enumerate(grams, start=len(meanings)):
        worth = rarities.get(gram, unknown) * GRAM_SHARE
        in_full += worth
        if gram in rarities:
            asked[(terms[gram], part)] = worth
    numbers = [(term, part, round(worth * WORTH_SCALE) or 1) for (term, part), worth in asked.items()]
    return Question(numbers, in_full, weighed, rarities, unknown, pairs_of(letters) if letters else frozenset())


def _worths_of(meaning: Meaning, rarities: Mapping[str, float]) -> dict[str, float]:
    worths: dict[str, float] = {}
    for place, way in enumerate(meaning.ways):
        share = (SYNONYM_SHARE if place else 1.0) / len(way)
        for word in way:
            if word in rarities:
                worths[word] = max(worths.get(word, 0.0), rarities[word] * share)
    return worths
