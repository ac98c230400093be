"""What somebody asks: the parts of a phrase, each with every way to say it."""

import re
from collections.abc import Iterator, Sequence

from madoguchi.core.search.analysis import Word, normalised, without_easy_spaces, words_of
from madoguchi.core.search.rules import Meaning
from madoguchi.core.search.synonyms import Phrasebook, Way, phrasebook

LONGEST_ASKED = 200
# What people of other regions and other years say, as the dictionary knows it. Only of what is asked: nothing that is
# stored or shown is rewritten.
COLLOQUIAL = tuple(
    (re.compile(said), meant)
    for said, meant in (
        (
            r"(わから|分から|判ら|知ら|しら|要ら|いら|取ら|とら|入ら|はいら|行か|いか|作ら|つくら|送ら|切ら|届か|とどか)ん"
            r"(?=$|[のがけくかとでしやわよね、。?!])",
            r"\1ない",
        ),
        (
            r"(でき|出来|使え|つかえ|見え|みえ|もらえ|覚え|おぼえ|読め|よめ|来)ん(?=$|[のがけくかとでしやわよね、。?!])",
            r"\1ない",
        ),
        (r"ないく(?=な)", "なく"),
        (r"([かさたなばまらわえけせてねべめれげで来])(?:へん|ひん|やん)(?=$|[かねのけでよわ、。?!])", r"\1ない"),
        (r"て(?:しも|も)う?た", "てしまった"),
        (r"で(?:しも|も)う?た", "でしまった"),
        (r"([っいしきちりえけせてめれべねん])とる(?=$|[のがけかんとで、。?!])", r"\1ている"),
        (r"(?:やねん|じゃけど|やけど|やから|じゃけん|やさかい)", "だけど"),
        (r"(?:どないしたら|どげんしたら|どがいしたら)", "どうしたら"),
        (r"なんぼ", "いくら"),
        (r"(?:ちょうだい|おくれ|くれんね|くんない)", "ください"),
    )
)


def asked_text(phrase: str) -> str:
    text = without_easy_spaces(normalised(phrase[: 4 * LONGEST_ASKED]))[:LONGEST_ASKED]
    for said, meant in COLLOQUIAL:
        text = said.sub(meant, text)
    return text


def meanings_of(phrase: str, book: Phrasebook | None = None) -> list[Meaning]:
    book = book or phrasebook()
    text = asked_text(phrase)
    words = words_of(text)
    found = []
    spans = list(book.spans_in(text))
    for start, end, ways in spans:
        inside = tuple(word.form for word in words if start <= word.start and word.end <= end)
        found.append((start, Meaning(_first(inside, ways))))
    rest = [word for word in words if not any(word.start < end and start < word.end for start, end, _ in spans)]
    found += _in_words(rest, book)
    return list(dict.fromkeys(meaning for _, meaning in sorted(found, key=lambda pair: pair[0]) if meaning.ways))


def _in_words(words: Sequence[Word], book: Phrasebook) -> Iterator[tuple[int, Meaning]]:
    at = 0
    forms = tuple(word.form for word in words)
    while at < len(words):
        length, ways = book.longest_at(forms[at:])
        if length:
            yield words[at].start, Meaning(_first(forms[at : at + length], ways))
            at += length
        else:
            yield words[at].start, Meaning(_ways_of(words[at], book))
            at += 1


def _ways_of(word: Word, book: Phrasebook) -> tuple[Way, ...]:
    """The word itself; its parts; its parts with another word for one of them."""
    ways: list[Way] = [(word.form,)]
    if len(word.parts) > 1:
        ways.append(word.parts)
        for place, part in enumerate(word.parts):
            others = book.by_words.get((part,), ())
            ways += [(*word.parts[:place], *other, *word.parts[place + 1 :]) for other in others]
    return tuple(dict.fromkeys(ways))


def _first(own: Way, ways: tuple[Way, ...]) -> tuple[Way, ...]:
    """What was said stands first: it counts a little more than what means the same."""
    return tuple(dict.fromkeys((own, *ways))) if own else ways
