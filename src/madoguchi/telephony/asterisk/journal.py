"""The exchange's logs → the ledger. A log is read from where the last transaction left off, in small pieces.

A log is known by its first line, not by its place on the disk: it may be renamed (rotation), copied back from a
backup or moved to another machine, and is still read once. A line counts only when it is whole.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from madoguchi.calls.ledger.actions import Mark, take_facts
from madoguchi.calls.ledger.queries import mark_of
from madoguchi.calls.ports import ExchangeFact
from madoguchi.telephony.asterisk.lines import READERS

LOGS = {"queue_log": "queue_log", "cel": "cel-custom/cel.csv", "switchboard": "switchboard.jsonl"}
LINES_AT_ONCE = 500
LONGEST_LINE = 65_536  # what is longer without an end is not half a line but a broken one


@dataclass(frozen=True)
class Line:
    text: str
    begins: int
    ends: int


class Journal:
    """`step()` takes what is new and says how many lines it has read; the switchboard calls it again and again."""

    def __init__(self, exchange: Path) -> None:
        self.logs = exchange / "log"

    def step(self) -> int:
        return sum(self._read(origin, self.logs / name) for origin, name in LOGS.items())

    def _read(self, origin: str, path: Path) -> int:
        lines = 0
        for log, mark in self._unread(origin, path):
            offset = mark.offset
            while piece := lines_from(log, offset, LINES_AT_ONCE):
                facts = [fact for line in piece if (fact := fact_of(origin, mark.file, line))]
                offset = piece[-1].ends
                take_facts(facts, Mark(origin, mark.file, offset))
                lines += len(piece)
        return lines

    def _unread(self, origin: str, path: Path) -> Iterator[tuple[Path, Mark]]:
        """Of the log that was last read what has been written since, wherever it is now; then of the one in its place."""
        mark, here = mark_of(origin), name_of(path)
        before = mark.file.partition("~")[0] if mark else ""
        if mark and here != before:
            moved = next((one for one in siblings(path) if name_of(one) == before), None)
            if moved:
                yield moved, Mark(origin, mark.file, mark.offset)
        if not here:
            return
        if mark is None or here != before:
            yield path, Mark(origin, here, 0)
        elif path.stat().st_size < mark.offset:
            # Somebody has cut it. Read again under another name: what was taken before makes no call twice.
            yield path, Mark(origin, f"{here}~{_cuts(mark.file) + 1}", 0)
        else:
            yield path, Mark(origin, mark.file, mark.offset)


def fact_of(origin: str, file: str, line: Line) -> ExchangeFact | None:
    return READERS[origin](line.text, f"{file}:{line.begins:012d}") if line.text.strip() else None


def name_of(log: Path) -> str:
    """Out of its first whole line; "" while there is none."""
    first = next(iter(lines_from(log, 0, 1)), None)
    return hashlib.sha256(first.text.encode()).hexdigest()[:16] if first else ""


def siblings(path: Path) -> list[Path]:
    """What rotation may have made of it, newest first."""
    found = [one for one in path.parent.glob(f"{path.name}*") if one != path and one.suffix not in (".gz", ".xz")]
    return sorted(found, key=lambda one: one.stat().st_mtime, reverse=True)


def lines_from(log: Path, offset: int, most: int) -> list[Line]:
    """Whole lines only. Bytes that are no text become signs that say so."""
    lines: list[Line] = []
    try:
        file = log.open("rb")
    except FileNotFoundError:
        return lines
    with file:
        file.seek(offset)
        while len(lines) < most and (raw := file.readline(LONGEST_LINE)):
            if not raw.endswith(b"\n") and len(raw) < LONGEST_LINE:
                break
            text = raw.decode(errors="replace").replace("\0", "\ufffd").rstrip("\r\n")
            lines.append(Line(text, offset, offset + len(raw)))
            offset += len(raw)
    return lines


def _cuts(file: str) -> int:
    _, tilde, count = file.partition("~")
    return int(count) if tilde else 0
