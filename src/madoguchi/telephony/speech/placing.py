"""The sounds in force, as files that the exchange plays."""

import os
import tempfile
from pathlib import Path

from madoguchi.calls.announcements.models import Sound
from madoguchi.calls.announcements.queries import Playable, playable


def place_sounds(folder: Path) -> int:
    """Write what is missing below `folder` (the exchange's sounds); how many were written.

    A file is whole or not there: it is written beside its place and moved. A name never gets another content, so a
    file that is there is left alone, and none is taken away: a call may be playing it.
    """
    return sum(_place(folder / one.path, one) for one in playable() if not (folder / one.path).exists())


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
