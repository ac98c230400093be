"""allauth tells by signals what happened to a second factor; here it becomes history."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset

from madoguchi.accounts.models import Staff
from madoguchi.accounts.sign_in.actions import record_new_recovery_codes, record_second_factor


def listen() -> None:
    authenticator_added.connect(_added, dispatch_uid="madoguchi.second-factor-added")
    authenticator_removed.connect(_removed, dispatch_uid="madoguchi.second-factor-removed")
    authenticator_reset.connect(_made_anew, dispatch_uid="madoguchi.recovery-codes-made")


def _added(*, user: Staff, authenticator: Authenticator, **rest: Any) -> None:
    record_second_factor(user, kind="added", factor=authenticator.type)


def _removed(*, user: Staff, authenticator: Authenticator, **rest: Any) -> None:
    record_second_factor(user, kind="removed", factor=authenticator.type)


def _made_anew(*, user: Staff, authenticator: Authenticator, **rest: Any) -> None:
    record_new_recovery_codes(user)
