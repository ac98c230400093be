"""What is still being written, and by whom."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from madoguchi.contacts.drafts.rules import is_late
from madoguchi.contacts.models import Contact
from madoguchi.contacts.ports import calls_without_record
from madoguchi.contacts.records.queries import MAY_RECORD
from madoguchi.contacts.rules import ContactState
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import value_of


def drafts_visible_to(actor: Actor) -> QuerySet[Contact]:
    """Everybody's who records: whoever has to go leaves what was typed to a colleague. The oldest first."""
    if not actor.may(MAY_RECORD):
        return Contact.objects.none()
    return Contact.objects.filter(state=ContactState.DRAFT).select_related("draft").order_by("started_at", "number")


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


@dataclass(frozen=True)
class Unrecorded:
    """A contact of which no record stands yet: a draft, or a call of which nobody has written anything."""

    handler: str
    began_at: datetime
    is_late: bool
    draft: Contact | None = None
    caller: str = ""


def unrecorded_visible_to(actor: Actor) -> list[Unrecorded]:
    """HIS-02: without exception. The oldest first."""
    if not actor.may(MAY_RECORD):
        return []
    now = clock.now()
    drafts = [
        Unrecorded(draft.handler, draft.started_at, is_late(began_at=draft.started_at, now=now), draft)
        for draft in drafts_visible_to(actor)
    ]
    calls = [
        Unrecorded(call.handler, call.began_at, is_late(began_at=call.began_at, now=now), caller=call.caller)
        for call in calls_without_record()
    ]
    return sorted([*drafts, *calls], key=lambda one: one.began_at)


def is_told_when_late() -> bool:
    return bool(value_of("contacts.recorded_promptly"))
