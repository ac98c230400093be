"""Names: kept as written, found however they are written."""

import re
import unicodedata

import jaconv

SPACES = re.compile(r"\s+")
# Variation selectors choose the shape of a character in a name (葛󠄀城): kept when stored, dropped when searched.
VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# What is never seen: controls, signs that turn the direction of writing, halves of characters, and U+FFFE and U+FFFF,
# of which one in a name would make a whole workbook unreadable (XML 1.0, 2.2).
CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufffe\uffff]"
)


def tidy(text: str) -> str:
    """One line as it is stored: full-width letters and digits made plain, spaces single, shapes of names kept."""
    text = unicodedata.normalize("NFKC", CONTROLS.sub("", text))
    return SPACES.sub(" ", text).strip()


def tidy_lines(text: str) -> str:
    """Several lines as they are stored: each tidied, blank ends dropped."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(tidy(line) for line in lines).strip()


def as_katakana(text: str) -> str:
    return jaconv.hira2kata(tidy(text))


def search_key(name: str) -> str:
    """The form under which a name is searched: katakana, no spaces, no shapes, small letters."""
    plain = VARIATION_SELECTORS.sub("", as_katakana(name))
    return SPACES.sub("", plain).casefold()


def is_kana(text: str) -> bool:
    """Only hiragana, katakana, the long-vowel sign, the middle dot and spaces."""
    return bool(re.fullmatch(r"[\u3041-\u3096\u30a1-\u30fa\u30fc・ ]+", tidy(text)))
