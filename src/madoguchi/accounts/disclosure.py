"""Seeing, searching and taking out personal data: one line for a caller, one row of the history (SEC-11).

record_view(About("booking", number), by=request.actor)
record_search("bookings", by=request.actor, found=12)
record_export("bookings", by=request.actor, rows=12, form="csv")      # refuses without the right
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from madoguchi.accounts.rights import SUBJECT_LABELS, right
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.models import Event
from madoguchi.core.history.record import About, record

DISCLOSURE = "disclosure"


def record_view(about: About, *, by: Actor) -> Event:
    """Somebody has seen the personal data of one object."""
    with transaction.atomic():
        return record("disclosure.viewed", by=by, about=about)


def record_search(subject: str, *, by: Actor, found: int, facts: Mapping[str, Any] | None = None) -> Event:
    """Somebody has searched for or listed persons. Not what was typed: that is personal itself."""
    with transaction.atomic():
        return record(
            "disclosure.searched", by=by, about=_list_of(subject), facts={"found": found, **(facts or {})}
        )


def record_export(
    subject: str, *, by: Actor, rows: int, form: str, facts: Mapping[str, Any] | None = None
) -> Event:
    """Data leaves the system: a right of its own (004 §14②(ア)), and always a row. Call it before the answer is
    sent; `facts` says which part (dates, filters that are not personal)."""
    needed = right(subject, "export")
    by.need(needed, also=[UserKind.SYSTEM])
    with transaction.atomic():
        return record(
            "disclosure.exported",
            by=by,
            about=_list_of(subject),
            facts={"rows": rows, "form": form, **(facts or {})},
        )


def _list_of(subject: str) -> About:
    if subject not in SUBJECT_LABELS:
        raise KeyError(subject)
    return About(DISCLOSURE, subject)
