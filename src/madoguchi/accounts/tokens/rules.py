"""What a token opens, and for how long. Pure: values in, answers out."""

import secrets
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.refusals import MissingRight, NotAllowed, Refusal


class Scope(StrEnum):
    AVAILABILITY_READ = "availability.read"
    BOOKINGS_READ = "bookings.read"
    BOOKINGS_OWN = "bookings.own"
    BOOKINGS_WRITE = "bookings.write"


SCOPE_LABELS = {
    Scope.AVAILABILITY_READ: "空き・手続き・会場を読む",
    Scope.BOOKINGS_READ: "すべての予約を読む",
    Scope.BOOKINGS_OWN: "このトークンで入れた予約だけを読む",
    Scope.BOOKINGS_WRITE: "予約を入れる。読める予約を変える・取り消す",
}
# For whom a machine acts. What it does stands in the history under this kind of user, and follows its rules:
# for a citizen, the booking window and the places of the web.
KIND_LABELS = {
    UserKind.CITIZEN: "市民（ご本人が使う画面など）",
    UserKind.CALL_CENTRE: "コールセンターのシステム",
    UserKind.CITY: "市のシステム",
}
RIGHTS_OF_SCOPES = {Scope.BOOKINGS_READ: "bookings.view", Scope.BOOKINGS_WRITE: "bookings.edit"}

PREFIX = "mdg"  # mdg_KEY_SECRET: scanners for leaked secrets find it, and the list shows whose it is
SECRET_BYTES = 32
# As for passwords that are read out: nothing that is mistaken for something else.
KEY_SIGNS = "abcdefghijkmnpqrstuvwxyz23456789"
KEY_LENGTH = 8
LONGEST = timedelta(days=3 * 366)  # a key that nobody has looked at for three years is a forgotten one
MOST_NETWORKS = 20
USUAL = timedelta(days=365)


class ScopeMissing(Refusal):
    message = "このトークンでできることを、一つ以上選んでください。"


class UnknownScope(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(f"「{name}」という範囲はありません。{'、'.join(Scope)} から選んでください。")


class NotForCitizens(Refusal):
    message = "市民の代わりに動くトークンは、すべての予約を読むことはできません。「このトークンで入れた予約だけを読む」を選んでください。"


class ExpiryRefused(Refusal):
    message = "期限は、今日から3年以内の日にしてください。"


class TooManyNetworks(Refusal):
    message = f"接続を許可する範囲は、{MOST_NETWORKS}個までにしてください。"


class TokenOver(Refusal):
    message = "このトークンは、すでに無効になっています。"


class TokenRefused(NotAllowed):
    """The same words for a wrong, an expired and a revoked one."""

    message = "トークンがないか、正しくないか、無効になっています。"


def new_key() -> str:
    return "".join(secrets.choice(KEY_SIGNS) for _ in range(KEY_LENGTH))


def new_secret(key: str) -> str:
    return f"{PREFIX}_{key}_{secrets.token_urlsafe(SECRET_BYTES)}"


def key_in(secret: str) -> str:
    """The open part of a token, or "" when this is none."""
    prefix, _, rest = secret.partition("_")
    key, separator, hidden = rest.partition("_")
    is_token = prefix == PREFIX and separator and hidden and len(key) == KEY_LENGTH and set(key) <= set(KEY_SIGNS)
    return key if is_token else ""


def scopes_of(names: Iterable[str]) -> frozenset[Scope]:
    scopes = set()
    for name in names:
        if name not in set(Scope):
            raise UnknownScope(name)
        scopes.add(Scope(name))
    return frozenset(scopes)


def rights_of(kind: UserKind, scopes: Iterable[Scope]) -> frozenset[str]:
    """A machine for citizens has no right of staff: a citizen needs none for what is allowed to citizens."""
    if kind is UserKind.CITIZEN:
        return frozenset()
    return frozenset(RIGHTS_OF_SCOPES[scope] for scope in scopes if scope in RIGHTS_OF_SCOPES)


def managed_kinds(by: Actor, right: str = "access.edit") -> tuple[UserKind, ...]:
    """For whom this actor may make tokens: the city for everybody, others for their own side."""
    if by.kind is UserKind.SYSTEM:
        return tuple(KIND_LABELS)
    if not by.may(right):
        return ()
    return tuple(kind for kind in KIND_LABELS if by.kind is UserKind.CITY or kind is by.kind)


def refuse_bad_token(kind: UserKind, scopes: frozenset[Scope], *, expires_on: date, today: date, by: Actor) -> None:
    if kind not in managed_kinds(by):
        raise MissingRight("access.edit")
    if not scopes:
        raise ScopeMissing
    if kind is UserKind.CITIZEN and Scope.BOOKINGS_READ in scopes:
        raise NotForCitizens
    if not today <= expires_on <= today + LONGEST:
        raise ExpiryRefused


def is_living(*, expires_on: date, is_revoked: bool, today: date) -> bool:
    """To the end of its last day."""
    return not is_revoked and today <= expires_on
