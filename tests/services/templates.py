"""What is made once for all processes of a run, and copied by each: a migrated database, the collected front end."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.services import postgres
from tests.shared import database_asked

MIGRATED = "template_madoguchi"


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """The folder of this name, filled by whoever came first."""
    database_asked()
    place = _folder() / name
    with _alone(name):
        if not place.exists():
            being_made = place.with_suffix(".being-made")
            shutil.rmtree(being_made, ignore_errors=True)
            being_made.mkdir()
            make(being_made)
            being_made.rename(place)
    return place


def migrated_on(server: postgres.Cluster, migrate: Callable[[str], None]) -> str:
    """The name of a database on this server that was migrated by whoever came first."""
    database_asked()
    with _alone(f"postgres-{server.port}"):
        if not server.has(MIGRATED):
            being_made = f"{MIGRATED}_being_made"
            server.run(f"DROP DATABASE IF EXISTS {being_made}")
            server.run(f"CREATE DATABASE {being_made}")
            migrate(server.url(being_made))
            server.run(f"ALTER DATABASE {being_made} RENAME TO {MIGRATED}")
    return MIGRATED


@contextmanager
def _alone(name: str) -> Iterator[None]:
    with (_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@cache
def _folder() -> Path:
    """`bin/test` gives one to all its stages, pytest to all its workers."""
    folder = Path(os.environ.get("MADOGUCHI_TEST_TEMPLATES") or tempfile.mkdtemp(prefix="madoguchi-templates-"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
