"""The staff door. Who passes has come from an allowed address, has signed in lately, has a password of their own
and a second factor where the policy wants one; `request.actor` says who they are and what they may do."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from madoguchi.accounts.allow_lists.actions import refuse_foreign_staff, refuse_foreign_visitor
from madoguchi.accounts.allow_lists.requests import address_of_request
from madoguchi.accounts.models import Staff
from madoguchi.accounts.sign_in.actions import sign_out
from madoguchi.accounts.sign_in.queries import has_second_factor, sign_in_policy
from madoguchi.accounts.sign_in.rules import Policy, SignedOutByPolicy, is_session_over
from madoguchi.core.actors import CITIZEN, Actor
from madoguchi.core.refusals import NotAllowed
from madoguchi.web.account.session_times import SEEN_AT, SIGNED_IN_AT, note_activity
from madoguchi.web.frame.access import Denied, redirect_to_sign_in

STAFF_SIDE = "/staff/"
# A stream that stays open, or a page that looks by itself, says nothing about the person in front of it.
NO_SIGN_OF_LIFE = ("/staff/live", "/staff/telephone/seat/now")
ALWAYS_OPEN = {"account_logout"}
OPEN_WITHOUT_OWN_PASSWORD = ALWAYS_OPEN | {"account_change_password"}
OPEN_WITHOUT_SECOND_FACTOR = OPEN_WITHOUT_OWN_PASSWORD | {
    "account_reauthenticate",
    "account_second_factor",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}

Answer = Callable[[HttpRequest], HttpResponse]


class StaffDoor:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = CITIZEN  # type: ignore[attr-defined]
        if not request.path_info.startswith(STAFF_SIDE):
            return self.get_response(request)
        try:
            response = self._at_the_door(request) or self.get_response(request)
        except NotAllowed as refusal:
            raise Denied(refusal.message) from refusal
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A page that asked for more than its person may do; or any that must know whence somebody comes, and cannot."""
        if isinstance(exception, NotAllowed):
            raise Denied(exception.message) from exception

    def _at_the_door(self, request: HttpRequest) -> HttpResponse | None:
        """What is answered instead of the page, if anything."""
        address = address_of_request(request)
        staff = request.user
        if not isinstance(staff, Staff):
            refuse_foreign_visitor(address)
            return None
        refuse_foreign_staff(staff, address)
        policy = sign_in_policy()
        if _is_over(request, policy):
            return _end_session(request, staff)
        if not request.path_info.startswith(NO_SIGN_OF_LIFE):
            note_activity(request)
        return _still_to_do(request, staff, policy)


def _is_over(request: HttpRequest, policy: Policy) -> bool:
    try:
        signed_in_at, seen_at = (
            datetime.fromtimestamp(float(request.session[key]), tz=UTC) for key in (SIGNED_IN_AT, SEEN_AT)
        )
    except (KeyError, TypeError, ValueError, OverflowError):
        return True
    now = datetime.fromtimestamp(time.time(), tz=UTC)
    return is_session_over(signed_in_at=signed_in_at, seen_at=seen_at, now=now, policy=policy)


def _end_session(request: HttpRequest, staff: Staff) -> HttpResponse:
    sign_out(staff, because_of_time=True)
    logout(request)
    messages.warning(request, SignedOutByPolicy.message)
    return redirect_to_sign_in(request)


def _still_to_do(request: HttpRequest, staff: Staff, policy: Policy) -> HttpResponse | None:
    """Until this is done the person is nobody yet: an actor without any right."""
    name = _url_name(request)
    actor = staff.actor
    request.actor = Actor(kind=actor.kind, key=actor.key)  # type: ignore[attr-defined]
    if staff.must_change_password:
        return None if name in OPEN_WITHOUT_OWN_PASSWORD else redirect("account_change_password")
    if policy.mfa_required and not has_second_factor(staff):
        return None if name in OPEN_WITHOUT_SECOND_FACTOR else redirect("account_second_factor")
    request.actor = actor  # type: ignore[attr-defined]
    return None


def _url_name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info, getattr(request, "urlconf", None) or settings.ROOT_URLCONF).url_name or ""
    except Resolver404:
        return ""
