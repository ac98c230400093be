"""Evaluations happen on the tests' Tuesday morning, in a town that wants them."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.worlds import PRESENT, applied


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        yield


@pytest.fixture
def town(db: None) -> None:
    applied("nishitokyo")
