"""Japanese telephone numbers from every spelling that citizens use."""

import re
import unicodedata

# Every dash, hyphen, bar and long-vowel sign that a keyboard offers, and brackets, dots and spaces.
SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−ー－ｰ~〜()\[\].・/]+")
RUN = re.compile(r"\d(?:[-‐‑‒–—―−ー)]?\d)+")
MOBILE_OR_IP = re.compile(r"0[5-9]0\d{8}")
FREE_OR_NAVI = re.compile(r"0(?:120|570|800|990|180)\d{6,7}")
FIXED = re.compile(r"0(?![5-9]0)[1-9]\d{8}")


def normalise_phone(written: str) -> str:
    """Digits beginning with 0, or "" when this is no Japanese telephone number."""
    digits = SEPARATORS.sub("", unicodedata.normalize("NFKC", written))
    digits = re.sub(r"^(?:\+81|0081|81(?=0?[1-9]\d{8,9}$))0?", "0", digits)
    if any(pattern.fullmatch(digits) for pattern in (MOBILE_OR_IP, FREE_OR_NAVI, FIXED)):
        return digits
    return ""


def numbers_in(text: str) -> set[str]:
    """Every number that stands in a text, as digits: 「代表 0829-00-0000（内線 12）」 has two."""
    plain = unicodedata.normalize("NFKC", text)
    return {normalise_phone(run) or re.sub(r"\D", "", run) for run in RUN.findall(plain)}


def written_phone(digits: str) -> str:
    """As people write it: 090-1234-5678. Area codes differ in length, so other numbers stay unbroken."""
    if MOBILE_OR_IP.fullmatch(digits):
        return f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    if digits.startswith(("0120", "0570", "0990", "0180")):
        return f"{digits[:4]}-{digits[4:7]}-{digits[7:]}"
    return digits
