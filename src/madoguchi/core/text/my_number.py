"""The My Number guard: 個人番号 must never be collected or stored (番号法 19/20 条).

Pure: it looks at text and says whether a My Number may stand in it. `core.fields` runs it before every text that
is stored. About one random 12-digit number in ten passes the check digit, so staff may override with a reason.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import jaconv

from madoguchi.core.refusals import Refusal

KANJI_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
HIRAGANA_DIGITS = {
    "ゼロ": "0", "れい": "0", "まる": "0", "いち": "1", "に": "2", "さん": "3", "よん": "4", "し": "4", "ご": "5",
    "ろく": "6", "なな": "7", "しち": "7", "はち": "8", "きゅう": "9", "く": "9",
}  # fmt: skip
SPOKEN = HIRAGANA_DIGITS | {jaconv.hira2kata(word): digit for word, digit in HIRAGANA_DIGITS.items()}
# Not ":" and "/": moments such as 2026/11/21 10:30 are twelve digits too.
SEPARATOR = r"[\s\-‐‑‒–—―−ー_.,、・の]{0,3}"
SPOKEN_WORD = "|".join(sorted(SPOKEN, key=len, reverse=True))
# Only inside a run of four or more: 「に」 and 「し」 are ordinary words.
SPOKEN_RUN = re.compile(rf"(?:(?:{SPOKEN_WORD}|\d){SEPARATOR}){{4,}}")
DIGIT_RUN = re.compile(rf"\d(?:{SEPARATOR}\d)*")
NAMED = re.compile(r"(?:マイナンバー(?!カード)|個人番号(?!カード))[^\d]{0,25}")


@dataclass(frozen=True)
class Override:
    """A person has looked and says why these digits are no My Number."""

    reason: str


_override: ContextVar[Override | None] = ContextVar("my_number_override", default=None)


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
    plain = SPOKEN_RUN.sub(_spoken_to_digits, unicodedata.normalize("NFKC", text).translate(KANJI_DIGITS))
    for run in DIGIT_RUN.finditer(plain):
        digits = re.sub(r"\D", "", run[0])
        # Look at the whole run first: a 16-digit card number may hold a passing run of twelve.
        if len(digits) == 12 and is_my_number(digits):
            return True
        # Named as one, it is one, even mistyped by a digit.
        if 10 <= len(digits) <= 13 and _is_named(plain, run.start()):
            return True
    return False


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


def _is_named(text: str, digits_start: int) -> bool:
    return any(match.end() == digits_start for match in NAMED.finditer(text[:digits_start]))
