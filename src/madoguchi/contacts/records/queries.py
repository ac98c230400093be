"""Reading records."""

from django.db.models import QuerySet

from madoguchi.contacts.models import Contact
from madoguchi.contacts.rules import RECORDED
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
    return Contact.objects.filter(state__in=RECORDED).order_by("-started_at", "-number")
