"""STF-11: IDs are issued, one to a person, and never reused."""

import json

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from madoguchi.accounts import actions
from madoguchi.accounts.login_ids import LoginIdRefused, LoginIdTaken
from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import Role
from madoguchi.config.cli import main
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.models import Event, PersonalValue
from madoguchi.core.history.proof import differences_in_history
from madoguchi.core.text.my_number import MyNumberRefused
from tests.accounts.conftest import issued

pytestmark = [pytest.mark.django_db, pytest.mark.req("STF-11")]


def test_ids_of_a_role_are_numbered_one_after_the_highest_ever_issued() -> None:
    assert issued(Role.OPERATOR).staff.login_id == "op-0001"
    issued(Role.OPERATOR, "op-0041")
    assert issued(Role.OPERATOR).staff.login_id == "op-0042"
    assert issued(Role.CITY_CLERK).staff.login_id == "city-0001"


@pytest.mark.parametrize("spelling", ["tanaka", "TANAKA", "ｔａｎａｋａ", " tanaka "])
def test_an_id_is_taken_in_every_spelling_and_for_ever(spelling: str) -> None:
    staff = issued(Role.OPERATOR, "tanaka").staff
    actions.deactivate(staff, reason="退職", by=SYSTEM)
    with pytest.raises(LoginIdTaken):
        issued(Role.OPERATOR, spelling)


@pytest.mark.parametrize("bad", ["ab", "-op", "田中", "a b c", "a" * 41, "op/1", "op'1"])
def test_an_id_that_cannot_be_typed_everywhere_is_refused(bad: str) -> None:
    with pytest.raises(LoginIdRefused):
        issued(Role.OPERATOR, bad)


def test_an_issued_id_cannot_be_removed() -> None:
    staff = issued().staff
    with pytest.raises(TypeError):
        staff.delete()
    with pytest.raises(TypeError):
        Staff.objects.all().delete()


def test_a_role_that_does_not_exist_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Staff.objects.create(login_id="odd", name="だれか", role="king")


def test_a_my_number_is_no_name() -> None:
    with pytest.raises(MyNumberRefused):
        actions.issue_account(name="123456789018", role=Role.OPERATOR, by=SYSTEM)


def test_the_temporary_password_is_long_and_stands_nowhere() -> None:
    account = issued()
    assert len(account.temporary_password.replace("-", "")) == 16
    assert account.staff.must_change_password
    assert account.staff.check_password(account.temporary_password)
    assert account.temporary_password not in account.staff.password
    assert not Event.objects.filter(body__contains=account.temporary_password).exists()


def test_two_temporary_passwords_differ() -> None:
    assert issued().temporary_password != issued().temporary_password


def test_issuing_is_on_record_with_the_name_where_it_can_be_erased() -> None:
    staff = issued(Role.OPERATOR, email="hanako@example.jp").staff
    event = Event.objects.get(kind="staff.issued")
    assert "試験 花子" not in event.body
    assert json.loads(event.body)["changes"] == {"role": [None, "operator"]}
    values = dict(PersonalValue.objects.filter(event=event).values_list("name", "text"))
    assert values == {"staff_name.after": staff.name, "staff_email.after": "hanako@example.jp"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("SEC-18")
def test_a_person_who_left_is_erased_and_the_id_and_the_chain_stay() -> None:
    admin = issued(Role.CITY_ADMIN).staff
    staff = issued(Role.OPERATOR, "op-9").staff
    with pytest.raises(actions.StillActive):
        actions.erase_person(staff, reason="退職", by=admin.actor)
    actions.deactivate(staff, reason="退職", by=admin.actor)
    actions.erase_person(staff, reason="保存期間が過ぎた", by=admin.actor)
    assert Staff.objects.get(login_id="op-9").name == actions.ERASED_NAME
    assert not PersonalValue.objects.filter(event__about_key="op-9").exists()
    assert list(differences_in_history()) == []
    with pytest.raises(LoginIdTaken):
        issued(Role.OPERATOR, "op-9")


def test_the_first_administrator_is_made_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["staff", "create", "市 花子"]) == 0
    words = capsys.readouterr().out
    staff = Staff.objects.get()
    assert (staff.login_id, staff.role) == ("admin-0001", "city_admin")
    password = words.split("仮パスワード: ")[1].split()[0]
    assert staff.check_password(password)
    assert main(["staff", "reset-password", "ADMIN-0001"]) == 0
    staff.refresh_from_db()
    assert not staff.check_password(password)
    assert main(["staff", "list"]) == 0
    assert "admin-0001\t市 管理者\t市 花子" in capsys.readouterr().out


def test_the_command_line_names_what_it_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["staff", "reset-password", "nobody"]) == 2
    assert "「nobody」の人はいません" in capsys.readouterr().err


def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "accounts", check=True, dry_run=True, verbosity=0)
