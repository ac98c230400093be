"""The list of people to telephone."""

from django.db.models import QuerySet

from madoguchi.booking.models import Booking
from madoguchi.booking.queries import MAY_VIEW
from madoguchi.booking.rules import BookingState
from madoguchi.booking.to_telephone.models import CallTask
from madoguchi.core import clock
from madoguchi.core.actors import Actor


def tasks_visible_to(actor: Actor) -> QuerySet[CallTask]:
    if not actor.may(MAY_VIEW):
        return CallTask.objects.none()
    return CallTask.objects.select_related("booking__slot__site").prefetch_related("attempts")


def open_tasks_visible_to(actor: Actor) -> QuerySet[CallTask]:
    """What still helps: the visit lies ahead and stands. Who must be told first comes first."""
    ahead = tasks_visible_to(actor).filter(
        closed_at=None, booking__state=BookingState.BOOKED, booking__slot__starts_at__gt=clock.now()
    )
    return ahead.order_by("due_at", "asked_at", "pk")


def open_tasks_of(booking: Booking, actor: Actor) -> QuerySet[CallTask]:
    return open_tasks_visible_to(actor).filter(booking=booking)
