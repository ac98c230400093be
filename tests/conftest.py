"""What holds for every test."""

import logging.config
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation


class StderrNow:
    """What is called stderr at this moment. A test that reads what is written puts up one of its own for its time."""

    def write(self, text: str) -> None:
        sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


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


def pytest_itemcollected(item: pytest.Item) -> None:
    if item.get_closest_marker("exchange"):
        item.add_marker("slow")


@pytest.fixture(autouse=True)
def in_japanese() -> Iterator[None]:
    """A request for an English page leaves its language behind in the thread; no test inherits it."""
    with translation.override("ja"):
        yield
