"""Two texts side by side: which lines stand against each other, and what in them differs. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# A Latin word or a number is one piece; of Japanese every sign is.
PIECE = re.compile(r"[A-Za-z0-9]+|.", re.DOTALL)
# To compare two very long lines sign by sign takes seconds; they are shown as a whole.
LONGEST_LINE = 2000


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
    left: list[Part] = []
    right: list[Part] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        differs = tag != "equal"
        left += [Part("".join(old[a:b]), differs)] if a < b else []
        right += [Part("".join(new[c:d]), differs)] if c < d else []
    return Pair(tuple(left), tuple(right))
