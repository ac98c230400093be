"""What else the page of a call shows. Whoever knows something of calls (contacts, bookings, recordings) adds a
function that answers with a template and what it needs (there under the name `part`), or with None."""

from collections.abc import Callable
from typing import Any

from madoguchi.calls.ledger.models import Call
from madoguchi.web.frame.access import StaffRequest
from madoguchi.web.telephone.calls.linked import bookings_of, contacts_of

Section = Callable[[StaffRequest, Call], tuple[str, dict[str, Any]] | None]
_sections: list[Section] = [contacts_of, bookings_of]


def register(section: Section) -> None:
    """From an AppConfig.ready()."""
    if section not in _sections:
        _sections.append(section)


def sections_of(request: StaffRequest, call: Call) -> list[tuple[str, dict[str, Any]]]:
    return [shown for section in _sections if (shown := section(request, call)) is not None]
