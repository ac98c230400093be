"""Reading records."""

from django.db.models import QuerySet

from madoguchi.contacts.models import Contact, Takeover
from madoguchi.contacts.rules import RECORDED
from madoguchi.contacts.takeover.rules import HIDDEN
from madoguchi.core.actors import Actor

MAY_VIEW = "contacts.view"
MAY_RECORD = "contacts.edit"
MAY_DELETE = "contacts.delete"
MAY_EXPORT = "contacts.export"
MAY_SEE_PERSONS = "contact_persons.view"


def contacts_visible_to(actor: Actor) -> QuerySet[Contact]:
    """What has been recorded, newest first. Drafts are their writers' (`drafts/queries.py`)."""
    if not actor.may(MAY_VIEW):
        return Contact.objects.none()
    return recorded_contacts().order_by("-started_at", "-number")


def recorded_contacts() -> QuerySet[Contact]:
    """Without what is only being taken over from a former system."""
    hidden = Takeover.objects.filter(state__in=HIDDEN)
    return Contact.objects.filter(state__in=RECORDED).exclude(takeover__in=hidden)
