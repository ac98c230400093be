"""Which phrases mean the same, as whoever asks needs it. A group is a word and all its variants, read both ways when
somebody asks: nothing is indexed anew when a synonym changes (ADR 0015)."""

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Sum

from madoguchi.core.search.analysis import boundaries_of, normalised, says_no_more, word_forms
from madoguchi.core.search.models import Synonym
from madoguchi.core.search.rules import root_of

# A short variant stands only where words begin and end: 「ピン」 is not in 「ピンク」.
LONG_ENOUGH = 4

Way = tuple[str, ...]
Stamp = tuple[object, ...]


@dataclass(frozen=True)
class Phrasebook:
    """Every phrase that has synonyms, by its letters and by its words, with all the ways to say it."""

    by_letters: Mapping[str, tuple[Way, ...]] = field(default_factory=dict)
    by_words: Mapping[Way, tuple[Way, ...]] = field(default_factory=dict)
    most_letters: int = 0
    most_words: int = 0

    def spans_in(self, text: str) -> Iterator[tuple[int, int, tuple[Way, ...]]]:
        """Where phrases stand in the (normalised) text, the longest first, none over another."""
        edges = boundaries_of(text)
        start = 0
        while start < len(text):
            for end in range(min(len(text), start + self.most_letters), start + 1, -1):
                stands = end - start >= LONG_ENOUGH or (start in edges and end in edges)
                if stands and (ways := self.by_letters.get(text[start:end])):
                    yield start, end, ways
                    start = end - 1
                    break
            start += 1

    def longest_at(self, words: Way) -> tuple[int, tuple[Way, ...]]:
        """How many of the first words are a phrase, and its ways; (0, ()) when they are none."""
        for length in range(min(self.most_words, len(words)), 0, -1):
            if ways := self.by_words.get(words[:length]):
                return length, ways
        return 0, ()


_building = threading.Lock()
_kept: tuple[Stamp, Phrasebook] = ((), Phrasebook())


def phrasebook() -> Phrasebook:
    """As it stands now: one small query says whether the kept one still holds."""
    global _kept
    stamp = _stamp()
    if _kept[0] == stamp:
        return _kept[1]
    with _building:
        if _kept[0] != stamp:
            _kept = (stamp, phrasebook_of(Synonym.objects.values_list("variant_key", "canonical_key")))
        return _kept[1]


def _stamp() -> Stamp:
    said = Synonym.objects.aggregate(Count("pk"), Sum("version"))
    return tuple(said.values())


def phrasebook_of(pairs: Iterable[tuple[str, str]]) -> Phrasebook:
    canonical_of = dict(pairs)
    groups: dict[str, set[str]] = defaultdict(set)
    for variant in canonical_of:
        root = root_of(variant, canonical_of)
        groups[root] |= {root, variant}
    by_letters: dict[str, tuple[Way, ...]] = {}
    by_words: dict[Way, tuple[Way, ...]] = {}
    for members in groups.values():
        words_of = {member: word_forms(member) for member in members}
        ways = tuple(sorted({words for member, words in words_of.items() if _tells_enough(member, words)}))
        for member, words in words_of.items():
            by_letters[member] = ways
            if words and says_no_more(member):
                by_words[words] = ways
    return Phrasebook(
        by_letters,
        by_words,
        most_letters=max(map(len, by_letters), default=0),
        most_words=max(map(len, by_words), default=0),
    )


def _tells_enough(member: str, words: Way) -> bool:
    """Would a document that holds these words say it?"""
    return len(words) > 1 or (len(words) == 1 and says_no_more(member))


def compared(phrase: str) -> str:
    """The spelling in which phrases are compared."""
    return "".join(normalised(phrase).split())
