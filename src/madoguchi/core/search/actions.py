"""Writing the index. Called inside the transaction of the change: what is saved can be found, and nothing else."""

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping

from django.db import transaction

from madoguchi.core import clock
from madoguchi.core.search.analysis import Word, normalised, words_of
from madoguchi.core.search.kinds import Kind, kind_named
from madoguchi.core.search.models import SearchDocument, SearchPosting, SearchWord
from madoguchi.core.search.rules import READING_WEIGHT, counted, covered, grams_of, letters_of, term_of, weights_of

AT_ONCE = 500
IN_ONE_TRANSACTION = 50
WORD_ROOM, READING_ROOM = 40, 80


def index(kind: str, key: int, fields: Mapping[str, str]) -> None:
    """The document is found by these words from the moment the transaction is committed. Two writers of the same
    document: the second waits and has the last word."""
    index_many(kind, {key: fields})


@transaction.atomic
def index_many(kind: str, fields_by_key: Mapping[int, Mapping[str, str]]) -> None:
    """Some hundred documents at once, for whoever brings many: a tenth of the statements."""
    known = kind_named(kind)
    documents = _held(kind, fields_by_key)
    _drop_postings(documents)
    postings: list[SearchPosting] = []
    words: dict[tuple[str, str], SearchWord] = {}
    now = clock.now()
    for document in documents:
        fields = fields_by_key[document.key]
        read = _read(fields)
        weights = weights_of(_counts(known, read), usual=known.usual_words)
        hidden = _words_covered(known, fields, weights)
        weight_of_term = {
            term_of(covered(kind) if word in hidden else kind, word): weight for word, weight in weights.items()
        }
        postings += [
            SearchPosting(term=term, key=document.key, weight=weight) for term, weight in weight_of_term.items()
        ]
        document.terms = array("q", weight_of_term).tobytes()
        document.lines = _ways_to_ask(known, read, fields)
        document.indexed_at = now
        if known.is_ranked:
            words |= _words_to_suggest(known, read)
    SearchPosting.objects.bulk_create(postings, batch_size=AT_ONCE)
    SearchDocument.objects.bulk_update(documents, ["terms", "lines", "indexed_at"], batch_size=100)
    _note_words(kind, words)


@transaction.atomic
def forget(kind: str, key: int) -> None:
    """No word of the document is kept."""
    documents = list(SearchDocument.objects.select_for_update().filter(kind=kind, key=key))
    _drop_postings(documents)
    for document in documents:
        document.delete()


def index_anew(kind: str) -> int:
    """Every document of this kind, in short transactions, and forget those that are gone. How many."""
    known = kind_named(kind)
    count = 0
    some: dict[int, Mapping[str, str]] = {}
    for document in known.documents().iterator(chunk_size=AT_ONCE):
        some[document.pk] = known.fields_of(document)
        count += 1
        if len(some) == IN_ONE_TRANSACTION:
            index_many(kind, some)
            some = {}
    index_many(kind, some)
    gone = SearchDocument.objects.filter(kind=kind).exclude(key__in=known.documents().order_by().values("pk"))
    for key in list(gone.values_list("key", flat=True)):
        forget(kind, key)
    return count


def _held(kind: str, keys: Iterable[int]) -> list[SearchDocument]:
    """Always in the same order, so that two who hold many wait for each other and never both."""
    wanted = sorted(keys)
    new = (SearchDocument(kind=kind, key=key) for key in wanted)
    SearchDocument.objects.bulk_create(new, ignore_conflicts=True, batch_size=AT_ONCE)
    held = SearchDocument.objects.select_for_update().filter(kind=kind, key__in=wanted)
    return list(held.order_by("key"))


def _drop_postings(documents: Iterable[SearchDocument]) -> None:
    for document in documents:
        terms = array("q", bytes(document.terms)).tolist()
        for start in range(0, len(terms), AT_ONCE):
            some = terms[start : start + AT_ONCE]
            SearchPosting.objects.filter(term__in=some, key=document.key).delete()


def _read(fields: Mapping[str, str]) -> dict[str, list[list[Word]]]:
    return {name: [words_of(normalised(line)) for line in _lines(text)] for name, text in fields.items()}


def _words_covered(kind: Kind, fields: Mapping[str, str], weights: Mapping[str, int]) -> frozenset[str]:
    """What stands only where not everybody may read it."""
    if kind.open_part is None:
        return frozenset()
    everybody = {name: kind.open_part(name, text) for name, text in fields.items()}
    if everybody == fields:
        return frozenset()
    return frozenset(weights.keys() - _counts(kind, _read(everybody)).keys())


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


def _ways_to_ask(kind: Kind, read: Mapping[str, list[list[Word]]], fields: Mapping[str, str]) -> str:
    if not kind.is_ranked:
        return ""
    ways = []
    for name in sorted(kind.ways_to_ask & read.keys()):
        for line, words in zip(_lines(fields[name]), read[name], strict=True):
            if words:
                forms = sorted({form for word in words for form in (word.form, *word.parts)})
                ways.append((letters_of(normalised(line)), forms))
    return json.dumps(ways, ensure_ascii=False, separators=(",", ":"))


def _words_to_suggest(kind: Kind, read: Mapping[str, list[list[Word]]]) -> dict[tuple[str, str], SearchWord]:
    return {
        (word.form, word.reading): SearchWord(kind=kind.name, word=word.form, reading=word.reading)
        for name, lines in read.items()
        if name not in kind.not_suggested
        for line in lines
        for word in line
        if word.reading and len(word.form) <= WORD_ROOM and len(word.reading) <= READING_ROOM
    }


def _note_words(kind: str, words: Mapping[tuple[str, str], SearchWord]) -> None:
    """A word that no document holds any more suggests nothing: whoever asks looks whether it still stands anywhere."""
    known = set(
        SearchWord.objects.filter(kind=kind, word__in={word for word, _ in words}).values_list("word", "reading")
    )
    new = [words[pair] for pair in sorted(words.keys() - known)]
    SearchWord.objects.bulk_create(new, ignore_conflicts=True, batch_size=AT_ONCE)
