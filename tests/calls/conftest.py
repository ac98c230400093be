"""Every test of the telephone: Hatsukaichi's contract, at a fixed moment."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.worlds import PRESENT, applied


@pytest.fixture
def moment() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PRESENT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def contract(db: None) -> None:
    applied("hatsukaichi")
