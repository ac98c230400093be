"""Reading tokens. Their secrets are nowhere."""

from datetime import date, timedelta

from django.db.models import QuerySet

from madoguchi.accounts.models import ApiToken
from madoguchi.accounts.tokens.rules import managed_kinds
from madoguchi.core import clock
from madoguchi.core.actors import Actor

ACTOR_KEY = "token:"  # no login ID has a colon


def tokens_visible_to(actor: Actor) -> QuerySet[ApiToken]:
    kinds = [kind.value for kind in managed_kinds(actor, "access.view")]
    return ApiToken.objects.filter(kind__in=kinds).order_by("-made_at", "pk")


def tokens_managed_by(actor: Actor) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(kind__in=[kind.value for kind in managed_kinds(actor)])


def tokens_that_end(actor: Actor, *, until: date) -> QuerySet[ApiToken]:
    """Living ones that somebody uses, whose last day is near."""
    used_since = clock.now() - timedelta(days=30)
    living = tokens_managed_by(actor).filter(revoked_at=None, last_used_at__gte=used_since)
    return living.filter(expires_on__range=(clock.today(), until)).order_by("expires_on", "pk")


def is_in_use(token: ApiToken) -> bool:
    return token.is_living(today=clock.today())


def token_name(key: str) -> str:
    name = ApiToken.objects.filter(key=key).values_list("name", flat=True).first()
    return f"{name}（{key}）" if name else key


def token_names_by_actor(keys: set[str]) -> dict[str, str]:
    wanted = {key.removeprefix(ACTOR_KEY) for key in keys if key.startswith(ACTOR_KEY)}
    if not wanted:
        return {}
    found = ApiToken.objects.filter(key__in=wanted).values_list("key", "name")
    return {f"{ACTOR_KEY}{key}": name for key, name in found}
