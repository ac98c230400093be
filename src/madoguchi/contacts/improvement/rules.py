"""When something is a need, and its way. Pure: numbers and words in, answers out."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum


class NeedKind(StrEnum):
    WITHOUT_FAQ = "without_faq"
    NO_HIT = "no_hit"
    UNHELPFUL = "unhelpful"
    RISING = "rising"


KIND_LABELS = {
    NeedKind.WITHOUT_FAQ: "FAQを使わずに答えた応対",
    NeedKind.NO_HIT: "見つからなかった検索",
    NeedKind.UNHELPFUL: "役に立たなかったFAQ",
    NeedKind.RISING: "増えているタグ",
}


class NeedState(StrEnum):
    FOUND = "found"
    TAKEN = "taken"
    DONE = "done"
    LEFT = "left"


STATE_LABELS = {
    NeedState.FOUND: "見つかった",
    NeedState.TAKEN: "対応中",
    NeedState.DONE: "対応した",
    NeedState.LEFT: "対応しない",
}
MOVES = {
    NeedState.FOUND: frozenset({NeedState.TAKEN, NeedState.DONE, NeedState.LEFT}),
    NeedState.TAKEN: frozenset({NeedState.DONE, NeedState.LEFT}),
    NeedState.DONE: frozenset({NeedState.FOUND, NeedState.TAKEN}),
    NeedState.LEFT: frozenset({NeedState.FOUND, NeedState.TAKEN}),
}
OPEN = (NeedState.FOUND, NeedState.TAKEN)

LEAST_CONTACTS, LEAST_SEARCHES, LEAST_VERDICTS = 3, 2, 3
UNHELPED_PERCENT = 30
LEAST_TAGGED, RISE = 5, 2.0
WEEKS_BEFORE = 4
# A word of so many of the records of a topic tells nothing about what was asked.
SAYS_NOTHING = 0.6
MOST_GROUPS = 5


@dataclass(frozen=True)
class Signal:
    """Something that the figures say today."""

    kind: NeedKind
    key: str
    subject: str
    count: int
    before: int | None = None  # of a rise: the mean of the weeks before


def is_rising(now: int, weeks_before: Sequence[int]) -> bool:
    """This week against the four before: many, and twice as many."""
    mean = sum(weeks_before) / len(weeks_before) if weeks_before else 0
    return now >= LEAST_TAGGED and now >= RISE * mean


def is_unhelpful(*, helped: int, unhelped: int) -> bool:
    return unhelped >= LEAST_VERDICTS and unhelped * 100 >= UNHELPED_PERCENT * (helped + unhelped)


def groups_of(said: Mapping[int, Set[str]]) -> dict[str, list[int]]:
    """{word: records that say it}: the word of most records first, each record in one group."""
    spread = Counter(word for words in said.values() for word in words)
    most = SAYS_NOTHING * len(said) if len(said) > LEAST_CONTACTS * 2 else len(said)
    left = {number: {word for word in words if spread[word] <= most} for number, words in said.items()}
    groups: dict[str, list[int]] = {}
    while len(groups) < MOST_GROUPS:
        counts = Counter(word for words in left.values() for word in words)
        telling = [word for word, count in counts.items() if count >= LEAST_CONTACTS]
        if not telling:
            return groups
        word = min(telling, key=lambda one: (-counts[one], one))
        groups[word] = sorted(number for number, words in left.items() if word in words)
        left = {number: words for number, words in left.items() if word not in words}
    return groups
