"""What changed between two texts, sign by sign."""

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Piece:
    text: str
    is_gone: bool = False
    is_new: bool = False


def difference(before: str, after: str) -> list[Piece]:
    pieces: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(before[a:b]))
            continue
        if a < b:
            pieces.append(Piece(before[a:b], is_gone=True))
        if c < d:
            pieces.append(Piece(after[c:d], is_new=True))
    return pieces
