"""Reports are written on the tests' Tuesday morning, of a November with five calls."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine

from madoguchi.core import clock
from madoguchi.metrics.past.shapes import Period
from tests.metrics.days import Made, happen
from tests.worlds import PRESENT, applied

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=clock.TOKYO)


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        yield


@pytest.fixture
def november(db: None) -> None:
    applied("hatsukaichi")
    happen(
        [
            Made(at(2), "answered", 8),
            Made(at(2, 11), "answered", 12),
            Made(at(3), "answered", 10),
            Made(at(3, 14), "abandoned", 30),
            Made(at(4), "overflowed", 40),
        ]
    )
