"""Asking for the workbook of a month."""

from datetime import date

from django.db import transaction

from madoguchi.contacts.export.history import about
from madoguchi.contacts.export.jobs import make_month_file
from madoguchi.contacts.export.models import MonthFile
from madoguchi.contacts.export.monthly import may_take_month, records_of_month
from madoguchi.contacts.records.queries import MAY_EXPORT, MAY_SEE_PERSONS
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import record
from madoguchi.core.refusals import MissingRight


def ask_for_month_file(month: date, *, with_persons: bool, is_handed_over: bool, by: Actor) -> MonthFile:
    """Who asks for what is being made, or lies there, gets that."""
    if not may_take_month(by, is_handed_over=is_handed_over):
        raise MissingRight(MAY_EXPORT)
    if with_persons:
        by.need(MAY_SEE_PERSONS)
    now = clock.now()
    total = records_of_month(by, month, is_handed_over=is_handed_over).count()
    with transaction.atomic():
        file, is_new = MonthFile.objects.get_or_create(
            month=month,
            with_persons=with_persons,
            defaults={"asked_at": now, "asked_by": by.key, "total": total, "moved_at": now},
        )
        if is_new:
            record("month_file.asked", by=by, about=about(file), facts={"with_persons": with_persons})
            make_month_file.enqueue(file.pk)
    return file
