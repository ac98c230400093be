"""Marking what was asked for in a text. Plain pieces: the template escapes each of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from madoguchi.core.search.analysis import normalised, words_of
from madoguchi.core.search.asking import meanings_of

Piece = tuple[str, bool]  # text, whether it was asked for
MORE = "…"
BEFORE = 20


@dataclass(frozen=True)
class Marker:
    """Marks one question in many texts."""

    wanted: frozenset[str]

    def highlighted(self, text: str) -> list[Piece]:
        return _marked(text, self.wanted)

    def excerpt(self, text: str, length: int) -> list[Piece]:
        """As much of the text as fits, around the first place that was asked for."""
        plain = " ".join(text.split())
        pieces = self.highlighted(plain)
        first = _start_of_first(pieces)
        start = max(0, min(first - BEFORE, len(plain) - length))
        return [
            *([(MORE, False)] if start else []),
            *_cut(pieces, start, start + length),
            *([(MORE, False)] if start + length < len(plain) else []),
        ]


def marker_of(phrase: str) -> Marker:
    return Marker(frozenset(word for meaning in meanings_of(phrase) for way in meaning.ways for word in way))


def highlighted(text: str, phrase: str) -> list[Piece]:
    return marker_of(phrase).highlighted(text)


@lru_cache(maxsize=1024)
def _spans(plain: str) -> tuple[tuple[int, int, frozenset[str]], ...]:
    return tuple((word.start, word.end, frozenset({word.form, *word.parts})) for word in words_of(plain))


def _marked(text: str, wanted: frozenset[str]) -> list[Piece]:
    plain = normalised(text)
    if not wanted or len(plain) != len(text):  # a sign that became two would shift every mark
        return [(text, False)] if text else []
    pieces, at = [], 0
    for start, end, forms in _spans(plain):
        if forms & wanted:
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]


def _start_of_first(pieces: Sequence[Piece]) -> int:
    start = 0
    for text, is_found in pieces:
        if is_found:
            return start
        start += len(text)
    return 0


def _cut(pieces: Iterable[Piece], start: int, end: int) -> Iterable[Piece]:
    at = 0
    for text, is_found in pieces:
        part = text[max(0, start - at) : max(0, end - at)]
        at += len(text)
        if part:
            yield part, is_found
