"""Which lists there are, and which there should be."""

from datetime import date, timedelta

from django.db.models import QuerySet

from madoguchi.booking.models import Slot
from madoguchi.booking.paper.models import PaperList
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import sites_in_use, value_of

MAY_VIEW = "paper.view"
# The next day with places lies nearer than this, or there is none to prepare for.
WITHIN_DAYS = 15


def lists_visible_to(actor: Actor) -> QuerySet[PaperList]:
    lists = PaperList.objects.select_related("site").defer("sealed").order_by("-day", "site__position", "site")
    return lists if actor.may(MAY_VIEW) else lists.none()


def next_day_with_places(site: Site, *, after: date) -> date | None:
    """On a Friday this is Monday: nobody is there on Sunday to print its list."""
    slots = Slot.objects.filter(
        site=site,
        people_limit__gt=0,
        starts_at__gte=clock.start_of(after + timedelta(days=1)),
        starts_at__lt=clock.start_of(after + timedelta(days=WITHIN_DAYS)),
    )
    first = slots.order_by("starts_at").first()
    return clock.in_tokyo(first.starts_at).date() if first else None


def sites_without_list(day: date) -> list[Site]:
    """Where people are received on this day, a list is wanted and none lies ready."""
    if not value_of("paper.nightly"):
        return []
    start, end = clock.start_of(day), clock.start_of(day + timedelta(days=1))
    with_places = Slot.objects.filter(people_limit__gt=0, starts_at__gte=start, starts_at__lt=end).values("site")
    ready = PaperList.objects.filter(day=day).values("site")
    return list(sites_in_use().filter(pk__in=with_places).exclude(pk__in=ready))
