"""What a record's page says of the recording of its call."""

from typing import Any

from madoguchi.calls.recordings.queries import recordings_visible_to
from madoguchi.contacts.models import Contact
from madoguchi.contacts.telephone.queries import call_keys_of
from madoguchi.web.frame.access import StaffRequest


def recording_of_contact(request: StaffRequest, contact: Contact) -> tuple[str, dict[str, Any]] | None:
    shown = recordings_visible_to(request.actor)
    found = list(shown.filter(call_key__in=call_keys_of(contact))) if shown.exists() else []
    return ("contacts/recordings/_of_contact.html", {"recordings": found}) if found else None
