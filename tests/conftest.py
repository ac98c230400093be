"""What holds for every test."""

import logging.config
import shutil
import sys
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

from tests import shared
from tests.services import postgres
from tests.services.processes import migrated_on, migrated_sqlite

BROWSER = Path(__file__).parent / "browser"
# A file has tests of a mark when one of these words stands in it; for "browser" it is the folder.
NAMED_IN = {"browser": (), "slow": ("mark.slow", "mark.exchange"), "exchange": ("mark.exchange",)}


class StderrNow:
    """What is called stderr at this moment. A test that reads what is written puts up one of its own for its time."""

    def write(self, text: str) -> None:
        sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


# How long something takes is for bin/bench to say; a machine that does much else besides is slow at drawing examples too.
hypothesis.settings.register_profile(
    "whenever", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("whenever")


def pytest_configure(config: pytest.Config) -> None:
    # Files of the front end are served from where they are written; names with digests are for installations.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.WHITENOISE_USE_FINDERS = True
    # Logging is set up again by whoever imports an entry of the program, and keeps the stream that it finds then.
    settings.LOGGING["handlers"]["console"]["stream"] = StderrNow()
    logging.config.dictConfig(settings.LOGGING)
    # A hash that takes its time protects people, not tests.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Who asks for tests of one mark only need not wait until the files without it are read."""
    asked = str(config.option.markexpr)
    if collection_path == BROWSER and "not browser" in asked:
        return True
    if not collection_path.name.startswith("test_") or (mark := asked.partition(" ")[0]) not in NAMED_IN:
        return None
    return not _names(mark, collection_path) or None


def pytest_itemcollected(item: pytest.Item) -> None:
    if item.get_closest_marker("exchange"):
        item.add_marker("slow")
    for mark in NAMED_IN:
        if item.get_closest_marker(mark) and not _names(mark, item.path):
            raise pytest.UsageError(f"{item.nodeid} is marked {mark}, and its file does not name the mark")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    with shared.Watch() as watched:
        done = yield
    if shared.SHARED and shared.vendor_of_this_run() == "sqlite":
        shared.note(item, watched)
    return done


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
    with shared.Watch() as watched:
        made = yield
    if watched.asked:
        shared.fixture_asked(fixturedef.argname)
    return made


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if shared.SHARED and shared.vendor_of_this_run() == "postgres":
        left = [item for item in items if item.nodeid in shared.asked_nothing()]
        if left:
            config.hook.pytest_deselected(items=left)
            items[:] = [item for item in items if item.nodeid not in shared.asked_nothing()]


def _names(mark: str, file: Path) -> bool:
    return BROWSER in file.parents if mark == "browser" else any(word in _text(file) for word in NAMED_IN[mark])


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The migrations run once; each process of the tests begins with a copy of what they made."""
    test = settings.DATABASES["default"]["TEST"]
    test["MIGRATE"] = False
    if connection.vendor == "postgresql":
        test["TEMPLATE"] = migrated_on(postgres.cluster())
    else:
        connection.creation._create_test_db = _copied


def _copied(*_: object, **__: object) -> str:
    place = Path(connection.settings_dict["TEST"]["NAME"])
    for left in ("", "-wal", "-shm"):
        place.with_name(place.name + left).unlink(missing_ok=True)
    shutil.copy(migrated_sqlite(), place)
    return str(place)


@pytest.fixture(autouse=True)
def in_japanese() -> Iterator[None]:
    """A request for an English page leaves its language behind in the thread; no test inherits it."""
    with translation.override("ja"):
        yield
