"""What a record's page says of the inquiry that it came from."""

from typing import Any

from madoguchi.contacts.inquiries.models import Inquiry
from madoguchi.contacts.inquiries.queries import takes_inquiries
from madoguchi.contacts.models import Contact
from madoguchi.web.frame.access import StaffRequest


def inquiry_of(request: StaffRequest, contact: Contact) -> tuple[str, dict[str, Any]] | None:
    found = Inquiry.objects.filter(contact=contact).first() if takes_inquiries() else None
    return ("contacts/inquiries/_of_contact.html", {"inquiry": found}) if found else None
