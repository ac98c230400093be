"""The sound of recordings in a backup: sealed files as they lie there, one after the other, never all at once.

The keys are not in it. What is put back is proven against the rows before any of it lies in its place.
"""

import shutil
import tarfile
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from madoguchi.calls.recordings import store
from madoguchi.calls.recordings.models import Recording
from madoguchi.calls.recordings.rules import RecordingState

FOLDER = "recordings"


def add_recordings(tar: tarfile.TarFile) -> int:
    """How many. Beginning after the database was copied: each sound that its rows know is still there, unless it has
    been erased meanwhile, which is as it should be."""
    count = 0
    for path, file in store.stored_files():
        if file is not None:
            with suppress(FileNotFoundError):
                tar.add(path, arcname=f"{FOLDER}/{file.hex}", recursive=False)
                count += 1
    return count


@contextmanager
def unpacked_recordings(backup: Path) -> Iterator[list[Path]]:
    """Beside their places, on the same disk; what is not moved to its place is gone afterwards."""
    root, folder, found = Path(settings.RECORDINGS), None, []
    try:
        with tarfile.open(backup) as tar:
            for member in tar:
                if not member.isreg() or str(Path(member.name).parent) != FOLDER:
                    continue
                if folder is None:
                    root.mkdir(parents=True, exist_ok=True, mode=0o700)
                    folder = Path(tempfile.mkdtemp(dir=root, prefix=".restore-"))
                tar.extract(member, folder, filter="data")
                found.append(folder / member.name)
        yield found
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def unproven_recordings(files: list[Path]) -> Iterator[str]:
    """Those that are not what their row says. Of a file that no row names nothing is asked: it is not put back."""
    for path in files:
        row = _row_of(path)
        if row is not None and store.digest_at(path) != row.sealed_sha256:
            yield f"録音 {row.key}"


def put_back(files: list[Path]) -> int:
    """How many. A file that is there already is left alone: a name never gets another content."""
    put = 0
    for path in files:
        place = store.path_of(uuid.UUID(path.name))
        if _row_of(path) is None or place.exists():
            continue
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.chmod(0o600)
        path.replace(place)
        store.sync_folder(place.parent)
        put += 1
    return put


def _row_of(path: Path) -> Recording | None:
    try:
        file = uuid.UUID(path.name)
    except ValueError:
        return None
    return Recording.objects.filter(file=file, state=RecordingState.READY.value).first()
