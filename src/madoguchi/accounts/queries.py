"""Reading staff."""

from django.db.models import QuerySet

from madoguchi.accounts.administration import administered_roles, seen_roles
from madoguchi.accounts.models import Staff
from madoguchi.accounts.tokens.queries import token_names_by_actor
from madoguchi.core.actors import Actor


def staff_visible_to(actor: Actor) -> QuerySet[Staff]:
    return (
        Staff.objects.get_queryset()
        .of_roles(seen_roles(actor))
        .prefetch_related("right_changes")
        .order_by("role", "login_id")
    )


def staff_administered_by(actor: Actor) -> QuerySet[Staff]:
    """Whom this actor may change; not themselves."""
    return (
        Staff.objects.get_queryset()
        .of_roles(administered_roles(actor))
        .exclude(login_id=actor.key)
        .order_by("login_id")
    )


def names_by_key(keys: set[str]) -> dict[str, str]:
    """The names behind the IDs that the history holds."""
    return dict(Staff.objects.filter(login_id__in=keys).values_list("login_id", "name")) | token_names_by_actor(
        keys
    )
