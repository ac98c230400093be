"""When this session began, and when its person last did something."""

import time

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils import timezone

SIGNED_IN_AT = "madoguchi.signed_in_at"
SEEN_AT = "madoguchi.seen_at"
# The idle time is counted in minutes; writing the session with every request would cost more than it tells.
WRITE_AFTER_SECONDS = 30


def begin(request: HttpRequest) -> None:
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = time.time()


def note_activity(request: HttpRequest) -> None:
    if time.time() - float(request.session[SEEN_AT]) < WRITE_AFTER_SECONDS:
        return
    request.session[SEEN_AT] = time.time()
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())


def has_just_signed_in(request: HttpRequest, *, within_seconds: int) -> bool:
    return time.time() - float(request.session.get(SIGNED_IN_AT, 0)) < within_seconds
