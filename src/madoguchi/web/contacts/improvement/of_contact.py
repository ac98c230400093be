"""On a record's page: the FAQ that it led to, and the way to propose one."""

from typing import Any

from madoguchi.contacts.improvement.queries import proposals_from
from madoguchi.contacts.models import Contact
from madoguchi.knowledge.requests.queries import MAY_ASK, contacts_may_ask
from madoguchi.web.frame.access import StaffRequest


def proposals_of(request: StaffRequest, contact: Contact) -> tuple[str, dict[str, Any]] | None:
    part = {
        "proposals": list(proposals_from(contact)),
        "may_propose": contacts_may_ask() and request.actor.may(MAY_ASK),
        "number": contact.number,
    }
    return ("contacts/improvement/_of_contact.html", part) if part["proposals"] or part["may_propose"] else None
