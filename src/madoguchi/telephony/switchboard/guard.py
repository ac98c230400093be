"""One switchboard for an exchange. The kernel keeps the lock and gives it up when the process dies, however it dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from madoguchi.core.refusals import Refusal


class AlreadyRunning(Refusal):
    message = "この交換機には、もう switchboard が動いています。"


@contextmanager
def only_one(exchange: Path) -> Iterator[None]:
    folder = exchange / "run"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "switchboard.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning from error
        yield
