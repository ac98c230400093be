"""A recorded call told again as another one: at another time, with another caller and seat, as long as one likes.

For work at a size that nobody records by hand (`bin/bench floor`). Nothing is made up but what is named here.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from madoguchi.telephony.replay.exchange import RECORDED

ENDS_OF_A_TALK = frozenset({"COMPLETEAGENT", "COMPLETECALLER"})
UNIQUE_ID = re.compile(r"\b\d{10}\.(\d{1,3})\b")


@dataclass(frozen=True)
class Said:
    """A line of one of the exchange's logs, so many seconds after the call came in."""

    after: float
    origin: str
    line: str


@dataclass(frozen=True)
class As:
    """As which call it is told: `begins_at` in seconds since 1970, `number` its own among all that are told."""

    begins_at: int
    number: int
    extension: str = "201"
    caller: str = "0311110001"
    talk_seconds: int = 0  # longer than recorded; 0: as it was

    @property
    def key(self) -> str:
        return f"{self.begins_at}.{self.number * 10}"


def retell(scenario: str, wanted: As) -> list[Said]:
    """In the order of their moments."""
    queue = (RECORDED / scenario / "queue_log.log").read_text().splitlines()
    began = next(int(line.split("|")[0]) for line in queue if "|MG-ARRIVED|" in line)
    added = _seconds_added(queue, wanted)
    told = [*_queue_log(queue, began, added, wanted), *_cel(scenario, began, added, wanted)]
    return sorted(told, key=lambda one: one.after)


def _seconds_added(queue: list[str], wanted: As) -> int:
    talks = [int(line.split("|")[6]) for line in queue if line.split("|")[4] in ENDS_OF_A_TALK]
    return max(0, wanted.talk_seconds - talks[0]) if wanted.talk_seconds and talks else 0


def _queue_log(queue: list[str], began: int, added: int, wanted: As) -> Iterator[Said]:
    for line in queue:
        fields = line.split("|")
        if not UNIQUE_ID.fullmatch(fields[1]):
            continue  # the exchange itself, no call
        is_end = fields[4] in ENDS_OF_A_TALK
        after = int(fields[0]) - began
        if is_end or _has_talked(queue, line):
            after += added
        if is_end:
            fields[6] = str(int(fields[6]) + added)
        fields[0] = str(wanted.begins_at + after)
        yield Said(after, "queue_log", _as_wanted("|".join(fields), wanted))


def _has_talked(queue: list[str], line: str) -> bool:
    before = queue[: queue.index(line)]
    return any(one.split("|")[4] in ENDS_OF_A_TALK for one in before)


def _cel(scenario: str, began: int, added: int, wanted: As) -> Iterator[Said]:
    log = RECORDED / scenario / "cel.log"
    has_left = False
    for fields in csv.reader(io.StringIO(log.read_text() if log.exists() else "")):
        after = float(fields[0]) - began
        has_left = has_left or fields[1] == "BRIDGE_EXIT"
        after += added if has_left else 0
        fields[0] = f"{wanted.begins_at + after:.6f}"
        written = io.StringIO()
        csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="").writerow(
            [fields[0], *(_as_wanted(one, wanted) for one in fields[1:])]
        )
        yield Said(after, "cel", written.getvalue())


def _as_wanted(text: str, wanted: As) -> str:
    text = UNIQUE_ID.sub(lambda found: f"{wanted.begins_at}.{wanted.number * 10 + int(found[1])}", text)
    text = re.sub(r"\b(agent:|PJSIP/)20\d\b", rf"\g<1>{wanted.extension}", text)
    return text.replace("0311110001", wanted.caller)
