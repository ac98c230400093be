"""The replaying exchange. What it tells was recorded from a real one; the same contract holds for both
(tests/telephone/test_contract.py), so whoever develops without a telephone exchange develops against the truth.

    replay = ReplayExchange.of("caller_ends", folder)
    replay.play()                     # its logs stand in the folder as the real exchange left them
    replay.facts(mixed_by=Random(7))  # what they say, in any order, with what comes twice and what is missing
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from madoguchi.calls.ports import ExchangeFact
from madoguchi.telephony.asterisk.journal import LOGS, Line, fact_of, lines_from

RECORDED = Path(__file__).resolve().parent / "recorded"


@dataclass
class ReplayExchange:
    recorded: Path
    folder: Path
    _told: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, scenario: str, folder: Path) -> "ReplayExchange":
        return cls(RECORDED / scenario, folder)

    @staticmethod
    def scenarios() -> list[str]:
        return sorted(one.name for one in RECORDED.iterdir() if one.is_dir())

    def play(self, *, lines: int = 0) -> int:
        """Writes the next lines of each log, or all that are left. How many there were."""
        written = 0
        for origin, name in LOGS.items():
            source, target = self.recorded / f"{origin}.log", self.folder / "log" / name
            if not source.exists():
                continue
            everything = source.read_bytes().splitlines(keepends=True)
            begin = self._told.get(origin, 0)
            new = everything[begin : begin + lines] if lines else everything[begin:]
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("ab") as log:
                log.writelines(new)
            self._told[origin] = begin + len(new)
            written += len(new)
        return written

    def facts(
        self, *, mixed_by: Random | None = None, doubled: float = 0.0, missing: float = 0.0
    ) -> Sequence[ExchangeFact]:
        facts = list(self._facts())
        if mixed_by is None:
            return facts
        told = [fact for fact in facts if mixed_by.random() >= missing]
        told += [fact for fact in told if mixed_by.random() < doubled]
        mixed_by.shuffle(told)
        return told

    def _facts(self) -> Iterator[ExchangeFact]:
        for origin in LOGS:
            offset = 0
            log = self.recorded / f"{origin}.log"
            for line in lines_from(log, 0, 1_000_000):
                fact = fact_of(origin, self.recorded.name, Line(line.text, offset, line.ends))
                offset = line.ends
                if fact:
                    yield fact
