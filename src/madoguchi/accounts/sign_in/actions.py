"""What happens at the door: attempts, lock-outs, signing in and out, passwords, second factors, the policy."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, fields
from datetime import timedelta

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac

from madoguchi.accounts.login_ids import spelled_login_id
from madoguchi.accounts.models import SignInAttempts, SignInPolicy, Staff
from madoguchi.accounts.sign_in.queries import sign_in_policy
from madoguchi.accounts.sign_in.rules import (
    ADDRESS_FAILURES,
    Attempts,
    LockedOut,
    PasswordRefused,
    Policy,
    counted,
    given_back,
    is_locked,
    password_problems,
    refuse_bad_policy,
)
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN, Actor, UserKind
from madoguchi.core.history.record import About, record
from madoguchi.core.text.my_number import number_is_something_else


def address_fact() -> AbstractContextManager[None]:
    """An IP address may have twelve digits; it is no My Number."""
    return number_is_something_else("接続元のアドレスは番号ではない")


# Attempts


@dataclass(frozen=True)
class Attempt:
    """One look at a password or a code, counted beforehand."""

    login_id: str
    address: str
    limits: tuple[tuple[str, int], ...]  # (digest, how many failures lock it)
    reached: tuple[bool, ...]  # whether this very attempt is the last one allowed, if it is wrong


def begin_attempt(login_id: str, *, address: str) -> Attempt:
    """Count an attempt on this ID and from this address, before anything is compared. Raises LockedOut."""
    policy = sign_in_policy()
    login_id = spelled_login_id(login_id)
    limits = (
        (_digest(f"id:{login_id}"), policy.lock_out_failures),
        (_digest(f"address:{address}"), ADDRESS_FAILURES),
    )
    with transaction.atomic():
        rows = [_locked_row(digest) for digest, _ in limits]
        now = clock.now()
        if any(is_locked(row.value, at=now) for row in rows):
            raise LockedOut(policy.lock_out_minutes)
        for row, (_, limit) in zip(rows, limits, strict=True):
            _keep(row, counted(row.value, at=now, limit=limit, minutes=policy.lock_out_minutes))
    _forget_old_attempts(policy)
    reached = tuple(row.failures == limit for row, (_, limit) in zip(rows, limits, strict=True))
    return Attempt(login_id, address, limits, reached)


def attempt_was_right(attempt: Attempt) -> None:
    with transaction.atomic():
        for digest, limit in attempt.limits:
            row = _locked_row(digest)
            _keep(row, given_back(row.value, limit=limit))


def attempt_was_wrong(attempt: Attempt, *, method: str) -> None:
    """Nothing that was typed is written down; an unknown ID is only "unknown"."""
    with transaction.atomic(), address_fact():
        locks_id, locks_address = attempt.reached
        staff = Staff.objects.filter(login_id=attempt.login_id).first()
        by = staff.actor if staff else CITIZEN
        about = About("staff", staff.login_id) if staff else About("sign_in", "-")
        facts = {"from_address": attempt.address, "method": method}
        record("staff.sign_in_failed" if staff else "sign_in.failed", by=by, about=about, facts=facts)
        if locks_id:
            record("staff.locked_out" if staff else "sign_in.locked_out", by=by, about=about, facts=facts)
        if locks_address:
            record("sign_in.address_locked_out", by=CITIZEN, about=About("sign_in", "-"), facts=facts)


@dataclass
class Verdict:
    is_right: bool = False


@contextmanager
def attempting(login_id: str, *, address: str, method: str) -> Iterator[Verdict]:
    """Around the comparison of a secret: counted before, given back when it was right, on record when not.

    with attempting(login_id, address=address, method="password") as verdict:
        verdict.is_right = staff.check_password(password)
    """
    attempt = begin_attempt(login_id, address=address)
    verdict = Verdict()
    yield verdict
    if verdict.is_right:
        attempt_was_right(attempt)
    else:
        attempt_was_wrong(attempt, method=method)


def forget_attempts(login_id: str) -> bool:
    """After a whole sign-in, or when an administrator unlocks; whether there was anything to forget."""
    gone, _ = SignInAttempts.objects.filter(pk=_digest(f"id:{login_id}")).delete()
    return gone > 0


@transaction.atomic
def is_first_use_of_code(staff: Staff, code: str) -> bool:
    """A code of an app lives for at most 90 seconds; seen over somebody's shoulder it must not open again."""
    return is_first_in(f"code:{staff.login_id}:{code}", timedelta(seconds=120))


def is_first_in(what: str, span: timedelta) -> bool:
    """Whether this has not been said within `span`; remembers that it has been now."""
    row = _locked_row(_digest(what))
    now = clock.now()
    is_first = row.last_at is None or now - row.last_at >= span
    if is_first:
        _keep(row, Attempts(last_at=now))
    return is_first


def _digest(what: str) -> str:
    return salted_hmac("madoguchi.accounts.attempts", what, algorithm="sha256").hexdigest()


def _locked_row(digest: str) -> SignInAttempts:
    row, _ = SignInAttempts.objects.select_for_update().get_or_create(pk=digest)
    return row


def _keep(row: SignInAttempts, attempts: Attempts) -> None:
    row.failures, row.last_at, row.locked_until = attempts.failures, attempts.last_at, attempts.locked_until
    row.save(update_fields=["failures", "last_at", "locked_until"])


@transaction.atomic
def _forget_old_attempts(policy: Policy) -> None:
    """Rows that say nothing any more leave with the next attempt: strangers cannot fill the table for ever."""
    before = clock.now() - timedelta(minutes=policy.lock_out_minutes, days=1)
    old = SignInAttempts.objects.select_for_update(skip_locked=True).filter(last_at__lt=before)
    SignInAttempts.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:100])).delete()


# Signing in and out


@transaction.atomic
def sign_in(staff: Staff, *, address: str, method: str) -> None:
    """Every factor was right: failures are forgotten, and it is on record."""
    forget_attempts(staff.login_id)
    with address_fact():
        record(
            "staff.signed_in",
            by=staff.actor,
            about=_about(staff),
            facts={"from_address": address, "method": method},
        )


@transaction.atomic
def sign_out(staff: Staff, *, because_of_time: bool = False) -> None:
    record("staff.timed_out" if because_of_time else "staff.signed_out", by=staff.actor, about=_about(staff))


# Passwords


def refuse_bad_password(password: str, *, staff: Staff | None) -> None:
    try:
        CommonPasswordValidator().validate(password)
        is_common = False
    except ValidationError:
        is_common = True
    problems = password_problems(
        password, policy=sign_in_policy(), login_id=staff.login_id if staff else "", is_common=is_common
    )
    if problems:
        raise PasswordRefused("\n".join(problems))


@transaction.atomic
def change_own_password(staff: Staff, password: str) -> None:
    """Ends every other session: the password is part of their fingerprint (SEC-02)."""
    refuse_bad_password(password, staff=staff)
    staff.set_password(password)
    staff.must_change_password = False
    staff.save(update_fields=["password", "must_change_password"])
    record("staff.password_changed", by=staff.actor, about=_about(staff))


# Second factors


@transaction.atomic
def record_second_factor(staff: Staff, *, kind: str, factor: str) -> None:
    """`kind`: added, removed. The factor itself is kept by allauth."""
    record(f"staff.second_factor_{kind}", by=staff.actor, about=_about(staff), facts={"second_factor": factor})


@transaction.atomic
def record_new_recovery_codes(staff: Staff) -> None:
    record("staff.recovery_codes_made", by=staff.actor, about=_about(staff))


# The policy


@transaction.atomic
def change_policy(policy: Policy, *, by: Actor) -> bool:
    """Whether anything changed."""
    by.need("access.edit", also=[UserKind.SYSTEM])
    refuse_bad_policy(policy)
    before = sign_in_policy()
    is_new = not SignInPolicy.objects.exists()
    if policy == before and not is_new:
        return False
    SignInPolicy.objects.update_or_create(pk=1, defaults=vars(policy))
    if policy != before:
        record(
            "sign_in.policy_changed",
            by=by,
            about=About("sign_in", "policy"),
            changes={
                field.name: (getattr(before, field.name), getattr(policy, field.name)) for field in fields(policy)
            },
        )
    return policy != before


def _about(staff: Staff) -> About:
    return About("staff", staff.login_id)
