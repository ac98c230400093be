"""The My Number guard: 個人番号 must never be collected or stored (番号法 19/20 条).

Pure: it looks at text and says whether a My Number may stand in it. `core.fields` runs it before every text that
is stored. About one random 12-digit number in ten passes the check digit, so staff may override with a reason.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import jaconv

from madoguchi.core.refusals import Refusal

KANJI_DIGITS = str.maketrans("〇零一二三四五六七八九壱弐参肆伍陸漆捌玖", "00123456789123456789")
HIRAGANA_DIGITS = {
    "ぜろ": "0", "れい": "0", "まる": "0", "いち": "1", "に": "2", "さん": "3", "よん": "4", "し": "4", "ご": "5",
    "ろく": "6", "なな": "7", "しち": "7", "はち": "8", "きゅう": "9", "く": "9",
}  # fmt: skip
SPOKEN = HIRAGANA_DIGITS | {jaconv.hira2kata(word): digit for word, digit in HIRAGANA_DIGITS.items()}
# Not ":" and "/": moments such as 2026/11/21 10:30 are twelve digits too. Full-width ones (：／) are the same two by
# now: NFKC comes first.
SEPARATOR = r"[\s\-‐‑‒–—―−ー_.,、・の]{0,3}"
SPOKEN_WORD = "|".join(sorted(SPOKEN, key=len, reverse=True))
# Only inside a run of four or more: 「に」 and 「し」 are ordinary words.
SPOKEN_RUN = re.compile(rf"(?:(?:{SPOKEN_WORD}|\d){SEPARATOR}){{4,}}")
DIGIT_RUN = re.compile(rf"\d(?:{SEPARATOR}\d)*")
NAMED_LENGTH = 40
# Format (zero width, soft hyphen), marks that enclose or combine (keycaps): 1<zwj>2 is read as 12.
INVISIBLE = {"Cf", "Mn", "Me"}
NAMED = re.compile(
    r"(?:マイナンバー(?!カード)|個人番号(?!カード)|my ?number(?! ?card))[^\d]{0,25}\Z", re.IGNORECASE
)
# As people group it, also beside other digits (a telephone, a date, a second number): one sign between the groups,
# whichever sign that is. Groups of 4-2-2 (dates) or 3-4-4 (telephones) are not among them.
GAP = r"(?P<gap>(?:\W|[_ーの]){1,12})"
GROUPED = [
    re.compile(rf"(?<!\d)(?=(?P<number>{groups})(?!\d))")
    for groups in (
        r"\d{12}",
        rf"\d{{4}}{GAP}\d{{4}}(?P=gap)\d{{4}}",
        rf"\d{{3}}{GAP}\d{{3}}(?:(?P=gap)\d{{3}}){{2}}",
        rf"\d{GAP}\d(?:(?P=gap)\d){{10}}",
    )
]


@dataclass(frozen=True)
class Override:
    """A person has looked and says why these digits are no My Number."""

    reason: str


_override: ContextVar[Override | None] = ContextVar("my_number_override", default=None)

FEWEST_DIGITS = 10  # of what is named a My Number and mistyped


class MyNumberRefused(Refusal):
    """Raised instead of storing. It never carries the digits: what is refused is not logged."""

    message = (
        "12桁の番号が含まれています。マイナンバー（個人番号）は、この画面には入力できません。番号を消してください。"
    )


def check_digit(eleven: str) -> int:
    """総務省令 85号 第5条: r = Σ P_n·Q_n mod 11, the digit is 0 when r ≤ 1, else 11 − r."""
    total = sum(int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(reversed(eleven), start=1))
    remainder = total % 11
    return 0 if remainder <= 1 else 11 - remainder


def is_my_number(twelve: str) -> bool:
    return len(twelve) == 12 and int(twelve[11]) == check_digit(twelve[:11])


def contains_my_number(text: str) -> bool:
    if len(text) < FEWEST_DIGITS and text.isascii():
        return False  # a code, a word: too short for any number, and most texts that are stored
    plain = SPOKEN_RUN.sub(_spoken_to_digits, _plain(text))
    for run in DIGIT_RUN.finditer(plain):
        digits = _digits_in(run[0])
        # Look at the whole run first: a 16-digit card number may hold a passing run of twelve.
        if len(digits) == 12 and is_my_number(digits):
            return True
        # Named as one, it is one, even mistyped by a digit.
        if FEWEST_DIGITS <= len(digits) <= 13 and NAMED.search(
            plain[max(0, run.start() - NAMED_LENGTH) : run.start()]
        ):
            return True
    found = (match["number"] for groups in GROUPED for match in groups.finditer(plain))
    return any(is_my_number(_digits_in(number)) for number in found)


def refuse_my_number(text: str) -> None:
    """Raise when a My Number may stand in the text and nobody has overridden."""
    if _override.get() is None and contains_my_number(text):
        raise MyNumberRefused


@contextmanager
def number_is_something_else(reason: str) -> Iterator[None]:
    """Within this block the guard lets digits pass. People's overrides go through a form's `guard_lifted`
    (web.frame.forms), which leaves the reason in the history."""
    token = _override.set(Override(reason))
    try:
        yield
    finally:
        _override.reset(token)


def _spoken_to_digits(run: re.Match[str]) -> str:
    return re.sub(SPOKEN_WORD, lambda word: SPOKEN[word[0]], run[0])


def _plain(text: str) -> str:
    """What a reader sees, in one spelling: without signs that are not seen, every digit as 0–9."""
    normal = unicodedata.normalize("NFKC", html.unescape(text)).translate(KANJI_DIGITS)
    return "".join(_plain_sign(sign) for sign in normal)


def _plain_sign(sign: str) -> str:
    if sign.isascii():
        return sign
    if unicodedata.category(sign) in INVISIBLE:
        return ""
    return str(unicodedata.digit(sign, sign))


def _digits_in(text: str) -> str:
    return re.sub(r"\D", "", text)
