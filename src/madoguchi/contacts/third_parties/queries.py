"""Approvals, and the records that one covers."""

from django.db.models import QuerySet

from madoguchi.contacts.export.queries import Column, columns_for
from madoguchi.contacts.models import Contact, ThirdPartyApproval
from madoguchi.contacts.records.queries import MAY_SEE_PERSONS, recorded_contacts
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import value_of

MAY_VIEW = "keeping.view"


def belongs_to_client() -> bool:
    """003 第2-2(4)セ: 記録したデータは委託者に帰属する."""
    return bool(value_of("contacts.owned_by_client"))


def approvals_visible_to(actor: Actor) -> QuerySet[ThirdPartyApproval]:
    return ThirdPartyApproval.objects.all() if actor.may(MAY_VIEW) else ThirdPartyApproval.objects.none()


def records_covered_by(approval: ThirdPartyApproval) -> QuerySet[Contact]:
    days = clock.day_interval(approval.first_day).start, clock.day_interval(approval.last_day).end
    covered = recorded_contacts().filter(started_at__gte=days[0], started_at__lt=days[1])
    return covered.order_by("started_at", "number")


def columns_under(approval: ThirdPartyApproval, actor: Actor) -> list[Column]:
    """Persons only where the approval says so, and only by somebody who may see them."""
    rights = actor.rights if approval.with_persons else actor.rights - {MAY_SEE_PERSONS}
    return columns_for(Actor(actor.kind, actor.key, rights))
