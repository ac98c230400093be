"""What is still being written, and by whom."""

import json
import uuid

from django.db.models import QuerySet

from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.queries import MAY_RECORD
from madoguchi.contacts.rules import ContactState
from madoguchi.core.actors import Actor


def drafts_visible_to(actor: Actor) -> QuerySet[Contact]:
    """Everybody's who records: whoever has to go leaves what was typed to a colleague. The oldest first."""
    if not actor.may(MAY_RECORD):
        return Contact.objects.none()
    return Contact.objects.filter(state=ContactState.DRAFT).select_related("draft").order_by("started_at", "number")


def own_drafts(actor: Actor) -> QuerySet[Contact]:
    return drafts_visible_to(actor).filter(handler=actor.key)


def draft_behind(once_key: uuid.UUID, actor: Actor) -> Contact | None:
    """A draft, or the record that it has become."""
    if not actor.may(MAY_RECORD):
        return None
    return Contact.objects.filter(once_key=once_key).select_related("draft").first()


def typed_in(contact: Contact) -> dict[str, str]:
    """What has been typed so far, by the fields of the form."""
    return dict(json.loads(contact.draft.typed)) if hasattr(contact, "draft") else {}


def version_of(contact: Contact) -> int:
    return contact.draft.version if hasattr(contact, "draft") else 0
