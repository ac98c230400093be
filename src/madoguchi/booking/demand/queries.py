"""Where places are missing."""

from datetime import date

from django.db.models import QuerySet

from madoguchi.booking.demand.models import UnmetDemand
from madoguchi.core.actors import Actor

MAY_SEE = "slots.view"


def unmet_visible_to(actor: Actor, *, first: date, last: date) -> QuerySet[UnmetDemand]:
    """Asked on these days, both inside; the newest first."""
    if not actor.may(MAY_SEE):
        return UnmetDemand.objects.none()
    asked = UnmetDemand.objects.filter(asked_on__range=(first, last)).select_related("procedure")
    return asked.order_by("-asked_on", "procedure__position", "channel", "occasion", "wished_on")
