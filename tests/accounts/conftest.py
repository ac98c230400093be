"""People behind the staff door."""

from collections.abc import Callable

import pytest
from django.test import Client

from madoguchi.accounts.actions import IssuedAccount, issue_account
from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import Role
from madoguchi.accounts.sign_in.actions import change_own_password, change_policy
from madoguchi.accounts.sign_in.rules import Policy
from madoguchi.core.actors import SYSTEM
from tests.services.signed_in import session_for, staff_of

PASSWORD = "ながい-あいことば-2026"
SignedIn = Callable[..., Client]


@pytest.fixture
def without_mfa(db: None) -> None:
    change_policy(Policy(mfa_required=False), by=SYSTEM)


def issued(role: Role = Role.OPERATOR, login_id: str = "", email: str = "") -> IssuedAccount:
    return issue_account(name="試験 花子", role=role, login_id=login_id, email=email, by=SYSTEM)


def with_own_password(role: Role = Role.OPERATOR, login_id: str = "") -> Staff:
    staff = issued(role, login_id).staff
    change_own_password(staff, PASSWORD)
    return staff


def client_of(staff: Staff, **options: str) -> Client:
    client = Client(**options)  # type: ignore[arg-type]
    client.cookies["session"] = session_for(staff)
    return client


@pytest.fixture
def signed_in(db: None) -> SignedIn:
    """A client of somebody of this role for whom the door is open."""

    def as_role(role: Role, login_id: str = "") -> Client:
        return client_of(staff_of(role, login_id))

    return as_role
