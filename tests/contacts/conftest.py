"""Contacts happen on the tests' Tuesday morning."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.worlds import PRESENT, applied


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        yield


@pytest.fixture
def nishitokyo(db: None) -> None:
    applied("nishitokyo")
