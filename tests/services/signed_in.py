"""Somebody who is signed in already, for tests about what comes after the door."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import Role
from madoguchi.web.account.session_times import SEEN_AT, SIGNED_IN_AT

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def staff_of(role: Role, login_id: str = "") -> Staff:
    """An account that has done everything the door asks for."""
    login_id = login_id or f"test-{role.value}"
    staff, is_new = Staff.objects.get_or_create(
        login_id=login_id, defaults={"name": "試験 太郎", "role": role.value, "must_change_password": False}
    )
    if is_new:
        Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data={"secret": "not used"})
    return staff


def session_for(staff: Staff) -> str:
    """The value of a session cookie."""
    session: Any = SessionStore()
    session[SESSION_KEY] = str(staff.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    session[SIGNED_IN_AT] = session[SEEN_AT] = time.time()
    session.create()
    return str(session.session_key)
