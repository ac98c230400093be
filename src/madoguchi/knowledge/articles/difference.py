"""Two texts side by side: which lines stand against each other, and what in them differs. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# A Latin word or a number is one piece; of Japanese every sign is.
PIECE = re.compile(r"[A-Za-z0-9]+|.", re.DOTALL)
# To compare two very long lines sign by sign takes seconds; they are shown as a whole.
LONGEST_LINE = 2000
# Below this share of common signs it is another sentence, and marks in it would only disturb.
ALIKE = 0.45
COMMON = 2


@dataclass(frozen=True)
class Part:
    text: str
    differs: bool = False


@dataclass(frozen=True)
class Pair:
    """A line before and after. None: there is none on that side."""

    before: tuple[Part, ...] | None
    after: tuple[Part, ...] | None

    @property
    def differs(self) -> bool:
        return self.before != self.after


def pairs_of(before: str, after: str) -> list[Pair]:
    old, new = before.splitlines(), after.splitlines()
    pairs: list[Pair] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs += [Pair((Part(line),), (Part(line),)) for line in old[a:b]]
        else:
            pairs += _against(old[a:b], new[c:d])
    return pairs


def _against(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    for place in range(max(len(old), len(new))):
        before = old[place] if place < len(old) else None
        after = new[place] if place < len(new) else None
        if before is None or after is None or max(len(before), len(after)) > LONGEST_LINE:
            yield Pair(_whole(before), _whole(after))
        else:
            yield _line_by_piece(before, after)


def _whole(line: str | None) -> tuple[Part, ...] | None:
    return None if line is None else (Part(line, differs=True),)


def _line_by_piece(before: str, after: str) -> Pair:
    old, new = PIECE.findall(before), PIECE.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        return Pair(_whole(before), _whole(after))
    left: list[Part] = []
    right: list[Part] = []
    for differs, a, b, c, d in _stretches(matcher, len(old), len(new)):
        left += [Part("".join(old[a:b]), differs)] if a < b else []
        right += [Part("".join(new[c:d]), differs)] if c < d else []
    return Pair(tuple(left), tuple(right))


def _stretches(
    matcher: "SequenceMatcher[str]", old_length: int, new_length: int
) -> Iterator[tuple[bool, int, int, int, int]]:
    """Equal, changed, equal, …: a lone sign between two changes is no common word and goes with them."""
    open_from: tuple[int, int] | None = None
    for tag, a, b, c, d in matcher.get_opcodes():
        is_inside = a > 0 and b < old_length
        if tag != "equal" or (b - a < COMMON and is_inside):
            open_from = open_from or (a, c)
            continue
        if open_from is not None:
            yield True, open_from[0], a, open_from[1], c
            open_from = None
        yield False, a, b, c, d
    if open_from is not None:
        yield True, open_from[0], old_length, open_from[1], new_length
