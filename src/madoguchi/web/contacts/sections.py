"""What else a record's page shows. A room of this place adds a line: its function answers with a template and what it
needs (there under the name `part`), or with None where it has nothing to say about this record or to this person."""

from collections.abc import Callable
from typing import Any

from madoguchi.contacts.models import Contact
from madoguchi.web.contacts.escalations.of_contact import handing_on
from madoguchi.web.contacts.improvement.of_contact import proposals_of
from madoguchi.web.contacts.inquiries.of_contact import inquiry_of
from madoguchi.web.contacts.marks.of_contact import marks_of_contact
from madoguchi.web.contacts.recordings.of_contact import recording_of_contact
from madoguchi.web.frame.access import StaffRequest

Section = Callable[[StaffRequest, Contact], tuple[str, dict[str, Any]] | None]
SECTIONS: tuple[Section, ...] = (marks_of_contact, inquiry_of, recording_of_contact, handing_on, proposals_of)


def sections_of(request: StaffRequest, contact: Contact) -> list[tuple[str, dict[str, Any]]]:
    return [shown for section in SECTIONS if (shown := section(request, contact)) is not None]
