"""Making tokens, ending them, and letting in who brings one."""

import hashlib
import hmac
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from madoguchi.accounts.administration import refuse_unless_grantable
from madoguchi.accounts.allow_lists.rules import Address, AddressRefused, may_come_from, network_of
from madoguchi.accounts.models import ApiToken
from madoguchi.accounts.sign_in.actions import address_fact, is_first_in
from madoguchi.accounts.tokens.queries import ACTOR_KEY
from madoguchi.accounts.tokens.rules import (
    MOST_NETWORKS,
    USUAL,
    Scope,
    TokenOver,
    TokenRefused,
    TooManyNetworks,
    key_in,
    managed_kinds,
    new_key,
    new_secret,
    refuse_bad_token,
    rights_of,
)
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import MissingRight

# Exact to the minute is enough to find a forgotten token, and a busy one does not write with every request.
NOTED_EVERY = timedelta(minutes=1)
# A machine that keeps knocking from a wrong address must not be able to fill the history.
REPEATED_REFUSALS = timedelta(hours=1)


@dataclass(frozen=True)
class NewToken:
    token: ApiToken
    secret: str  # shown once; only its digest is kept


@dataclass(frozen=True)
class Caller:
    """Who speaks to the API: a token, as one who acts."""

    key: str
    actor: Actor
    scopes: frozenset[Scope]


def create_token(
    *,
    name: str,
    kind: UserKind,
    scopes: frozenset[Scope],
    by: Actor,
    expires_on: date | None = None,
    networks: Iterable[str] = (),
) -> NewToken:
    """Nobody gives a machine more than they may do themselves."""
    today = clock.today()
    expires_on = expires_on or today + USUAL
    refuse_bad_token(kind, scopes, expires_on=expires_on, today=today, by=by)
    refuse_unless_grantable(rights_of(UserKind.CITY, scopes), by=by)
    cidrs = [str(network_of(line)) for line in networks]
    if len(cidrs) > MOST_NETWORKS:
        raise TooManyNetworks
    key = new_key()
    secret = new_secret(key)
    with transaction.atomic():
        token = ApiToken.objects.create(
            key=key,
            name=name.strip(),
            digest=_digest(secret),
            kind=kind.value,
            scopes=" ".join(sorted(scopes)),
            networks=" ".join(cidrs),
            expires_on=expires_on,
            made_at=clock.now(),
        )
        with address_fact():
            record(
                "token.created",
                by=by,
                about=_about(token),
                facts={
                    "token_kind": kind.value,
                    "scopes": token.scopes,
                    "networks": cidrs or None,
                    "expires_on": expires_on.isoformat(),
                },
            )
    return NewToken(token, secret)


def revoke_token(token: ApiToken, *, by: Actor) -> None:
    """It opens nothing from this moment; its name and key stay, because the history names it."""
    if UserKind(token.kind) not in managed_kinds(by):
        raise MissingRight("access.edit")
    with transaction.atomic():
        if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
            raise TokenOver
        record("token.revoked", by=by, about=_about(token))


def admit(secret: str, *, address: Address) -> Caller:
    """Whoever brings a token, or a refusal: the same for every wrong one, another for a wrong address."""
    token = ApiToken.objects.filter(key=key_in(secret)).first()
    # What is compared is a digest, in constant time, also where there is no such token.
    is_right = hmac.compare_digest(_digest(secret), token.digest if token else "-" * 64)
    if token is None or not is_right or not token.is_living(today=clock.today()):
        raise TokenRefused
    caller = _caller(token)
    if not may_come_from(address, [ipaddress.ip_network(cidr) for cidr in token.networks.split()]):
        _note_refused_visit(token, caller, address)
        raise AddressRefused
    _note_use(token)
    return caller


def _caller(token: ApiToken) -> Caller:
    kind, scopes = UserKind(token.kind), token.scope_set
    actor = Actor(kind, f"{ACTOR_KEY}{token.key}", rights_of(kind, scopes))
    return Caller(token.key, actor, scopes)


def _note_use(token: ApiToken) -> None:
    now = clock.now()
    if token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY:
        long_ago = Q(last_used_at=None) | Q(last_used_at__lte=now - NOTED_EVERY)
        ApiToken.objects.filter(long_ago, pk=token.pk).update(last_used_at=now)


def _note_refused_visit(token: ApiToken, caller: Caller, address: Address) -> None:
    with transaction.atomic():
        if is_first_in(f"token:{token.key}:{address}", REPEATED_REFUSALS):
            with address_fact():
                record(
                    "token.visit_refused",
                    by=caller.actor,
                    about=_about(token),
                    facts={"from_address": str(address)},
                )


def _digest(secret: str) -> str:
    """256 random bits need no slow hash: there is nothing to guess."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _about(token: ApiToken) -> About:
    return About("token", token.key)
