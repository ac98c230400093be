"""A real server with people signed in, for streams that really flow."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from tests.services.processes import Installation, new_installation
from tests.services.signed_in import session_for, staff_of


@pytest.fixture
def installation(django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    """A real server, whose database this test may use as its own."""
    with new_installation() as made, django_db_blocker.unblock(), made.as_own_database():
        made.serve()
        yield made


@pytest.fixture
def auditor(installation: Installation) -> str:
    """The session of somebody who may see the history."""
    return session_for(staff_of(Role.AUDITOR))
