"""Reading the queue of requests."""

from django.db.models import QuerySet

from madoguchi.core.actors import Actor
from madoguchi.knowledge.requests.models import UpdateRequest
from madoguchi.knowledge.requests.rules import OPEN_STATES

MAY_VIEW, MAY_ASK = "faq_requests.view", "faq_requests.edit"


def requests_visible_to(actor: Actor) -> QuerySet[UpdateRequest]:
    seen = UpdateRequest.objects.all() if actor.may(MAY_VIEW) else UpdateRequest.objects.none()
    return seen.select_related("article__category", "article__current", "answered_from")


def open_requests_visible_to(actor: Actor) -> QuerySet[UpdateRequest]:
    """Who has waited longest comes first."""
    return requests_visible_to(actor).filter(state__in=OPEN_STATES).order_by("asked_at", "pk")
