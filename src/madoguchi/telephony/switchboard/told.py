"""What the exchange's own logs cannot know: holds, who listened in, after-call work. Written down before anything else
is done with it, and read from there by the journal like everything that the exchange wrote."""

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from madoguchi.calls.ports import FactKind
from madoguchi.core import clock

FILE = "log/switchboard.jsonl"


class Told:
    def __init__(self, exchange: Path) -> None:
        self._path = exchange / FILE
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._end_half_a_line()

    def tell(
        self, kind: FactKind, call: str, extension: str, values: Mapping[str, str], at: datetime | None = None
    ) -> None:
        """On the disk when this returns."""
        line = {
            "at": (at or clock.now()).isoformat(),
            "kind": kind.value,
            "call": call,
            "extension": extension,
            "values": dict(values),
        }
        written = json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + b"\n"
        # Opened each time: a log that was rotated is not written on.
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, written)
            os.fsync(file)
        finally:
            os.close(file)

    def _end_half_a_line(self) -> None:
        """After a death in mid-word: what was begun stays alone, the next line is whole."""
        if not self._path.exists() or not self._path.stat().st_size:
            return
        with self._path.open("rb+") as file:
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")
