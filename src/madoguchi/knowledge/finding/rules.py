"""What is kept of a search, and when a choice teaches. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from madoguchi.core.text.kana import tidy
from madoguchi.core.text.masking import masked
from madoguchi.core.text.my_number import contains_my_number

LONGEST = 200
# Who has looked up a telephone, booking or card number has typed one.
LONG_NUMBER = re.compile(r"\d(?:[\s\-‐ー−.]?\d){4,}")
NUMBER_WORD = "［番号］"
NOT_KEPT = "［個人番号］"

# One person, however often, teaches nothing; what most people chose is what the words meant.
PEOPLE_TO_LEARN_FROM = 2
SHARE_TO_LEARN_FROM = 0.4
MOST_LEARNED = 20


class Place(StrEnum):
    """Where somebody searched."""

    STAFF = "staff"
    CONTACT = "contact"
    PUBLIC = "public"


PLACE_LABELS = {Place.STAFF: "FAQの検索", Place.CONTACT: "応対の画面", Place.PUBLIC: "公開FAQ"}


def kept_phrase(typed: str) -> str:
    """What was typed, without numbers, names, addresses: enough to know what was asked."""
    phrase = tidy(typed)
    if contains_my_number(phrase):
        return NOT_KEPT
    return LONG_NUMBER.sub(NUMBER_WORD, masked(phrase))[:LONGEST]


def is_learned(choosers: Mapping[int, Collection[str]], article: int) -> bool:
    """`choosers`: who chose which article for the same words."""
    own = set(choosers.get(article, ()))
    everybody = sum(len(set(people)) for people in choosers.values())
    return len(own) >= PEOPLE_TO_LEARN_FROM and len(own) >= SHARE_TO_LEARN_FROM * everybody


def newest_first(phrases: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(phrases))[:MOST_LEARNED]
