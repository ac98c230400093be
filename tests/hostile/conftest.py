from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from tests.services.signed_in import session_for, staff_of
from tests.worlds import PRESENT

SignIn = Callable[[Role], Client]


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        yield


@pytest.fixture
def signed_in(db: None) -> SignIn:
    """An exception is an answer here too: 500."""

    def sign_in(role: Role) -> Client:
        client = Client(raise_request_exception=False)
        client.cookies["session"] = session_for(staff_of(role))
        return client

    return sign_in
