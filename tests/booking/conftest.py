"""Booking happens on a Tuesday inside Hatsukaichi's service period."""

from collections.abc import Iterator

import pytest
import time_machine

from madoguchi.municipality.models import Site
from tests.worlds import PRESENT, open_for_booking


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        yield


@pytest.fixture
def site(db: None) -> Site:
    return open_for_booking()
