"""What a record's page says of its marks."""

from typing import Any

from madoguchi.accounts.queries import names_by_key
from madoguchi.contacts.marks.queries import MAY_SEE
from madoguchi.contacts.models import Contact
from madoguchi.web.contacts.marks.shown import marks_shown
from madoguchi.web.frame.access import StaffRequest


def marks_of_contact(request: StaffRequest, contact: Contact) -> tuple[str, dict[str, Any]] | None:
    found = list(contact.marks.prefetch_related("steps").order_by("marked_at", "pk"))
    if not found:
        return None
    shown = marks_shown(found, names_by_key({one.marked_by for one in found}))
    return "contacts/marks/_of_contact.html", {"marks": shown, "may_see": request.actor.may(MAY_SEE)}
