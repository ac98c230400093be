"""Telephones for tests, each a sipp process: callers outside, seats inside. What they do is written by
`tools/telephones.py`."""

import itertools
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.services.processes import ENDS_WITH_US, Running

_numbers = itertools.count(1)
_media = itertools.count(20_000, 40)
COULD_NOT_HAVE_ITS_PORT = 254


@dataclass
class Telephone(Running):
    """One sipp process and what it wrote down."""

    messages: Path = field(default_factory=Path)

    def finished(self, *, seconds: float = 60) -> "Telephone":
        if self.process.wait(seconds) == COULD_NOT_HAVE_ITS_PORT:
            raise RuntimeError(f"this telephone never began:\n{self.said()}")
        return self

    @property
    def sip(self) -> str:
        return self.messages.read_text(errors="replace") if self.messages.exists() else ""

    @property
    def succeeded(self) -> bool:
        return self.process.poll() == 0

    @property
    def was_answered(self) -> bool:
        return bool(re.search(r"SIP/2\.0 200 OK[^\n]*\n(?:[^\n]+\n)*CSeq: \d+ INVITE", self.sip.replace("\r", "")))

    @property
    def final_status(self) -> int:
        """What the call was answered with; 0 while it was not."""
        found = [
            int(code) for code in re.findall(r"received.*?\n+SIP/2\.0 ([2-6]\d\d)", self.sip.replace("\r", ""))
        ]
        return found[0] if found else 0

    @property
    def was_hung_up_by_the_exchange(self) -> bool:
        return bool(re.search(r"message received[^\n]*\n+BYE ", self.sip.replace("\r", "")))


def start(program: Path, folder: Path, scenario: str, *arguments: str, address: str, port: int) -> Telephone:
    number = next(_numbers)
    script = folder / f"telephone-{number}.xml"
    script.write_text(scenario)
    media = 20_000 + (next(_media) - 20_000) % 12_000  # below the ports that the system gives to others
    messages, log = script.with_suffix(".messages"), script.with_suffix(".log")
    with log.open("wb") as out:
        process = subprocess.Popen(
            [
                *ENDS_WITH_US, str(program), *arguments, "-sf", str(script), "-i", address, "-p", str(port),
                "-min_rtp_port", str(media), "-max_rtp_port", str(media + 38), "-nostdin", "-trace_msg",
                "-message_file", str(messages), "-trace_err", "-error_file", str(script.with_suffix(".errors")),
            ],
            stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=folder,
        )  # fmt: skip
    return Telephone(process, log, messages)
