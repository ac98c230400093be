"""Reading records."""

from django.db.models import QuerySet

from madoguchi.contacts.models import Contact, Takeover
from madoguchi.contacts.rules import RECORDED
from madoguchi.contacts.takeover.rules import HIDDEN
from madoguchi.core.actors import Actor, UserKind
from madoguchi.municipality.queries import is_on

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


def contacts_followed_by(actor: Actor) -> QuerySet[Contact]:
    """The history as a whole, as it comes in. The city follows it where it has asked to (RTV-02); a case that is handed
    to it it sees anyway."""
    visible = contacts_visible_to(actor)
    return visible if actor.kind is not UserKind.CITY or is_on("live_history") else visible.none()


def recorded_contacts() -> QuerySet[Contact]:
    """Without what is only being taken over from a former system."""
    hidden = Takeover.objects.filter(state__in=HIDDEN)
    return Contact.objects.filter(state__in=RECORDED).exclude(takeover__in=hidden)
