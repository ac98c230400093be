"""Signing in, decided on values: when an ID is locked, when a session is too old, what a password must be."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from madoguchi.core.refusals import NotAllowed, Refusal


@dataclass(frozen=True)
class Policy:
    """The sign-in policy in force. Bounds are those of OWASP ASVS 5.0 level 2 (6.2.1, 6.3.1, 7.3)."""

    mfa_required: bool = True
    password_min_length: int = 12
    lock_out_failures: int = 5
    lock_out_minutes: int = 15
    idle_minutes: int = 30
    session_hours: int = 12


# field: (least, most)
BOUNDS = {
    "password_min_length": (8, 64),
    "lock_out_failures": (3, 20),
    "lock_out_minutes": (1, 1440),
    "idle_minutes": (5, 480),
    "session_hours": (1, 24),
}
POLICY_LABELS = {
    "mfa_required": "多要素認証を必須にする",
    "password_min_length": "パスワードの最小文字数",
    "lock_out_failures": "ロックするまでの失敗回数",
    "lock_out_minutes": "ロックする時間（分）",
    "idle_minutes": "操作がないときにログアウトするまでの時間（分）",
    "session_hours": "ログインの最長時間（時間）",
}
# A guess at many IDs from one place: more than an office behind one address mistypes in a lock-out time.
ADDRESS_FAILURES = 100


class PolicyRefused(Refusal):
    pass


class LockedOut(Refusal):
    """The same words whether the ID exists or not, so that nobody learns IDs here."""

    def __init__(self, minutes: int) -> None:
        super().__init__(
            f"何度も間違えたため、しばらくログインできません。{minutes}分ほど待ってから、もう一度お試しください。"
        )


class PasswordRefused(Refusal):
    pass


class SignedOutByPolicy(NotAllowed):
    message = "一定の時間が過ぎたため、ログアウトしました。もう一度ログインしてください。"


def refuse_bad_policy(policy: Policy) -> None:
    for field, (least, most) in BOUNDS.items():
        value = getattr(policy, field)
        if not least <= value <= most:
            raise PolicyRefused(f"「{POLICY_LABELS[field]}」は{least}から{most}までの数にしてください。")


# Failed attempts. An attempt is counted before the password is looked at and given back when it was right, so that
# attempts at the same moment cannot look at more passwords than the policy allows.


@dataclass(frozen=True)
class Attempts:
    failures: int = 0
    last_at: datetime | None = None
    locked_until: datetime | None = None


def is_locked(attempts: Attempts, *, at: datetime) -> bool:
    return attempts.locked_until is not None and at < attempts.locked_until


def counted(attempts: Attempts, *, at: datetime, limit: int, minutes: int) -> Attempts:
    """One more attempt. Failures older than the lock-out time are forgotten."""
    span = timedelta(minutes=minutes)
    is_stale = attempts.last_at is None or at - attempts.last_at >= span
    was_locked = attempts.locked_until is not None and at >= attempts.locked_until
    failures = 1 if is_stale or was_locked else attempts.failures + 1
    return Attempts(failures=failures, last_at=at, locked_until=at + span if failures >= limit else None)


def given_back(attempts: Attempts, *, limit: int) -> Attempts:
    """The attempt was right after all."""
    failures = max(attempts.failures - 1, 0)
    return replace(attempts, failures=failures, locked_until=attempts.locked_until if failures >= limit else None)


def is_session_over(*, signed_in_at: datetime, seen_at: datetime, now: datetime, policy: Policy) -> bool:
    """Idle too long, or signed in too long ago, or from the future (a clock that was set back, a forged value)."""
    if signed_in_at > now + timedelta(minutes=5) or seen_at > now + timedelta(minutes=5):
        return True
    return now - seen_at >= timedelta(minutes=policy.idle_minutes) or now - signed_in_at >= timedelta(
        hours=policy.session_hours
    )


def password_problems(password: str, *, policy: Policy, login_id: str, is_common: bool) -> list[str]:
    """Length counts, not kinds of characters (ASVS 5.0 6.2.5: no composition rules)."""
    problems = []
    if len(password) < policy.password_min_length:
        problems.append(f"パスワードは{policy.password_min_length}文字以上にしてください。")
    if len(password) > 128:
        problems.append("パスワードは128文字以下にしてください。")
    if is_common:
        problems.append("このパスワードは推測されやすいため使えません。")
    if login_id and login_id in password.lower():
        problems.append("パスワードにログインIDを含めることはできません。")
    if password and len(set(password)) < 4:
        problems.append("同じ文字の繰り返しは使えません。")
    return problems
