"""Calls happen on the tests' Tuesday morning."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.worlds import PRESENT, applied


@pytest.fixture
def town(db: None) -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        yield
