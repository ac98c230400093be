"""Recordings on the tests' Tuesday morning, in folders of their own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from tests.recordings.tape import KEYS
from tests.web.pages import client_of
from tests.worlds import PRESENT, applied


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        yield


@pytest.fixture(autouse=True)
def exchange(settings: Any, tmp_path: Path) -> Path:
    settings.EXCHANGE, settings.RECORDINGS = tmp_path / "exchange", tmp_path / "recordings"
    settings.RECORDING_KEYS = dict(KEYS)
    folder = tmp_path / "exchange" / "spool" / "monitor"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def hatsukaichi(db: None) -> None:
    applied("hatsukaichi")


@pytest.fixture
def supervisor() -> Client:
    return client_of(Role.SUPERVISOR)


@pytest.fixture
def manager() -> Client:
    return client_of(Role.MANAGER)
