"""Times of day as people write them."""

import re
import unicodedata
from datetime import time

AT = re.compile(r"(午前|午後|AM|PM)?(\d{1,2})(?:[:時](半|\d{1,2})?分?)(?:[~〜-].*)?(AM|PM)?", re.IGNORECASE)
PLAIN_AT = re.compile(r"(\d{1,2})(\d{2})")


def read_at(written: str) -> time:
    """9:00, ９時半, 午後1時30分, 0930, 9:00〜9:30: the beginning."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", written))
    if plain := PLAIN_AT.fullmatch(text):
        return time(int(plain[1]), int(plain[2]))
    told = re.fullmatch(r"(\d{1,2}:\d{2}):\d{2}", text)
    found = AT.fullmatch(told[1] if told else text)
    if not found:
        raise ValueError(written)
    half, hour, minute = (found[1] or found[4] or "").upper(), int(found[2]), found[3] or "0"
    if half in ("午後", "PM") and hour < 12:
        hour += 12
    return time(hour, 30 if minute == "半" else int(minute))
