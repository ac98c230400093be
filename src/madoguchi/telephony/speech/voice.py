"""The voice as the announcements know it: each sound is made by a process of its own, one after the other."""

import logging
import os
import subprocess
import sys
import threading
from dataclasses import dataclass

from madoguchi.calls.announcements.ports import Made, RecordingRefused, SoundNotMade
from madoguchi.calls.announcements.rules import LONGEST_SECONDS
from madoguchi.telephony.speech.sound import RATE

log = logging.getLogger(__name__)

ATTRIBUTION = "HTS Voice “Mei” © 2009–2013 名古屋工業大学（MMDAgent Project Team）、CC BY 3.0"
PATIENCE_SECONDS = 90
HEADER_BYTES = 44
TROUBLES = {
    "format": "この形式の音声は使えません。WAV、MP3、FLAC、OGG のどれかで保存し直してください。",
    "rate": "音声のサンプリング周波数は、8kHz から 192kHz までにしてください。",
    "long": f"音声が長すぎます。{LONGEST_SECONDS:.0f}秒までにしてください。",
    "short": "音声が短すぎます。録音し直してください。",
    "silent": "音声に何も録音されていません。マイクを確かめて、録音し直してください。",
}


@dataclass
class BuiltInVoice:
    """One at a time in each process: whoever listens waits some seconds, the counter goes on."""

    patience_seconds: float = PATIENCE_SECONDS
    attribution: str = ATTRIBUTION

    def __post_init__(self) -> None:
        self._one_at_a_time = threading.BoundedSemaphore(1)

    def speak(self, spoken: str) -> Made:
        return self._made("speak", spoken.encode(), SoundNotMade())

    def convert(self, recording: bytes) -> Made:
        return self._made("convert", recording, RecordingRefused(TROUBLES["format"]))

    def _made(self, what: str, given: bytes, otherwise: SoundNotMade | RecordingRefused) -> Made:
        command = [sys.executable, "-m", "madoguchi.telephony.speech", what, f"{LONGEST_SECONDS}"]
        with self._one_at_a_time:
            try:
                done = subprocess.run(  # noqa: S603 - our own module, no shell, no name from outside
                    command, input=given, capture_output=True, timeout=self.patience_seconds, env=_environment()
                )
            except subprocess.TimeoutExpired as error:
                raise otherwise from error
        if done.returncode == 3 and what == "convert":
            raise RecordingRefused(TROUBLES[done.stderr.decode()])
        if done.returncode or len(done.stdout) <= HEADER_BYTES:
            log.error("the voice ended with %s: %s", done.returncode, done.stderr.decode(errors="replace")[-500:])
            raise otherwise
        return Made(done.stdout, (len(done.stdout) - HEADER_BYTES) / 2 / RATE)


def _environment() -> dict[str, str]:
    """No secret of ours goes where a foreign file is decoded."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
