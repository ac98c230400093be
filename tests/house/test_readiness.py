"""/readyz says in plain words what keeps people out, quickly, and whatever else is broken."""

import shutil
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.test import Client

from madoguchi.config import readiness
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.record import About, record

BUILT = '{"paths": {"build/citizen.css": "build/citizen.0123.css"}}'


@pytest.fixture(autouse=True)
def a_machine_that_is_ready(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").write_text(BUILT)
    monkeypatch.setattr(readiness, "has_contract", lambda: True)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=10**11))


def reasons() -> dict[str, str]:
    return {finding.about: finding.message for finding in readiness.readiness().reasons}


@pytest.mark.django_db
def test_a_machine_that_is_ready_answers_200(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"], answer.json()["reasons"]) == (200, True, [])


@pytest.mark.django_db
def test_a_machine_that_is_not_ready_answers_503_as_json_and_as_text(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "has_contract", lambda: False)
    as_json, as_text = client.get("/readyz"), client.get("/readyz", headers={"Accept": "text/html"})
    assert as_json.status_code == as_text.status_code == 503
    assert as_json.json()["reasons"][0]["about"] == "preset"
    assert "madoguchi preset apply" in as_text.content.decode()


def test_healthz_asks_neither_the_database_nor_our_host_name(client: Client) -> None:
    answer = client.get("/healthz", headers={"Host": "192.0.2.7"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_a_watcher_may_knock_by_address(client: Client) -> None:
    assert client.get("/readyz", headers={"Host": "192.0.2.7"}).status_code == 200


@pytest.mark.django_db
def test_nobody_keeps_the_answer(client: Client) -> None:
    assert "no-store" in client.get("/readyz")["Cache-Control"]


@pytest.mark.django_db
def test_no_disk_space_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=5_000_000))
    assert reasons() == {"disk": "ディスクの空きが足りません（残り 5 MB）。"}


@pytest.mark.django_db
def test_little_disk_space_is_a_warning_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=900_000_000))
    found = readiness.readiness()
    assert found.is_ready
    assert "disk" in {finding.about for finding in found.warnings}


@pytest.mark.django_db
def test_a_data_folder_that_cannot_be_written_is_a_reason(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "nowhere"
    assert list(reasons()) == ["data_folder"]


@pytest.mark.django_db
def test_a_front_end_that_was_not_collected_is_a_reason() -> None:
    (Path(settings.STATIC_ROOT) / "staticfiles.json").unlink()
    assert list(reasons()) == ["front_end"]


@pytest.mark.django_db
def test_a_front_end_that_was_not_built_is_a_reason() -> None:
    (Path(settings.STATIC_ROOT) / "staticfiles.json").write_text('{"paths": {"admin/x.css": "admin/x.css"}}')
    assert list(reasons()) == ["front_end"]


@pytest.mark.django_db
def test_a_migration_that_waits_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness.MigrationExecutor, "migration_plan", lambda executor, leaves: [("0009", False)])
    assert "1 件" in reasons()["migrations"]


@pytest.mark.django_db
def test_a_clock_that_jumped_back_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    from madoguchi.core.history.registry import kinds_of_object

    with transaction.atomic():
        record("test.happened", by=SYSTEM, about=About(kinds_of_object()[0].kind, "1"))
    real_now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: real_now - timedelta(hours=3))
    assert "時計が合っていません" in reasons()["clock"]


@pytest.mark.django_db
def test_a_worker_that_is_not_running_is_a_warning_because_citizens_can_still_book() -> None:
    found = readiness.readiness()
    assert found.is_ready
    assert "worker" in {finding.about for finding in found.warnings}


@pytest.mark.django_db
def test_a_database_that_is_down_is_a_reason_and_nothing_more_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError('connection to server at "192.0.2.7", port 5432 failed: Connection refused\n\thint')

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    assert reasons() == {"database": "データベースに接続できません（Connection refused）。"}


@pytest.fixture
def a_server_that_never_answers() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_database_that_does_not_answer_is_told_within_seconds(
    a_server_that_never_answers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = {"host": "127.0.0.1", "port": a_server_that_never_answers, "dbname": "x", "user": "x"}
    monkeypatch.setattr(connection, "vendor", "postgresql")
    monkeypatch.setattr(connection, "get_connection_params", lambda: silent)
    started = time.monotonic()
    (finding,) = readiness.database()
    assert finding.message.startswith("データベースに接続できません")
    assert time.monotonic() - started < 5
    assert "127.0.0.1" not in finding.message
