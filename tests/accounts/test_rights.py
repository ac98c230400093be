"""SEC-06, WFM-19: who may do what, and who may change that."""

import pytest

from madoguchi.accounts import actions, administration
from madoguchi.accounts.administration import LastAdministrator, OwnAccount, RightNotHeld
from madoguchi.accounts.models import Staff
from madoguchi.accounts.queries import staff_administered_by, staff_visible_to
from madoguchi.accounts.rights import ALL_RIGHTS, RIGHTS_BY_ROLE, RIGHTS_TABLE, VERBS, Role
from madoguchi.core.actors import SYSTEM, Actor
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.core.refusals import MissingRight
from tests.accounts.conftest import issued

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-06", "WFM-19")]


@pytest.fixture
def admin() -> Staff:
    return issued(Role.CITY_ADMIN, "admin-1").staff


@pytest.fixture
def manager() -> Staff:
    return issued(Role.MANAGER, "manager-1").staff


@pytest.fixture
def operator() -> Staff:
    return issued(Role.OPERATOR, "operator-1").staff


def test_every_role_has_a_column_of_its_own() -> None:
    assert set(RIGHTS_BY_ROLE) == set(Role)
    assert len(set(RIGHTS_BY_ROLE.values())) == len(Role)


def test_each_letter_of_the_table_stands_in_its_place() -> None:
    _, *lines = RIGHTS_TABLE.strip().splitlines()
    for line in lines:
        for cell in line.split()[1:]:
            assert cell == "".join(letter if letter in cell else "." for letter in VERBS), line


def test_operators_and_clerks_take_nothing_out_of_the_system() -> None:
    for role in (Role.OPERATOR, Role.SUPERVISOR, Role.CITY_CLERK):
        assert not any(name.endswith(".export") for name in RIGHTS_BY_ROLE[role])


def test_the_auditor_changes_nothing() -> None:
    assert not any(name.endswith((".edit", ".delete")) for name in RIGHTS_BY_ROLE[Role.AUDITOR])


def test_a_right_is_given_to_one_person_and_to_nobody_else_of_the_role(admin: Staff, operator: Staff) -> None:
    other = issued(Role.OPERATOR).staff
    actions.set_right(operator, "bookings.export", held=True, reason="月報の担当", by=admin.actor)
    assert operator.actor.may("bookings.export")
    assert not other.actor.may("bookings.export")


def test_a_right_of_the_role_is_taken_from_one_person_and_given_back(admin: Staff, operator: Staff) -> None:
    actions.set_right(operator, "bookings.edit", held=False, reason="研修中", by=admin.actor)
    assert not operator.actor.may("bookings.edit")
    actions.set_right(operator, "bookings.edit", held=True, reason="研修が終わった", by=admin.actor)
    assert operator.actor.rights == RIGHTS_BY_ROLE[Role.OPERATOR]
    assert not operator.right_changes.exists()


def test_every_change_of_a_right_is_on_record_with_its_reason(admin: Staff, operator: Staff) -> None:
    actions.set_right(operator, "bookings.export", held=True, reason="月報の担当", by=admin.actor)
    event = Event.objects.get(kind="staff.right_granted")
    assert (event.actor_key, event.about_key) == ("admin-1", "operator-1")
    assert facts_of(event) == {"right": "bookings.export", "reason": "月報の担当"}


def test_a_change_of_a_right_needs_a_reason(admin: Staff, operator: Staff) -> None:
    with pytest.raises(actions.ReasonMissing):
        actions.set_right(operator, "bookings.export", held=True, reason=" ", by=admin.actor)


@pytest.mark.parametrize("role", list(Role))
def test_nobody_changes_their_own_rights_role_or_state(role: Role) -> None:
    staff = issued(role).staff
    other_admin = issued(Role.CITY_ADMIN).staff
    assert other_admin.is_active
    by = staff.actor
    refused = (OwnAccount, MissingRight)
    with pytest.raises(refused):
        actions.set_right(staff, "bookings.delete", held=True, reason="自分で", by=by)
    with pytest.raises(refused):
        actions.change_person(staff, name="別名", email="", role=Role.CITY_ADMIN, by=by)
    with pytest.raises(refused):
        actions.deactivate(staff, reason="自分で", by=by)
    with pytest.raises(refused):
        actions.reset_second_factors(staff, reason="自分で", by=by)
    with pytest.raises(refused):
        actions.reissue_password(staff, by=by)
    assert not staff_administered_by(by).filter(pk=staff.pk).exists()


def test_nobody_gives_a_right_that_they_do_not_hold(manager: Staff, operator: Staff) -> None:
    with pytest.raises(RightNotHeld):
        actions.set_right(operator, "slots.edit", held=True, reason="手伝い", by=manager.actor)


def test_the_manager_administers_the_call_centre_only(manager: Staff, operator: Staff, admin: Staff) -> None:
    actions.deactivate(operator, reason="退職", by=manager.actor)
    with pytest.raises(MissingRight):
        actions.deactivate(admin, reason="試し", by=manager.actor)
    with pytest.raises(MissingRight):
        actions.issue_account(name="市の人", role=Role.CITY_CLERK, by=manager.actor)
    with pytest.raises(MissingRight):
        actions.change_person(
            issued(Role.OPERATOR).staff, name="格上げ", email="", role=Role.CITY_ADMIN, by=manager.actor
        )


def test_the_call_centre_does_not_see_the_citys_staff(manager: Staff, operator: Staff, admin: Staff) -> None:
    assert set(staff_visible_to(manager.actor)) == {manager, operator}
    assert set(staff_visible_to(admin.actor)) == {manager, operator, admin}
    assert not staff_visible_to(operator.actor).exists()


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.CITY_ADMIN}])
def test_other_roles_administer_nobody(role: Role, operator: Staff) -> None:
    by = issued(role).staff.actor
    assert administration.administered_roles(by) == ()
    with pytest.raises(MissingRight):
        actions.issue_account(name="だれか", role=Role.OPERATOR, by=by)
    with pytest.raises(MissingRight):
        actions.reissue_password(operator, by=by)


def test_a_new_role_does_not_carry_old_exceptions_along(admin: Staff, operator: Staff) -> None:
    actions.set_right(operator, "bookings.export", held=True, reason="月報の担当", by=admin.actor)
    actions.change_person(operator, name=operator.name, email="", role=Role.DATA_STAFF, by=admin.actor)
    assert Staff.objects.get(pk=operator.pk).actor.rights == RIGHTS_BY_ROLE[Role.DATA_STAFF]


def test_the_last_city_administrator_stays(admin: Staff) -> None:
    with pytest.raises(LastAdministrator):
        actions.deactivate(admin, reason="異動", by=SYSTEM)
    with pytest.raises(LastAdministrator):
        actions.change_person(admin, name=admin.name, email="", role=Role.CITY_CLERK, by=SYSTEM)
    with pytest.raises(LastAdministrator):
        actions.set_right(admin, "staff.edit", held=False, reason="試し", by=SYSTEM)
    assert Staff.objects.get(pk=admin.pk).actor.may("staff.edit")


def test_a_stopped_administrator_does_not_count_as_the_one_who_stays(admin: Staff) -> None:
    other = issued(Role.CITY_ADMIN).staff
    actions.deactivate(other, reason="異動", by=admin.actor)
    with pytest.raises(LastAdministrator):
        actions.deactivate(admin, reason="異動", by=SYSTEM)


def test_many_rights_are_changed_at_once_or_not_at_all(manager: Staff, operator: Staff) -> None:
    wanted = operator.actor.rights - {"bookings.edit"} | {"slots.edit"}
    with pytest.raises(RightNotHeld):
        actions.set_rights(operator, wanted, reason="試し", by=manager.actor)
    assert Staff.objects.get(pk=operator.pk).actor.rights == RIGHTS_BY_ROLE[Role.OPERATOR]


def test_an_unknown_right_is_a_mistake_of_the_programmer(admin: Staff, operator: Staff) -> None:
    with pytest.raises(KeyError):
        actions.set_right(operator, "bookings.fly", held=True, reason="?", by=admin.actor)
    assert "bookings.fly" not in ALL_RIGHTS


def test_the_system_itself_may_administer_everybody(operator: Staff) -> None:
    assert actions.reissue_password(operator, by=SYSTEM)
    assert isinstance(operator.actor, Actor)
