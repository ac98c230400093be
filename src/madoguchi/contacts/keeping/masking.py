"""Taking out of a record who it was about, wherever it stands: in the record, in what hangs on it, in the history."""

from collections.abc import Iterator

from django.db.models import Model

from madoguchi.contacts.escalations.history import ESCALATION
from madoguchi.contacts.export.withdrawing import withdraw_files_with
from madoguchi.contacts.finding.searchable import index_contact
from madoguchi.contacts.items.queries import items_in_order
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.actions import about
from madoguchi.core.actors import Actor
from madoguchi.core.fields import GuardedCharField, GuardedEmailField, GuardedTextField
from madoguchi.core.history.erasure import MAY_ERASE, erase_personal_values
from madoguchi.core.history.record import About, record
from madoguchi.core.text.masking import masked

WRITTEN_BY_PEOPLE = (GuardedCharField, GuardedEmailField, GuardedTextField)
# What names somebody by being there; other texts keep what is not personal in them.
NAMES_SOMEBODY = ("name", "kana", "phone", "mail", "fax", "search", "address")


def mask_contact(contact: Contact, *, by: Actor, reason: str) -> None:
    """In the caller's transaction. What was asked and answered stays, in words that name nobody."""
    personal = [item.name for item in items_in_order() if item.is_own and item.is_personal]
    contact.values.filter(item__in=personal).delete()
    for row in _rows_of(contact):
        _mask_row(row)
    eraser = Actor(by.kind, by.key, by.rights | {MAY_ERASE})
    for one in _told_of(contact):
        erase_personal_values(one, by=eraser, reason=reason)
    withdraw_files_with([contact.started_at], by=by)
    record("contact.masked", by=by, about=about(contact), facts={"reason": reason})
    index_contact(Contact.objects.get(pk=contact.pk))


def _rows_of(contact: Contact) -> Iterator[Model]:
    """The record, the rows that belong to it, and those that belong to them (the replies to an inquiry)."""
    yield contact
    for row in _belonging_to(contact):
        yield row
        yield from _belonging_to(row)


def _belonging_to(row: Model) -> Iterator[Model]:
    for relation in row._meta.related_objects:
        if relation.related_model is not Contact and relation.field.is_relation and not relation.many_to_many:
            yield from relation.related_model._default_manager.filter(**{relation.field.name: row.pk})  # type: ignore[union-attr]


def _mask_row(row: Model) -> None:
    changed = []
    for field in row._meta.concrete_fields:
        text = getattr(row, field.attname)
        if not isinstance(field, WRITTEN_BY_PEOPLE) or not text:
            continue
        now = "" if field.name.endswith(NAMES_SOMEBODY) else masked(text)[: field.max_length]
        if now != text:
            setattr(row, field.attname, now)
            changed.append(field.name)
    if isinstance(row, Contact):
        row.has_personal_data = False
        changed.append("has_personal_data")
    if changed:
        row.save(update_fields=changed)


def _told_of(contact: Contact) -> Iterator[About]:
    yield about(contact)
    for pk in contact.escalations.values_list("pk", flat=True):
        yield About(ESCALATION, str(pk))
