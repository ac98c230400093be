"""Knowledge is written and read on the tests' Tuesday."""

from collections.abc import Iterator

import pytest
import time_machine

from madoguchi.knowledge.models import Category
from tests.worlds import PRESENT


@pytest.fixture(autouse=True)
def present() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PRESENT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def category(db: None) -> Category:
    return Category.objects.create(name="カードの受取")
