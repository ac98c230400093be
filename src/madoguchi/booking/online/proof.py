"""A proof of work for whoever comes often (ADR 0014): the browser finds a number, which costs it a second and a
machine that wants a thousand places a thousand. Without JavaScript one waits a minute instead. Each is good once.

The challenge is altcha's; nothing is fetched from or told to anybody else.
"""

import base64
import json
from datetime import UTC, timedelta

from altcha.v1 import ChallengeOptions, create_challenge, verify_solution
from django.core import signing
from django.utils.crypto import salted_hmac

from madoguchi.booking.online.models import ProofUsed
from madoguchi.booking.online.rules import PROOF_LASTS, WAIT
from madoguchi.core import clock

# About a second on a telephone of today.
LARGEST_NUMBER = 50_000
# A solution is some 350 letters; what is longer is there to be unpacked.
LONGEST_SOLUTION = 1_000


def new_challenge() -> dict[str, object]:
    """What the page carries: a challenge for the browser, and a ticket that says since when one waits."""
    options = ChallengeOptions(
        hmac_key=_key(), max_number=LARGEST_NUMBER, expires=(clock.now() + PROOF_LASTS).astimezone(UTC)
    )
    challenge = create_challenge(options)
    return {**challenge.to_dict(), "ticket": _waiting().sign(challenge.challenge)}


def is_proven(solution: str, ticket: str) -> bool:
    """Worked or waited, and not shown before."""
    challenge = _worked(solution[:LONGEST_SOLUTION]) if solution else _waited(ticket)
    if not challenge:
        return False
    expires_at = clock.now() + PROOF_LASTS
    _, is_new = ProofUsed.objects.get_or_create(digest=challenge, defaults={"expires_at": expires_at})
    return is_new


def kept_ticket(ticket: str) -> str:
    """Who pressed too early goes on waiting, and does not begin again; "" where the ticket is no good any more."""
    try:
        challenge = _waiting().unsign(ticket, max_age=PROOF_LASTS)
    except signing.BadSignature:
        return ""
    return "" if ProofUsed.objects.filter(digest=challenge).exists() else ticket


def _worked(solution: str) -> str:
    try:
        payload = json.loads(base64.b64decode(solution))
        is_right, _ = verify_solution(payload, hmac_key=_key(), check_expires=True)
        return str(payload["challenge"]) if is_right else ""
    except (ValueError, TypeError, AttributeError, KeyError):
        return ""


def _waited(ticket: str) -> str:
    try:
        challenge = _waiting().unsign(ticket, max_age=PROOF_LASTS)
    except signing.BadSignature:
        return ""
    return challenge if _is_old_enough(ticket) else ""


def _is_old_enough(ticket: str) -> bool:
    try:
        _waiting().unsign(ticket, max_age=WAIT - timedelta(seconds=1))
    except signing.SignatureExpired:
        return True
    return False


def _waiting() -> signing.TimestampSigner:
    return signing.TimestampSigner(sep="~", salt="booking.proof")


def _key() -> str:
    return salted_hmac("madoguchi.booking.proof", "key", algorithm="sha256").hexdigest()
