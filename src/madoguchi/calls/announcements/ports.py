"""Who makes sounds of texts and of recordings. `madoguchi.telephony.speech` does; it registers itself."""

from dataclasses import dataclass
from typing import Protocol

from madoguchi.core.refusals import Refusal


class SoundNotMade(Refusal):
    message = "音声を作れませんでした。文面を確かめて、もう一度お試しください。"


class RecordingRefused(Refusal):
    """The uploaded file is no recording that can be used; the message says why."""


@dataclass(frozen=True)
class Made:
    """8 kHz, one channel, 16 bit, with its header."""

    wav: bytes
    seconds: float


class Voice(Protocol):
    @property
    def attribution(self) -> str:
        """Whose voice it is, as its licence wants it shown."""

    def speak(self, spoken: str) -> Made:
        """`spoken` as `rules.as_spoken` writes it. Raises `SoundNotMade`."""

    def convert(self, recording: bytes) -> Made:
        """An uploaded recording. Raises `RecordingRefused`."""


class NoVoice:
    attribution = ""

    def speak(self, spoken: str) -> Made:
        raise SoundNotMade

    def convert(self, recording: bytes) -> Made:
        raise SoundNotMade


_voice: Voice = NoVoice()


def use_voice(voice: Voice) -> Voice:
    """From now on sounds come from there. Gives back what was asked before."""
    global _voice
    before, _voice = _voice, voice
    return before


def voice() -> Voice:
    return _voice
