"""`madoguchi staff create|reset-password|list`: the first administrator of a fresh installation, and the way back
in when nobody can."""

import argparse

from madoguchi.accounts.actions import issue_account, reissue_password
from madoguchi.accounts.login_ids import spelled_login_id
from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import ROLE_LABELS, Role
from madoguchi.core.actors import SYSTEM
from madoguchi.core.refusals import Refusal

HELP = "Issue a staff ID, re-issue a password, list who there is."


class NobodyCalled(Refusal):
    def __init__(self, login_id: str) -> None:
        super().__init__(f"ログインID「{login_id}」の人はいません。")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="ACTION")
    create = commands.add_parser("create", help="issue an ID and print a one-time password")
    create.add_argument("name", help="氏名")
    create.add_argument("--role", choices=[role.value for role in Role], default=Role.CITY_ADMIN.value)
    create.add_argument("--login-id", default="", help="without it the next free ID of the role")
    create.add_argument("--email", default="")
    create.set_defaults(act=_create)
    reset = commands.add_parser("reset-password", help="print a new one-time password; ends sessions and lock-outs")
    reset.add_argument("login_id")
    reset.set_defaults(act=_reset_password)
    commands.add_parser("list", help="everybody with an ID").set_defaults(act=_list)


def run(options: argparse.Namespace) -> None:
    options.act(options)


def _create(options: argparse.Namespace) -> None:
    issued = issue_account(
        name=options.name, role=Role(options.role), login_id=options.login_id, email=options.email, by=SYSTEM
    )
    _print_password(issued.staff, issued.temporary_password)


def _reset_password(options: argparse.Namespace) -> None:
    staff = Staff.objects.filter(login_id=spelled_login_id(options.login_id)).first()
    if staff is None:
        raise NobodyCalled(options.login_id)
    _print_password(staff, reissue_password(staff, by=SYSTEM))


def _list(options: argparse.Namespace) -> None:
    for staff in Staff.objects.order_by("login_id"):
        state = "" if staff.is_active else "\t停止中"
        print(f"{staff.login_id}\t{ROLE_LABELS[Role(staff.role)]}\t{staff.name}{state}")


def _print_password(staff: Staff, password: str) -> None:
    print(f"ログインID: {staff.login_id}（{ROLE_LABELS[Role(staff.role)]}）")
    print(f"仮パスワード: {password}")
    print("最初のログインで、自分のパスワードに変更します。この表示は一度だけです。")
