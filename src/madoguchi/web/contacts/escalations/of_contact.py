"""What a record's page says of the case that it has become, and from where it is handed on."""

from typing import Any

from madoguchi.accounts.queries import names_by_key
from madoguchi.contacts.call_backs.queries import are_agreed, may_be_agreed
from madoguchi.contacts.escalations.queries import MAY_HAND_ON, escalation_of, escalations_visible_to, transfers_of
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.queries import MAY_RECORD
from madoguchi.web.contacts.escalations.lists import lines_of
from madoguchi.web.frame.access import StaffRequest


def handing_on(request: StaffRequest, contact: Contact) -> tuple[str, dict[str, Any]] | None:
    actor = request.actor
    open_one = escalation_of(contact)
    visible = escalations_visible_to(actor).filter(contact=contact)
    calls = list(contact.call_backs.order_by("-agreed_at"))
    transfers = list(transfers_of(contact))
    part = {
        "line": lines_of([open_one])[0] if open_one and visible.filter(pk=open_one.pk).exists() else None,
        "past": [one for one in visible.order_by("-opened_at") if not one.is_open],
        "transfers": [(one, names_by_key({one.by}).get(one.by, one.by)) for one in transfers],
        "call_backs": calls,
        "may_hand_on": open_one is None and actor.may(MAY_HAND_ON) and actor.may(MAY_RECORD),
        "may_transfer": actor.may(MAY_RECORD),
        "may_call_back": are_agreed()
        and actor.may(MAY_RECORD)
        and may_be_agreed(contact)
        and not any(one.closed_at is None for one in calls),
    }
    return ("contacts/escalations/_of_contact.html", part) if any(part.values()) else None
