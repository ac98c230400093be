"""What `bin/test` shares out between the databases: everything is run on one at least, what asks a database on both."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import shared
from tests.browser.conftest import left_to_the_other_database
from tests.services.templates import made_once


def journey(**params: object) -> Any:
    return SimpleNamespace(callspec=SimpleNamespace(params=params))


def databases_of(monkeypatch: pytest.MonkeyPatch, item: Any) -> set[str]:
    found = set()
    for vendor in ("sqlite", "postgres"):
        monkeypatch.setenv("MADOGUCHI_TEST_DB", vendor)
        if not left_to_the_other_database(item):
            found.add(vendor)
    return found


def test_every_journey_is_walked_on_both_databases_and_each_width_is_looked_at_on_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert databases_of(monkeypatch, SimpleNamespace()) == {"sqlite", "postgres"}
    assert databases_of(monkeypatch, journey(path="/staff/")) == {"sqlite", "postgres"}
    assert databases_of(monkeypatch, journey(width=360)) == {"sqlite"}
    assert databases_of(monkeypatch, journey(width=1280)) == {"postgres"}


def test_who_asks_a_database_is_seen_by_all_that_watch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tests.services.templates._folder", lambda: tmp_path)
    with shared.Watch() as outside:
        with shared.Watch() as asking:
            made_once("something", lambda folder: None)
        with shared.Watch() as idle:
            pass
    assert asking.asked
    assert outside.asked
    assert not idle.asked


def test_only_what_asked_nothing_is_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def item(name: str, *fixtures: str, mark: object = None) -> Any:
        return SimpleNamespace(nodeid=name, fixturenames=fixtures, get_closest_marker=lambda _: mark)

    monkeypatch.setenv("MADOGUCHI_TEST_TEMPLATES", str(tmp_path))
    monkeypatch.setattr(shared, "_asking_fixtures", set(shared.GIVES_THE_DATABASE))
    shared.fixture_asked("installation")
    with shared.Watch() as idle:
        pass
    with shared.Watch() as asking:
        shared.database_asked()
    shared.note(item("of rules", "monkeypatch"), idle)
    shared.note(item("with an installation made for a test before", "installation"), idle)
    shared.note(item("of a view", "db"), idle)
    shared.note(item("marked", mark=object()), idle)
    shared.note(item("that makes a server", "monkeypatch"), asking)
    assert shared.asked_nothing.__wrapped__() == {"of rules"}
