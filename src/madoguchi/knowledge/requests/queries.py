"""Reading the queue of requests."""

from django.db.models import QuerySet

from madoguchi.core.actors import Actor
from madoguchi.knowledge.requests.models import UpdateRequest
from madoguchi.knowledge.requests.rules import OPEN_STATES
from madoguchi.municipality.models import DepartmentMember
from madoguchi.municipality.queries import kept_value

MAY_VIEW, MAY_ASK = "faq_requests.view", "faq_requests.edit"


def requests_visible_to(actor: Actor) -> QuerySet[UpdateRequest]:
    seen = UpdateRequest.objects.all() if actor.may(MAY_VIEW) else UpdateRequest.objects.none()
    return seen.select_related("article__category", "article__current", "answered_from")


def open_requests_visible_to(actor: Actor) -> QuerySet[UpdateRequest]:
    """Who has waited longest comes first."""
    return requests_visible_to(actor).filter(state__in=OPEN_STATES).order_by("asked_at", "pk")


def contacts_may_ask() -> bool:
    """FAQ-11: whether the contract has the FAQ follow what people ask about."""
    return kept_value("faq.updated_from_contacts") is not False


def department_of(actor: Actor) -> str:
    """The name of the department to which this person belongs, when it is one."""
    names = list(
        DepartmentMember.objects.filter(staff__login_id=actor.key).values_list("department__name", flat=True)
    )
    return names[0] if len(names) == 1 else ""
