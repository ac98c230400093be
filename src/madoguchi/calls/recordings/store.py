"""The folder of recordings: whole files or none. Names are random and made here, so nobody can ask for another path."""

import hashlib
import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

SUFFIX, UNFINISHED = ".sealed", ".part"
BLOCK = 1 << 20


def path_of(file: uuid.UUID) -> Path:
    return Path(settings.RECORDINGS) / file.hex[:2] / f"{file.hex}{SUFFIX}"


def keep(file: uuid.UUID, pieces: Iterable[bytes]) -> str:
    """The digest of what was written. On the disk for good when this returns; nothing is left when it raises."""
    path = path_of(file)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(UNFINISHED)
    digest = hashlib.sha256()
    try:
        with open(unfinished, "xb", opener=_private) as out:
            for piece in pieces:
                out.write(piece)
                digest.update(piece)
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(path)
        sync_folder(path.parent)
    except BaseException:
        for left in (unfinished, path):
            with suppress(OSError):
                left.unlink()
        raise
    return digest.hexdigest()


@contextmanager
def reading(file: uuid.UUID) -> Iterator[BinaryIO]:
    with path_of(file).open("rb") as opened:
        yield opened


def size_of(file: uuid.UUID) -> int | None:
    """None where there is no such file."""
    try:
        return path_of(file).stat().st_size
    except OSError:
        return None


def digest_of(file: uuid.UUID) -> str:
    return digest_at(path_of(file))


def digest_at(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def forget(file: uuid.UUID) -> None:
    with suppress(FileNotFoundError):
        destroy(path_of(file))


def destroy(path: Path) -> None:
    """Overwritten, then removed. What a file system or a disk keeps of old blocks is out of reach from here; sealed
    files lose their key besides."""
    with open(path, "r+b", opener=lambda name, flags: os.open(name, flags | os.O_NOFOLLOW)) as file:
        left = os.fstat(file.fileno()).st_size
        while left > 0:
            left -= file.write(bytes(min(left, BLOCK)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync_folder(path.parent)


def stored_files() -> Iterator[tuple[Path, uuid.UUID | None]]:
    """Everything that lies there; None for what is no whole file of ours."""
    root = Path(settings.RECORDINGS)
    for path in sorted(root.glob("??/*")) if root.exists() else ():
        try:
            yield path, uuid.UUID(path.stem) if path.suffix == SUFFIX else None
        except ValueError:
            yield path, None


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def sha256(plain: bytes) -> str:
    return hashlib.sha256(plain).hexdigest()
