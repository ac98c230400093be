"""Words of a Japanese text. The dictionary (~90 MB mapped, 0.2 s) is loaded once in a process, by whoever comes first."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import jaconv
from sudachipy import Dictionary, Morpheme, SplitMode, Tokenizer

from madoguchi.core.search.rules import STOP_WORDS, is_asking

DASHES = re.compile(r"[‐‑‒–—―−－ｰ]")
# Beyond this SudachiPy refuses (49,149 bytes); a text is cut at the ends of its lines, or anywhere.
LONGEST = 10_000
TELLING = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞", "代名詞", "接頭辞"})
TURNS = frozenset({"ない", "ず", "ぬ", "まい", "れる", "られる", "せる", "させる"})
# やさしい日本語 is written with spaces; before a hiragana they part no words of a search.
SPACES_OF_EASY_JAPANESE = re.compile(r"(?<=[ぁ-んァ-ヶー一-龠])[ \u3000]+(?=[ぁ-ん])")

_loading = threading.Lock()
_own = threading.local()


@dataclass(frozen=True)
class Word:
    """A word where it stands in the (normalised) text. `parts`: of which words it is made."""

    form: str
    reading: str
    parts: tuple[str, ...]
    start: int
    end: int


def load_dictionary() -> None:
    """At the start of a process; the first text costs a little more than all others."""
    word_forms("はじめての検索")


def normalised(text: str) -> str:
    """One spelling of signs; every character keeps its place only when none of them is made of several."""
    return DASHES.sub("-", unicodedata.normalize("NFKC", text)).lower()


def without_easy_spaces(text: str) -> str:
    return SPACES_OF_EASY_JAPANESE.sub("", text)


def words_of(text: str) -> list[Word]:
    """Without those that say nothing (particles, 「する」, 「こと」)."""
    return [word for piece, start in _pieces(text) for word in _words_in(piece, start)]


def word_forms(text: str) -> tuple[str, ...]:
    """The words alone, in the order of the text, remembered for what is asked again and again."""
    return _forms(normalised(text))


@lru_cache(maxsize=4096)
def _forms(text: str) -> tuple[str, ...]:
    return tuple(word.form for word in words_of(text))


def reading_of(text: str) -> str:
    """How it is read aloud, in the one spelling in which readings are compared."""
    return plain_kana("".join(m.reading_form() for m in _tokenizer().tokenize(text[:LONGEST], SplitMode.C)))


LARGE = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")


def plain_kana(text: str) -> str:
    """Katakana with small signs made large and without the long-vowel sign: きゅう and きゆー are the same."""
    return re.sub(r"[^ァ-ヺ]", "", jaconv.hira2kata(text).replace("ー", "")).translate(LARGE)


@lru_cache(maxsize=4096)
def says_no_more(phrase: str) -> bool:
    """Do its words alone say what the (normalised) phrase says? 「行けなくなった」 is more than 行く, 「持って行くもの」
    more than 持つ: what is left out besides particles, a denial, a passive, changes what is meant."""
    left_out = [
        (m.normalized_form(), m.part_of_speech()[0])
        for m in _tokenizer().tokenize(phrase, SplitMode.C)
        if not _tells(m.normalized_form().lower(), *m.part_of_speech()[:2])
    ]
    return all(kind in {"助詞", "助動詞", "補助記号", "空白"} and form not in TURNS for form, kind in left_out)


@lru_cache(maxsize=8192)
def action_of(noun: str) -> str:
    """受け取り → 受け取る: the noun and the verb are one word to whoever asks."""
    if not re.fullmatch(r".*[ぁ-ん]", noun):
        return noun
    first, *_ = _tokenizer().tokenize(noun + "ます", SplitMode.C)
    is_it = first.surface() == noun and first.part_of_speech()[0] == "動詞"
    return first.normalized_form().lower() if is_it else noun


def _words_in(text: str, offset: int) -> Iterator[Word]:
    before = after = ""
    for morpheme in _tokenizer().tokenize(text, SplitMode.C):
        kind, finer, *_ = morpheme.part_of_speech()
        form = morpheme.normalized_form().lower()
        earlier, before, after = before, after, form
        if not _tells(form, kind, finer) or (finer == "非自立可能" and _helps(form, before, earlier)):
            continue
        if kind == "名詞":
            form = action_of(form)
        parts = tuple(part for part in _parts(morpheme) if part not in STOP_WORDS)
        yield Word(
            form=form,
            reading=plain_kana(morpheme.reading_form()),
            parts=parts,
            start=offset + morpheme.begin(),
            end=offset + morpheme.end(),
        )


def boundaries_of(text: str) -> frozenset[int]:
    """Where a word of the (normalised) text ends and the next may begin."""
    return frozenset({0}) | {m.end() for m in _tokenizer().tokenize(text[:LONGEST], SplitMode.A)}


def _tells(form: str, kind: str, finer: str) -> bool:
    if form in STOP_WORDS or not re.search(r"\w", form):
        return False
    if kind == "代名詞":
        return is_asking(form)
    return kind in TELLING or finer == "名詞的"


def _helps(form: str, before: str, earlier: str) -> bool:
    """見て**もらう**, しないと**いけ**ない: a verb that helps another says nothing itself."""
    return before in {"て", "で"} or (form == "行く" and earlier in {"ない", "ず"})


def _parts(morpheme: Morpheme) -> Iterator[str]:
    parts = morpheme.split(SplitMode.A)
    if len(parts) > 1:
        yield from (part.normalized_form().lower() for part in parts)


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    start = 0
    while len(text) - start > LONGEST:
        end = text.rfind("\n", start, start + LONGEST) + 1 or start + LONGEST
        yield text[start:end], start
        start = end
    yield text[start:], start


@cache
def _dictionary() -> Dictionary:
    return Dictionary(dict="core")


def _tokenizer() -> Tokenizer:
    """A tokenizer serves one thread; the dictionary serves all."""
    if not hasattr(_own, "tokenizer"):
        with _loading:
            _own.tokenizer = _dictionary().tokenizer()
    tokenizer: Tokenizer = _own.tokenizer
    return tokenizer
