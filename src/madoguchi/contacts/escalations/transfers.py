"""Calls that are put through: to whom, told what it is about first, with which result (ESC-01, ESC-09, ESC-10)."""

from dataclasses import replace

from django.db import transaction

from madoguchi.contacts.escalations.models import CallTransfer
from madoguchi.contacts.escalations.refusals import CannotBeTransferred, ContentFirst, DepartmentMissing
from madoguchi.contacts.escalations.settings import content_told_first
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.actions import about, change_contact, written_of
from madoguchi.contacts.records.queries import MAY_RECORD
from madoguchi.contacts.rules import ContactState, Transfer
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import record
from madoguchi.municipality.departments.models import Department


def record_transfer(
    contact: Contact,
    *,
    department: Department | None = None,
    destination: str = "",
    told_first: bool,
    result: Transfer,
    by: Actor,
) -> CallTransfer:
    """One attempt. Also while the contact is still being written: the caller waits meanwhile (002 No.22)."""
    by.need(MAY_RECORD)
    name = department.name if department else destination.strip()
    if not name or result is Transfer.NONE:
        raise DepartmentMissing
    if result is Transfer.TRANSFERRED:
        if department is not None and not department.is_transferable:
            raise CannotBeTransferred(department.name, department.phone)
        if not told_first and content_told_first():
            raise ContentFirst
    with transaction.atomic():
        current = Contact.objects.select_for_update().get(pk=contact.pk)
        made = CallTransfer.objects.create(
            contact=current,
            at=clock.now(),
            by=by.key,
            department=department,
            destination=name,
            told_first=told_first,
            result=result.value,
        )
        record(
            "contact.transferred",
            by=by,
            about=about(current),
            facts={"transfer": result.value, "transfer_to": name, "told_first": told_first},
        )
        if current.state != ContactState.DRAFT:
            change_contact(current, replace(written_of(current), transfer=result, transfer_to=name), by=by)
        return made
