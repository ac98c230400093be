"""The tests' present: a Tuesday inside Hatsukaichi's service period."""

from collections.abc import Callable, Iterator

import pytest
import time_machine

from madoguchi.config import presets
from tests.worlds import PRESENT


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        yield


@pytest.fixture
def applied(db: None) -> Callable[[str], None]:
    def apply(name: str) -> None:
        presets.apply_preset(presets.folder_of(name))

    return apply
