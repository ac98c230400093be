"""What the tests of the screens start from; who wants it asks for it."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.municipality.models import Site
from tests.web.pages import client_of
from tests.worlds import PRESENT, open_for_booking


@pytest.fixture
def at_present() -> Iterator[None]:
    """The tests' Tuesday morning; nothing moves the clock."""
    with time_machine.travel(PRESENT, tick=False):
        yield


@pytest.fixture
def site(db: None) -> Site:
    """Hatsukaichi's main office with a month of slots."""
    return open_for_booking()


@pytest.fixture
def signed_in() -> Callable[[Role], Client]:
    """A browser in which somebody of this role has signed in. How one signs in has tests of its own."""
    return client_of


@pytest.fixture
def admin() -> Client:
    return client_of(Role.CITY_ADMIN)


@pytest.fixture
def clerk() -> Client:
    return client_of(Role.CITY_CLERK)


@pytest.fixture
def operator() -> Client:
    return client_of(Role.OPERATOR)
