"""One key, one booking: Idempotency-Key (the IETF's draft of that name)."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from hmac import HMAC

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from madoguchi.accounts.tokens.actions import Caller
from madoguchi.api.models import KeyUsed
from madoguchi.api.problems import Problem
from madoguchi.api.words import KEY_USED
from madoguchi.booking.models import Booking
from madoguchi.core import clock

KEPT = timedelta(days=30)  # a machine that repeats a request after a month means another one
FORGOTTEN_AT_ONCE = 100


def uuid_for(caller: Caller, what: str) -> uuid.UUID:
    """Of this token alone, and not to be guessed: the booking's own page hangs on it."""
    return uuid.UUID(bytes=_digest(caller.key, what).digest()[:16], version=4)


def make_once(
    caller: Caller, key: str, body: str, *, once_key: uuid.UUID, make: Callable[[], Booking]
) -> tuple[Booking, bool]:
    """The booking, and whether it is new. The same key with the same body, at once or later, is answered with the
    booking that it made, whatever has become of it; a refusal uses up no key."""
    digest = _digest("key", caller.key, key).hexdigest()
    body_digest = _digest("body", caller.key, key, body).hexdigest()
    with transaction.atomic():
        used, is_new = KeyUsed.objects.get_or_create(
            pk=digest, defaults={"body_digest": body_digest, "once_key": once_key, "used_at": clock.now()}
        )
        if not constant_time_compare(used.body_digest, body_digest):
            raise Problem(KEY_USED)
        if not is_new and (made := Booking.objects.filter(once_key=used.once_key).exclude(number="").first()):
            return made, False
        booking = make()
    _forget_old()
    return booking, True


def _digest(*parts: str) -> HMAC:
    return salted_hmac("madoguchi.api.once", json.dumps(parts), algorithm="sha256")


@transaction.atomic
def _forget_old() -> None:
    old = KeyUsed.objects.select_for_update(skip_locked=True).filter(used_at__lt=clock.now() - KEPT)
    KeyUsed.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])).delete()
