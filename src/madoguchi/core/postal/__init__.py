"""郵便番号: written in any way, and the place that it stands for. The table is made by `tools/postal_codes.py`."""

import re
import unicodedata
import zipfile
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).with_name("codes.zip")
BETWEEN = re.compile(r"[\s〒\-‐‑‒–—―−ーｰ_.]")


def normalise_postal_code(written: str) -> str:
    """Seven digits, or nothing: 〒７３８－８５０１ is 7388501."""
    digits = BETWEEN.sub("", unicodedata.normalize("NFKC", written))
    return digits if len(digits) == 7 and digits.isascii() and digits.isdigit() else ""


def written_postal_code(code: str) -> str:
    return f"{code[:3]}-{code[3:]}" if len(code) == 7 else code


def place_of(code: str) -> str:
    """Prefecture, city and neighbourhood of seven digits; nothing where there is no such code."""
    return _area(code[:3]).get(code[3:], "") if len(code) == 7 else ""


@lru_cache(maxsize=16)
def _area(first_three: str) -> dict[str, str]:
    """One of a thousand small lists; the whole table is never in memory."""
    with zipfile.ZipFile(TABLE) as table:
        try:
            lines = table.read(first_three).decode().splitlines()
        except KeyError:
            return {}
    return dict(line.split("\t", 1) for line in lines)
