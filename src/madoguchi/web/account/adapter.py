"""What allauth asks us: passwords, attempts, addresses, and what is written into the history."""

import base64
import hashlib
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from madoguchi.accounts.allow_lists.actions import refuse_foreign_staff
from madoguchi.accounts.allow_lists.requests import address_of_request
from madoguchi.accounts.models import Staff
from madoguchi.accounts.sign_in.actions import (
    attempting,
    change_own_password,
    refuse_bad_password,
    sign_in,
    sign_out,
)
from madoguchi.accounts.sign_in.queries import SECOND_FACTORS, sign_in_policy
from madoguchi.accounts.sign_in.rules import LockedOut, PasswordRefused
from madoguchi.core.refusals import NotAllowed
from madoguchi.web.account import session_times
from madoguchi.web.frame.access import Denied

FRESH_SIGN_IN_SECONDS = 300


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "ログインIDかパスワードが違います。",
        "invalid_login": "ログインIDかパスワードが違います。",
        "incorrect_password": "パスワードが違います。",
        "enter_current_password": "いまのパスワードが違います。",
        "incorrect_code": "確認コードが違うか、期限が切れています。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # IDs are issued (000 Q8)

    def get_client_ip(self, request: HttpRequest) -> str:
        return str(address_of_request(request))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Staff | None:
        """Also for the own password once more before a delicate change: guesses are counted there too."""
        try:
            with attempting(
                credentials.get("username", ""), address=self.get_client_ip(request), method="password"
            ) as verdict:
                staff = authenticate(request, **credentials)
                # Somebody whose use was stopped is told what a stranger is told.
                AuthenticationBackend.unstash_authenticated_user()
                verdict.is_right = staff is not None
        except LockedOut as refusal:
            raise ValidationError(refusal.message, code="locked_out") from refusal
        return staff

    def pre_login(self, request: HttpRequest, user: Staff, **options: Any) -> HttpResponse | None:  # type: ignore[override]
        try:
            refuse_foreign_staff(user, address_of_request(request))
        except NotAllowed as refusal:
            clear_login(request)
            raise Denied(refusal.message) from refusal
        return None

    def post_login(self, request: HttpRequest, user: Staff, **options: Any) -> HttpResponse:  # type: ignore[override]
        session_times.begin(request)
        sign_in(user, address=self.get_client_ip(request), method=_method(request, user))
        return super().post_login(request, user, **options)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Staff):
            sign_out(request.user)
        super().logout(request)

    def respond_user_inactive(self, request: HttpRequest, user: Staff) -> HttpResponse:  # type: ignore[override]
        return redirect("account_login")

    def clean_password(self, password: str, user: Staff | None = None) -> str:  # type: ignore[override]
        try:
            refuse_bad_password(password, staff=user)
        except PasswordRefused as refusal:
            raise ValidationError(refusal.message.splitlines()) from refusal
        return password

    def set_password(self, user: Staff, password: str) -> None:  # type: ignore[override]
        change_own_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_home")

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Who typed the password a moment ago is not asked again to set up a second factor."""
        if session_times.has_just_signed_in(context.request, within_seconds=FRESH_SIGN_IN_SECONDS):
            return False
        return bool(super().is_reauthentication_required(app=app, **options))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": "パスワードで確認する",
            "mfa_reauthenticate": "確認コードで確認する",
            "mfa_reauthenticate:webauthn": "パスキーで確認する",
        }
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": words[method["id"]]} for method in methods]

    def send_notification_mail(self, *args: Any, **options: Any) -> None:
        """The history's reaction tells the person (config/reactions.py), whoever made the change."""


def _method(request: HttpRequest, staff: Staff) -> str:
    records = get_authentication_records(request, staff)
    return "+".join(dict.fromkeys(record.get("type", record["method"]) for record in records))


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "確認コードが違うか、期限が切れています。",
        "cannot_delete_authenticator": "多要素認証は必須です。外す前に、別の手段を追加してください。",
        "cannot_generate_recovery_codes": "先に認証アプリかパスキーを追加してください。",
    }

    def encrypt(self, text: str) -> str:
        """A copy of the database alone must not yield codes."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=SECOND_FACTORS)
        return not sign_in_policy().mfa_required or others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: Any, type: str) -> str:  # noqa: A002 - allauth's name
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"パスキー {count + 1}"

    def _get_user_identifier(self, user: Any) -> str:
        return cast(Staff, user).login_id

    def _get_site_name(self) -> str:
        return "Madoguchi"


def _fernet() -> MultiFernet:
    secrets = [str(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    keys = [hashlib.sha256(f"madoguchi.second-factor:{secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
