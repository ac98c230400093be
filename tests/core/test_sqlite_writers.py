"""Several processes write to one SQLite file: each waits for the one before it, and not for ever."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.db.utils import load_backend

from madoguchi.config.settings import database

pytestmark = pytest.mark.django_db  # no test opens a database unasked, not even one of its own


def writer(file: Path, *, patience: float) -> Any:
    config = connections.configure_settings({"default": database(f"sqlite:///{file}")})["default"]
    config["OPTIONS"]["timeout"] = patience
    return load_backend(config["ENGINE"]).DatabaseWrapper(config, "default")


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Any, Any]]:
    first, second = (writer(tmp_path / "data.sqlite3", patience=patience) for patience in (20, 0.05))
    first.connect()
    first.connection.execute("CREATE TABLE notes (text TEXT)")
    second.connect()
    yield first, second
    first.close()
    second.close()


def begin(connection: Any) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(connection: Any) -> None:
    connection.commit()
    connection.set_autocommit(True)


def test_who_has_waited_long_enough_is_told_that_somebody_else_writes(pair: tuple[Any, Any]) -> None:
    first, second = pair
    begin(first)
    with pytest.raises(OperationalError, match="locked"):
        begin(second)
    end(first)
    begin(second)
    end(second)


def test_who_waits_writes_after_the_other_has_ended(tmp_path: Path, pair: tuple[Any, Any]) -> None:
    first, _ = pair
    begin(first)
    first.connection.execute("INSERT INTO notes VALUES ('first')")

    def write_too() -> None:
        other = writer(tmp_path / "data.sqlite3", patience=20)
        other.connect()
        begin(other)
        other.connection.execute("INSERT INTO notes VALUES ('second')")
        end(other)
        other.close()

    waiting = threading.Thread(target=write_too)
    waiting.start()
    time.sleep(0.05)
    assert first.connection.execute("SELECT count(*) FROM notes").fetchone() == (1,)
    end(first)
    waiting.join(10)
    assert first.connection.execute("SELECT text FROM notes ORDER BY rowid").fetchall() == [("first",), ("second",)]


def test_other_statements_keep_their_patience(pair: tuple[Any, Any]) -> None:
    first, _ = pair
    begin(first)
    end(first)
    assert first.connection.execute("PRAGMA busy_timeout").fetchone() == (20_000,)
