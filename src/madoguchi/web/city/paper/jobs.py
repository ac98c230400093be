"""What the clock does about lists on paper; `config/clockwork.py` says when."""

from django_tasks import task

from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.booking.paper.actions import forget_old_lists, keep_list
from madoguchi.booking.paper.queries import next_day_with_places
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.tasks.marks import at_least_once
from madoguchi.municipality.queries import has_contract, sites_in_use, value_of
from madoguchi.web.city.paper.printed import printed_list


@task(queue_name="slow")
@at_least_once  # a page is laid out outside of any transaction; the newest list of a day takes the older one's place
def nightly_lists() -> int:
    if not (has_contract() and takes_bookings()):
        return 0
    forget_old_lists()
    return make_lists()


def make_lists() -> int:
    """Of the next day with places, for each site."""
    if not value_of("paper.nightly"):
        return 0
    made = 0
    for site in sites_in_use():
        if day := next_day_with_places(site, after=clock.today()):
            printed = printed_list(day, site)
            keep_list(day, site, printed.content, people=printed.people, form=printed.form, by=SYSTEM)
            made += 1
    return made
