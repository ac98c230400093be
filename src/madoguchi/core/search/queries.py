"""Asking the index."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Q, QuerySet

from madoguchi.core.search.analysis import normalised, plain_kana, reading_of
from madoguchi.core.search.asking import asked_text, meanings_of
from madoguchi.core.search.marking import highlighted as highlighted
from madoguchi.core.search.models import SearchDocument, SearchPosting, SearchWord
from madoguchi.core.search.postings import best_keys, documents_of, found_in
from madoguchi.core.search.rules import Meaning, grams_of, letters_of, rarity, share_of_kana, term_of
from madoguchi.core.search.weighing import FLOOR, MOSTLY_KANA, Question, weigh

LOOKED_AT = 50
WEAK = 0.12


@dataclass(frozen=True)
class Hit:
    key: int
    score: float


def ranked(kind: str, phrase: str, *, among: QuerySet[Any] | None = None, limit: int = 20) -> list[Hit]:
    """The documents that answer best, best first. `among`: only these. What shares next to nothing with the question
    is no answer, so the list may be empty."""
    hits, by_reading = _hits(kind, phrase, among, limit)
    if not by_reading and (not hits or hits[0].score < WEAK):
        further, _ = _hits(kind, phrase, among, limit, by_reading=True)
        known = {hit.key for hit in hits}
        hits += [hit for hit in further if hit.key not in known]
    return hits[:limit]


def _hits(
    kind: str, phrase: str, among: QuerySet[Any] | None, limit: int, *, by_reading: bool = False
) -> tuple[list[Hit], bool]:
    question, found, by_reading = _weigh(kind, phrase, by_reading=by_reading)
    best = _best_among(question, found, among, max(LOOKED_AT, limit))
    rows = SearchDocument.objects.filter(kind=kind, key__in=[key for key, _ in best])
    lines = {key: json.loads(text or "[]") for key, text in rows.values_list("key", "lines")}
    hits = [Hit(key, question.score(said, lines.get(key, []))) for key, said in best]
    near = sorted((hit for hit in hits if hit.score >= FLOOR), key=lambda hit: (-hit.score, hit.key))
    return near[:limit], by_reading


def _best_among(
    question: Question, found: Mapping[int, int], among: QuerySet[Any] | None, most: int
) -> list[tuple[int, int]]:
    """Mostly nearly all documents may be seen: then it is quicker to look afterwards which of the best are."""
    best = best_keys(question.asked, found, among=None, most=2 * most)
    if among is None:
        return best[:most]
    seen = set(among.order_by().filter(pk__in=[key for key, _ in best]).values_list("pk", flat=True))
    if len(seen) < most and len(best) == 2 * most:
        try:
            return best_keys(question.asked, found, among=among, most=most)
        except EmptyResultSet:
            return []
    return [pair for pair in best if pair[0] in seen][:most]


def _weigh(kind: str, phrase: str, *, by_reading: bool) -> tuple[Question, Mapping[int, int], bool]:
    """Readings are asked for only where words fail: a word that stands nowhere, a question written in kana, or next to
    nothing found by words."""
    meanings = meanings_of(phrase)
    words = {word for meaning in meanings for way in meaning.ways for word in way}
    found = _found(kind, words)
    text = asked_text(phrase)
    grams: list[str] = []
    is_kana = share_of_kana(text) >= MOSTLY_KANA and any(len(meaning.ways) == 1 for meaning in meanings)
    by_reading = by_reading or is_kana or not all(_is_known(meaning, found) for meaning in meanings)
    if by_reading:
        grams = list(dict.fromkeys(grams_of(reading_of(text))))
        found |= _found(kind, set(grams))
    documents = documents_of(kind)
    terms = {word: term_of(kind, word) for word in (*words, *grams)}
    rarities = {word: rarity(count, documents) for word, count in found.items()}
    letters = letters_of(text)
    question = weigh(meanings, grams, terms, rarities, unknown=rarity(0, documents), letters=letters)
    return question, {terms[word]: count for word, count in found.items()}, by_reading


def _found(kind: str, words: Collection[str]) -> dict[str, int]:
    """Only those that stand anywhere."""
    terms = {term_of(kind, word): word for word in words}
    return {terms[term]: count for term, count in found_in(terms).items()} if terms else {}


def _is_known(meaning: Meaning, found: Mapping[str, int]) -> bool:
    return any(word in found for way in meaning.ways for word in way)


def suggestions(kind: str, beginning: str, limit: int = 8, *, among: QuerySet[Any] | None = None) -> list[str]:
    """Words that what is being typed may become, by letters or by reading, before whatever was typed before it.
    `among`: only words of these documents."""
    typed = beginning.rstrip()
    before, _, last = typed.rpartition(" ") if " " in typed else typed.rpartition("\u3000")
    if not last:
        return []
    plain, kana = normalised(last), plain_kana(last)
    begins = Q(word__startswith=plain) | (Q(reading__startswith=kana) if kana else Q())
    words = SearchWord.objects.filter(begins, kind=kind).order_by("word").values_list("word", flat=True)
    known = list(dict.fromkeys(words[: limit * 10]))
    found = found_in([term_of(kind, word) for word in known]) if known else {}
    known = [word for word in known if found.get(term_of(kind, word))]
    known.sort(key=lambda word: -found[term_of(kind, word)])
    held = (word for word in known if among is None or _stands_in(term_of(kind, word), among))
    return [f"{before} {word}".strip() for word in islice(held, limit)]


def _stands_in(term: int, among: QuerySet[Any]) -> bool:
    """Asked word by word: the first document that holds it is enough."""
    return SearchPosting.objects.filter(term=term, key__in=among.order_by().values("pk")).exists()
