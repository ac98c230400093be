"""The sounds in force, as files that the exchange plays."""

import io
import os
import tempfile
import wave
from collections.abc import Sequence
from pathlib import Path

from madoguchi.calls.announcements.models import Sound
from madoguchi.calls.announcements.queries import Playable, kept_sound, numbered_sounds, playable


def place_sounds(folder: Path) -> int:
    """Write what is missing below `folder` (the exchange's sounds); how many were written.

    A file is whole or not there: it is written beside its place and moved. A name never gets another content, so a
    file that is there is left alone, and none is taken away: a call may be playing it.
    """
    return sum(_place(folder / one.path, one) for one in playable() if not (folder / one.path).exists())


def place_numbered(folder: Path) -> int:
    """Sentences with a number: the words before it and the sentence as one sound. What the voice has not spoken yet is
    not there, and is not said."""
    written = 0
    for name, one in numbered_sounds().items():
        parts = [sound.wav for text in one.texts if (sound := kept_sound(text))]
        if len(parts) < len(one.texts):
            continue
        whole, path = joined([bytes(part) for part in parts]), folder / f"{name}.wav"
        if not path.exists() or path.read_bytes() != whole:
            write_whole(path, whole)
            written += 1
    return written


def joined(wavs: Sequence[bytes]) -> bytes:
    """One after the other; all are in the exchange's own form (8 kHz, 16 bit, one lane)."""
    made = io.BytesIO()
    with wave.open(made, "wb") as out:
        for place, content in enumerate(wavs):
            with wave.open(io.BytesIO(content)) as part:
                if place == 0:
                    out.setparams(part.getparams())
                out.writeframes(part.readframes(part.getnframes()))
    return made.getvalue()


def _place(path: Path, one: Playable) -> bool:
    wav = Sound.objects.filter(pk=one.digest).values_list("wav", flat=True).first()
    if wav is None:
        return False
    write_whole(path, bytes(wav))
    return True


def write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o640)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
