"""Marking a contact, taking the agreed steps, saying that one has seen it."""

from django.db import transaction

from madoguchi.contacts.marks.models import ContactMark, MarkStep
from madoguchi.contacts.marks.queries import MAY_SEE, guide_for
from madoguchi.contacts.marks.refusals import MarkIsSeen, NoSuchStep
from madoguchi.contacts.marks.rules import Mark
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.actions import about
from madoguchi.contacts.records.queries import MAY_RECORD
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import MachineKey, record


@transaction.atomic
def mark_contact(contact: Contact, mark: Mark, *, call_key: str = "", by: Actor) -> ContactMark:
    """Also while it is still being written: the event is what alerts follow. Said twice it is one."""
    by.need(MAY_RECORD)
    made, is_new = ContactMark.objects.get_or_create(
        contact=contact,
        kind=mark.value,
        withdrawn_at=None,
        defaults={"call_key": call_key, "marked_by": by.key, "marked_at": clock.now()},
    )
    if is_new:
        record(
            f"contact.{mark.value}_marked",
            by=by,
            about=about(contact),
            facts={"call": MachineKey(call_key) if call_key else None},
        )
    return made


@transaction.atomic
def withdraw_mark(mark: ContactMark, *, reason: str, by: Actor) -> ContactMark:
    """Pressed by mistake. What a supervisor has seen stays."""
    by.need(MAY_RECORD)
    current = ContactMark.objects.select_for_update().get(pk=mark.pk)
    if current.withdrawn_at is not None:
        return current
    if current.seen_at is not None:
        raise MarkIsSeen
    current.withdrawn_at, current.withdrawn_reason = clock.now(), reason
    current.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    record(
        "contact.mark_withdrawn",
        by=by,
        about=about(current.contact),
        facts={"mark": current.kind, "reason": reason},
    )
    return current


@transaction.atomic
def take_step(mark: ContactMark, step: str, *, by: Actor) -> MarkStep:
    """One of the agreed steps was taken: when and by whom is the log (INC-16)."""
    by.need(MAY_RECORD)
    if step not in {one.step for one in guide_for(Mark(mark.kind))}:
        raise NoSuchStep
    made, is_new = MarkStep.objects.get_or_create(
        mark=mark, step=step, defaults={"taken_by": by.key, "taken_at": clock.now()}
    )
    if is_new:
        record("contact.step_taken", by=by, about=about(mark.contact), facts={"mark": mark.kind, "step": step})
    return made


@transaction.atomic
def see_mark(mark: ContactMark, *, by: Actor) -> ContactMark:
    """A supervisor knows of it. Said twice it is the first."""
    by.need(MAY_SEE)
    current = ContactMark.objects.select_for_update().get(pk=mark.pk)
    if current.seen_at is None:
        current.seen_by, current.seen_at = by.key, clock.now()
        current.save(update_fields=["seen_by", "seen_at"])
        record("contact.mark_seen", by=by, about=about(current.contact), facts={"mark": current.kind})
    return current
