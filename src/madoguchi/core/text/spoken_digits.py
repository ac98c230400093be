"""Text in one spelling, with the way back: where a sign of it stood in what was written.

Two readings of the same text: its words (half width, one kind of dash), and its numbers, where digits that were written
in kanji or spoken (ゼロきゅうゼロ) are digits too.
"""

import re
import unicodedata
from dataclasses import dataclass

from madoguchi.core.text.my_number import INVISIBLE, KANJI_DIGITS, SPOKEN

DASHES = "‐‑‒–—―−－ｰ﹣⁃"
# As recognisers of speech write the long ones: キュー, イチニーサン.
SPOKEN_LONG = {
    "キュー": "9",
    "ニー": "2",
    "ゴー": "5",
    "オー": "0",
    "ｾﾞﾛ": "0",
    "きゅー": "9",
    "にー": "2",
    "ごー": "5",
}
# Half-width kana keep their two signs (ｾﾞ is セ and ゛) so that every sign stays in its place.
HALF = {word.replace("ゼ", "セ゛").replace("ゴ", "コ゛"): digit for word, digit in SPOKEN.items()}
WORDS = {**SPOKEN, **HALF, **SPOKEN_LONG}
ONE = "|".join(sorted(map(re.escape, WORDS), key=len, reverse=True))
KANJI = "〇零一二三四五六七八九壱弐参"
# Only inside a run of four or more: 「に」 and 「し」 are ordinary words, 三 stands in 三浦.
RUN = re.compile(rf"(?:(?:{ONE}|[{KANJI}\d])[\s\-_.,、・のー()]{{0,3}}){{4,}}")
SIGN = re.compile(rf"{ONE}|[{KANJI}]")
WORTH_LOOKING = re.compile(
    rf"[{KANJI}]|いち|さん|よん|ろく|なな|しち|はち|きゅう|ゼロ|ぜろ|れい|イチ|サン|ヨン|ロク|ナナ|シチ|ハチ|キュ|レイ|マル|まる|セ゛ロ"
)


class _OneSpelling(dict[int, int]):
    """What a sign is read as, reckoned once for each sign that ever comes."""

    def __missing__(self, code: int) -> int:
        sign = chr(code)
        plain = "-" if sign in DASHES else unicodedata.normalize("NFKC", sign)
        if unicodedata.category(sign) in INVISIBLE:
            plain = "\0"
        self[code] = found = ord(plain) if len(plain) == 1 else code
        return found


_ONE_SPELLING = _OneSpelling()


@dataclass(frozen=True)
class Plain:
    text: str
    places: tuple[int, ...] | None = None  # of each sign in what was written, and its length; None: the same

    def place(self, at: int) -> int:
        return at if self.places is None else self.places[at]


def words_of(text: str) -> Plain:
    plain = text.translate(_ONE_SPELLING)
    if "\0" not in plain:
        return Plain(plain)
    places = tuple(at for at, sign in enumerate(plain) if sign != "\0")
    return Plain(plain.replace("\0", ""), (*places, len(text)))


def numbers_of(words: Plain) -> Plain:
    if not WORTH_LOOKING.search(words.text):
        return words
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for run in RUN.finditer(words.text):
        for sign in SIGN.finditer(words.text, run.start(), run.end()):
            parts.append(words.text[at : sign.start()])
            places.extend(map(words.place, range(at, sign.start())))
            parts.append(WORDS.get(sign[0]) or sign[0].translate(KANJI_DIGITS))
            places.append(words.place(sign.start()))
            at = sign.end()
    if not parts:
        return words
    places.extend(map(words.place, range(at, len(words.text))))
    return Plain("".join([*parts, words.text[at:]]), (*places, words.place(len(words.text))))
