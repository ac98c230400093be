"""A voice that needs no time, for tests of what is done with a voice."""

import io
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from madoguchi.calls.announcements.ports import Made, RecordingRefused, SoundNotMade, use_voice


def tone(seconds: float = 1.0, rate: int = 8000, channels: int = 1, level: float = 0.3) -> bytes:
    """A wav file in which something can be heard."""
    count = int(seconds * rate)
    one = b"".join(
        (int(32767 * level) * (1 if (at // 9) % 2 else -1)).to_bytes(2, "little", signed=True) * channels
        for at in range(count)
    )
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes(one)
    return file.getvalue()


@dataclass
class QuickVoice:
    spoken: list[str] = field(default_factory=list)
    is_hoarse: bool = False
    attribution: str = "試験の声"

    def speak(self, spoken: str) -> Made:
        if self.is_hoarse:
            raise SoundNotMade
        self.spoken.append(spoken)
        return Made(tone(0.5), 0.5)

    def convert(self, recording: bytes) -> Made:
        if not recording.startswith(b"RIFF"):
            raise RecordingRefused("この形式の音声は使えません。")
        return Made(recording, 1.0)


@contextmanager
def quick_voice() -> Iterator[QuickVoice]:
    quick = QuickVoice()
    before = use_voice(quick)
    try:
        yield quick
    finally:
        use_voice(before)
