"""What is shared out between the databases by who goes through both, as `bin/test` does (MADOGUCHI_TEST_SHARED=1).

What asked no database on SQLite comes out the same beside PostgreSQL: it is left out there. Nobody lists such tests;
it is seen which ones they are. A test asks when it or a fixture of it is given the database of the tests, or makes an
installation or a server of its own; pytest-django refuses the database to all others. What did not ask is written down
in the folder that the stages of a run share, one file a process. Where nothing was written, everything runs.
"""

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

SHARED = os.environ.get("MADOGUCHI_TEST_SHARED") == "1"
GIVES_THE_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}

_asked = False
_asking_fixtures = set(GIVES_THE_DATABASE)


def database_asked() -> None:
    """A database is made or started here."""
    global _asked
    _asked = True


def vendor_of_this_run() -> str:
    return "postgres" if os.environ.get("MADOGUCHI_TEST_DB") == "postgres" else "sqlite"


class Watch:
    """Sees whether a database is asked for while it lasts; whoever watches outside sees it too."""

    def __enter__(self) -> "Watch":
        global _asked
        self._before, _asked = _asked, False
        return self

    def __exit__(self, *_: object) -> None:
        global _asked
        self.asked = _asked
        _asked = _asked or self._before


def fixture_asked(name: str) -> None:
    """It may live longer than the test that had it made: who uses it later asks too."""
    _asking_fixtures.add(name)


def note(item: "pytest.Item", watched: Watch) -> None:
    """After a test on SQLite."""
    fixtures = set(getattr(item, "fixturenames", ()))
    if not (watched.asked or item.get_closest_marker("django_db") or fixtures & _asking_fixtures):
        with (_folder() / f"asked-nothing-{os.getpid()}").open("a", encoding="utf-8") as file:
            file.write(f"{item.nodeid}\n")


@cache
def asked_nothing() -> frozenset[str]:
    """The tests that asked no database on SQLite."""
    noted = [file.read_text(encoding="utf-8").splitlines() for file in _folder().glob("asked-nothing-*")]
    return frozenset(name for names in noted for name in names)


def _folder() -> Path:
    return Path(os.environ["MADOGUCHI_TEST_TEMPLATES"])
