"""One account for each role, for the demo on this machine only: known password, second factor already set up."""

import base64
import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.db import transaction

from madoguchi.accounts.actions import issue_account
from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import ROLE_LABELS, Role
from madoguchi.core.actors import Actor

NAMES = {
    Role.OPERATOR: "見本 受子",
    Role.SUPERVISOR: "見本 見守",
    Role.MANAGER: "見本 責任",
    Role.DATA_STAFF: "見本 情報",
    Role.CITY_CLERK: "見本 窓子",
    Role.CITY_ADMIN: "見本 市長代理",
    Role.AUDITOR: "見本 監査",
}


@dataclass(frozen=True)
class DemoAccount:
    login_id: str
    name: str
    role: str
    code: str  # what the authenticator app would show now


def login_id_of(role: Role) -> str:
    return role.value.replace("_", "-")


def issue_demo_accounts(*, by: Actor) -> None:
    _only_in_the_demo()
    for role in Role:
        with transaction.atomic():
            staff = issue_account(
                name=NAMES[role],
                role=role,
                by=by,
                login_id=login_id_of(role),
                temporary_password=settings.DEMO_PASSWORD,
            ).staff
            Staff.objects.filter(pk=staff.pk).update(must_change_password=False)
            TOTP.activate(staff, _secret(staff.login_id))


def demo_accounts() -> Iterator[DemoAccount]:
    """What the sign-in page shows in the demo, and nothing anywhere else."""
    if not settings.DEMO:
        return
    enrolled = Authenticator.objects.filter(type=Authenticator.Type.TOTP).values("user")
    for staff in Staff.objects.filter(login_id__in=map(login_id_of, Role), pk__in=enrolled):
        yield DemoAccount(staff.login_id, staff.name, ROLE_LABELS[Role(staff.role)], _code_now(staff.login_id))


def _code_now(login_id: str) -> str:
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    return str(format_hotp_value(hotp_value(_secret(login_id), counter)))


def _secret(login_id: str) -> str:
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:demo:{login_id}".encode()).digest()
    return base64.b32encode(digest[:20]).decode()


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise RuntimeError("demo accounts exist only in the demo")
