"""What booking does periodically; `config/clockwork.py` says when."""

from django_tasks import task

from madoguchi.booking.kept_holds import release_lapsed_holds
from madoguchi.booking.online.actions import forget_old_drafts
from madoguchi.booking.outages.actions import end_outages_that_are_over
from madoguchi.booking.telephone.actions import forget_drafts
from madoguchi.core.tasks.marks import at_least_once


@task(queue_name="fast")
@at_least_once  # what is closed is not closed again
def end_outages() -> int:
    return end_outages_that_are_over()


@task(queue_name="fast")
@at_least_once  # a hold lapses by compare and swap, so a second look finds nothing more to give back
def release_holds() -> int:
    released = release_lapsed_holds()
    forget_old_drafts()
    forget_drafts()
    return released
