"""The nightly end of what has been kept long enough."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet

from madoguchi.contacts.keeping.masking import mask_contact
from madoguchi.contacts.keeping.queries import records_to_end, records_to_mask
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.actions import delete_contact
from madoguchi.contacts.records.queries import MAY_DELETE
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind

BY_TERM = Actor(UserKind.SYSTEM, rights=frozenset({MAY_DELETE}))
TERM_IS_OVER, PERSONAL_TERM_IS_OVER = "保存期間の満了", "個人情報の保存期間の満了"


def end_terms() -> tuple[int, int]:
    """How many were erased, and how many lost what was personal in them. One short transaction each."""
    now = clock.now()
    ended = _each(records_to_end(now), lambda one: delete_contact(one, reason=TERM_IS_OVER, by=BY_TERM))
    masked = _each(records_to_mask(now), lambda one: mask_contact(one, by=BY_TERM, reason=PERSONAL_TERM_IS_OVER))
    return ended, masked


def _each(due: QuerySet[Contact], act: Callable[[Contact], None]) -> int:
    done = 0
    for number in list(due.order_by("number").values_list("number", flat=True)):
        with transaction.atomic():
            # Held or opened again since it was looked for: it stays.
            contact = due.select_for_update(of=("self",)).filter(number=number).first()
            if contact is not None:
                act(contact)
                done += 1
    return done
