"""Writing the index. Called inside the transaction of the change: what is saved can be found, and nothing else."""

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping

from django.db import transaction

from madoguchi.core import clock
from madoguchi.core.search.analysis import Word, normalised, words_of
from madoguchi.core.search.kinds import Kind, kind_named
from madoguchi.core.search.models import SearchDocument, SearchPosting, SearchWord
from madoguchi.core.search.rules import READING_WEIGHT, counted, grams_of, term_of, weights_of

AT_ONCE = 500
WORD_ROOM, READING_ROOM = 40, 80


@transaction.atomic
def index(kind: str, key: int, fields: Mapping[str, str]) -> None:
    """The document is found by these words from the moment the transaction is committed. Two writers of the same
    document: the second waits and has the last word."""
    known = kind_named(kind)
    read = {name: [words_of(normalised(line)) for line in _lines(text)] for name, text in fields.items()}
    weights = weights_of(_counts(known, read), usual=known.usual_words)
    document = _held(kind, key)
    _drop_postings(document)
    weight_of_term = {term_of(kind, word): weight for word, weight in weights.items()}
    SearchPosting.objects.bulk_create(
        (SearchPosting(term=term, key=key, weight=weight) for term, weight in weight_of_term.items()),
        batch_size=AT_ONCE,
    )
    document.terms = array("q", weight_of_term).tobytes()
    document.lines = _ways_to_ask(known, read)
    document.indexed_at = clock.now()
    document.save(update_fields=["terms", "lines", "indexed_at"])
    if known.is_ranked:
        _note_words(kind, (word for lines in read.values() for line in lines for word in line))


@transaction.atomic
def forget(kind: str, key: int) -> None:
    """No word of the document is kept."""
    if SearchDocument.objects.filter(kind=kind, key=key).exists():
        document = _held(kind, key)
        _drop_postings(document)
        document.delete()


def index_anew(kind: str) -> int:
    """Every document of this kind, one short transaction each, and forget those that are gone. How many."""
    known = kind_named(kind)
    count = 0
    for document in known.documents().iterator(chunk_size=AT_ONCE):
        index(kind, document.pk, known.fields_of(document))
        count += 1
    gone = SearchDocument.objects.filter(kind=kind).exclude(key__in=known.documents().order_by().values("pk"))
    for key in list(gone.values_list("key", flat=True)):
        forget(kind, key)
    return count


def _held(kind: str, key: int) -> SearchDocument:
    SearchDocument.objects.bulk_create([SearchDocument(kind=kind, key=key)], ignore_conflicts=True)
    return SearchDocument.objects.select_for_update().get(kind=kind, key=key)


def _drop_postings(document: SearchDocument) -> None:
    terms = array("q", bytes(document.terms)).tolist()
    for start in range(0, len(terms), AT_ONCE):
        some = terms[start : start + AT_ONCE]
        SearchPosting.objects.filter(term__in=some, key=document.key).delete()


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _counts(kind: Kind, read: Mapping[str, list[list[Word]]]) -> Mapping[str, float]:
    return counted(
        (kind.weights[name] * share, words)
        for name, lines in read.items()
        for share, words in _shares(kind, name, [word for line in lines for word in line])
    )


def _shares(kind: Kind, name: str, words: list[Word]) -> Iterator[tuple[float, list[str]]]:
    yield 1.0, [word.form for word in words]
    yield 0.5, [part for word in words for part in word.parts]
    if kind.is_ranked and name in kind.ways_to_ask:
        yield READING_WEIGHT, [gram for word in words for gram in grams_of(word.reading)]


def _ways_to_ask(kind: Kind, read: Mapping[str, list[list[Word]]]) -> str:
    if not kind.is_ranked:
        return ""
    lines = (line for name in sorted(kind.ways_to_ask & read.keys()) for line in read[name])
    ways = [sorted({form for word in line for form in (word.form, *word.parts)}) for line in lines]
    return json.dumps([way for way in ways if way], ensure_ascii=False, separators=(",", ":"))


def _note_words(kind: str, words: Iterable[Word]) -> None:
    """For suggestions. A word that no document holds any more suggests nothing: its search finds nothing."""
    rows = {
        (word.form, word.reading): SearchWord(kind=kind, word=word.form, reading=word.reading)
        for word in words
        if word.reading and len(word.form) <= WORD_ROOM and len(word.reading) <= READING_ROOM
    }
    SearchWord.objects.bulk_create(rows.values(), ignore_conflicts=True, batch_size=AT_ONCE)
