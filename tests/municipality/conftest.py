"""The tests' present: a Tuesday inside Hatsukaichi's service period."""

from collections.abc import Callable, Iterator

import pytest
import time_machine

from tests import worlds


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(worlds.PRESENT, tick=False):
        yield


@pytest.fixture
def applied(db: None) -> Callable[[str], None]:
    return worlds.applied
