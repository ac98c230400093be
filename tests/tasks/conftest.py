"""A real installation, for workers that really run."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.services.processes import Installation, new_installation


@pytest.fixture
def installation(django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    """A real installation, whose database this test may use as its own."""
    with new_installation() as made, django_db_blocker.unblock(), made.as_own_database():
        yield made
