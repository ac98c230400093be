"""Nobody gets more power than they have by way of somebody else's account, or of a demo that others can reach."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from madoguchi.accounts.actions import issue_account, reissue_password
from madoguchi.accounts.administration import administered_roles
from madoguchi.accounts.rights import Role
from madoguchi.config.commands import serve
from madoguchi.core.actors import Actor
from madoguchi.core.refusals import MissingRight
from tests.services.signed_in import staff_of
from tests.worlds import ADMIN, CLERK, actor

CLERK_FOR_STAFF = Actor(CLERK.kind, "clerk-9", CLERK.rights | {"staff.view", "staff.edit"})
SUPERVISOR = actor(Role.SUPERVISOR)
SUPERVISOR_FOR_STAFF = Actor(SUPERVISOR.kind, "sv-9", SUPERVISOR.rights | {"staff.edit"})


@pytest.mark.req("SEC-06")
def test_who_may_edit_staff_administers_no_role_with_more_power() -> None:
    assert administered_roles(ADMIN) == tuple(Role)
    assert set(administered_roles(actor(Role.MANAGER))) == {
        Role.OPERATOR, Role.SUPERVISOR, Role.MANAGER, Role.DATA_STAFF
    }  # fmt: skip
    assert not {Role.CITY_ADMIN, Role.AUDITOR, Role.MANAGER} & set(administered_roles(CLERK_FOR_STAFF))
    assert not {Role.MANAGER, Role.DATA_STAFF} & set(administered_roles(SUPERVISOR_FOR_STAFF))


@pytest.mark.django_db
@pytest.mark.req("SEC-06")
def test_a_clerk_takes_over_no_administrator() -> None:
    with pytest.raises(MissingRight):
        reissue_password(staff_of(Role.CITY_ADMIN), by=CLERK_FOR_STAFF)
    with pytest.raises(MissingRight):
        issue_account(name="試験 花子", role=Role.CITY_ADMIN, by=CLERK_FOR_STAFF)


def test_plain_http_is_not_served_to_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    options = type("Options", (), {"host": "0.0.0.0", "port": 0})()
    with pytest.raises(ImproperlyConfigured):
        serve.run(options)
