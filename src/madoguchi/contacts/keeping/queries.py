"""The terms in force, and which records have reached theirs."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from madoguchi.contacts.keeping.rules import Terms
from madoguchi.contacts.models import CallBack, Contact
from madoguchi.contacts.records.queries import recorded_contacts
from madoguchi.contacts.rules import ContactState
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import kept_value

MAY_VIEW = "keeping.view"
# The job runs every night; what is still there two days after its term has been missed.
GRACE = timedelta(days=2)
SOON = timedelta(days=30)


def terms() -> Terms:
    """Before any preset has been applied nothing ends."""
    return Terms(
        int(kept_value("retention.records_days") or 0), int(kept_value("retention.personal_records_days") or 0)
    )


def records_to_end(now: datetime) -> QuerySet[Contact]:
    before = terms().records_before(now)
    return _closed_before(before) if before else Contact.objects.none()


def records_to_mask(now: datetime) -> QuerySet[Contact]:
    before = terms().personal_before(now)
    return _closed_before(before).filter(has_personal_data=True) if before else Contact.objects.none()


def kept_too_long() -> QuerySet[Contact]:
    """What `madoguchi check` reports."""
    late = clock.now() - GRACE
    return records_to_end(late) | records_to_mask(late)


def held_visible_to(actor: Actor) -> QuerySet[Contact]:
    held = recorded_contacts().filter(is_on_hold=True).order_by("-started_at", "-number")
    return held if actor.may(MAY_VIEW) else held.none()


def _closed_before(moment: datetime) -> QuerySet[Contact]:
    """Nothing in it waits for anybody. Counted from when it came here (a former system's record: from when it was taken over) and was closed."""
    closed = recorded_contacts().filter(state=ContactState.COMPLETED, is_on_hold=False, recorded_at__lt=moment)
    closed = closed.exclude(Exists(CallBack.objects.filter(contact=OuterRef("pk"), closed_at=None)))
    return closed.filter(Q(ended_at__isnull=True) | Q(ended_at__lt=moment))
