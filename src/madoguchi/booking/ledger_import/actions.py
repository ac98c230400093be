"""Reading a ledger, booking it whole or not at all, taking it back whole or not at all."""

import hashlib
import json
import uuid
from datetime import timedelta

from django.db import transaction

from madoguchi.booking.actions import MAY_BOOK, Contact, Person, Wish, cancel_booking, make_booking
from madoguchi.booking.history import BOOKING
from madoguchi.booking.ledger_import.history import LEDGER
from madoguchi.booking.ledger_import.models import ImportedBooking, LedgerImport
from madoguchi.booking.ledger_import.queries import Choices, Line, preview_of
from madoguchi.booking.ledger_import.reading import read_table
from madoguchi.booking.ledger_import.refusals import (
    ImportIsOver,
    ImportTouched,
    LedgerLineRefused,
    LedgerNotReady,
    OnlyTheCityImports,
)
from madoguchi.booking.ledger_import.rules import ImportState, Row
from madoguchi.booking.models import Booking
from madoguchi.booking.rules import Channel
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.models import Event
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import Refusal
from madoguchi.core.text.kana import tidy
from madoguchi.core.text.my_number import contains_my_number

MAY_IMPORT = "imports.edit"
UNDO_REASON = "取込みの取消し"
# A ledger that nobody booked is forgotten after this.
KEPT_UNBOOKED = timedelta(hours=24)


def read_ledger(file_name: str, content: bytes, *, by: Actor) -> LedgerImport:
    """Staged: the long work of reading is done before anything is booked. What looks like a My Number is not kept,
    only where it stood."""
    _need_right(by)
    headings, lines = read_table(content)
    headings = ["（番号）" if contains_my_number(heading) else heading for heading in headings]
    refused = [
        [number, place]
        for number, line in enumerate(lines, start=2)
        for place, cell in enumerate(line)
        if contains_my_number(cell)
    ]
    for number, place in refused:
        lines[number - 2][place] = ""
    name = tidy(file_name)[-120:]
    with transaction.atomic():
        ledger = LedgerImport.objects.create(
            key=uuid.uuid4(),
            state=ImportState.READ,
            file_name="（番号を含む名前）" if contains_my_number(name) else name,
            digest=hashlib.sha256(content).hexdigest(),
            uploaded_at=clock.now(),
            uploaded_by=by.key,
            headings=json.dumps(headings, ensure_ascii=False),
            cells=json.dumps(lines, ensure_ascii=False),
            refused_cells=json.dumps(refused) if refused else "",
            lines=len(lines),
        )
        record("ledger.read", by=by, about=_about(ledger), facts={"lines": ledger.lines, "digest": ledger.digest})
    return ledger


def choose_columns(ledger: LedgerImport, choices: Choices, *, by: Actor) -> LedgerImport:
    """Kept with the ledger, and remembered for the next one with the same headings."""
    _need_right(by)
    with transaction.atomic():
        now = _open(ledger)
        now.choices = json.dumps(vars(choices), ensure_ascii=False)
        now.save(update_fields=["choices"])
        return now


def book_ledger(ledger: LedgerImport, *, by: Actor) -> int:
    """Every line, or none: how many bookings there are now."""
    _need_right(by)
    by.need(MAY_BOOK)
    with transaction.atomic():
        now = _open(ledger)
        preview = preview_of(now)
        if not preview.is_ready:
            raise LedgerNotReady
        channel = Channel(json.loads(now.choices)["channel"]) if now.choices else Channel.CITY
        booked = [(line, _book(now, line, channel=channel, by=by)) for line in preview.to_book]
        ImportedBooking.objects.bulk_create(
            ImportedBooking(booking=booking, ledger=now, line=line.number) for line, booking in booked
        )
        now.state, now.booked_at, now.cells, now.refused_cells = ImportState.BOOKED, clock.now(), "", ""
        now.save(update_fields=["state", "booked_at", "cells", "refused_cells"])
        facts = {"bookings": len(booked), "left_out": len(preview.known) or None, "digest": now.digest}
        record("ledger.booked", by=by, about=_about(now), facts=facts)
        return len(booked)


def undo_import(ledger: LedgerImport, *, by: Actor) -> int:
    """Cancels every booking of it, as long as nobody has done anything with any of them."""
    _need_right(by)
    with transaction.atomic():
        now = LedgerImport.objects.select_for_update().get(pk=ledger.pk)
        if now.state != ImportState.BOOKED:
            raise ImportIsOver
        bookings = list(Booking.objects.filter(imported__ledger=now).order_by("pk"))
        numbers = Booking.objects.filter(imported__ledger=now).values("number")
        done = Event.objects.filter(about_kind=BOOKING, about_key__in=numbers, kind__startswith="booking.")
        touched = done.exclude(kind="booking.made").values("about_key").distinct().count()
        if touched:
            raise ImportTouched(touched)
        for booking in bookings:
            cancel_booking(booking, by=by, reason=UNDO_REASON)
        now.state, now.undone_at = ImportState.UNDONE, clock.now()
        now.save(update_fields=["state", "undone_at"])
        record("ledger.undone", by=by, about=_about(now), facts={"bookings": len(bookings)})
        return len(bookings)


def drop_ledger(ledger: LedgerImport, *, by: Actor) -> None:
    """Given up: what was read is thrown away."""
    _need_right(by)
    with transaction.atomic():
        now = _open(ledger)
        _forget(now)
        record("ledger.dropped", by=by, about=_about(now))


def forget_unbooked() -> int:
    """Periodic: names that were only looked at do not stay."""
    old = LedgerImport.objects.filter(state=ImportState.READ, uploaded_at__lt=clock.now() - KEPT_UNBOOKED)
    with transaction.atomic():
        for ledger in (found := list(old.select_for_update())):
            _forget(ledger)
    return len(found)


def _book(ledger: LedgerImport, line: Line, *, channel: Channel, by: Actor) -> Booking:
    assert line.row is not None and line.slot is not None  # noqa: S101, PT018 - what is to be booked has both
    row = line.row
    wish = Wish(
        slot_id=line.slot.pk,
        contact=Contact(row.name, row.kana, row.phone, note=row.note),
        people=_people(row),
        language="ja",
        once_key=uuid.uuid5(ledger.key, str(line.number)),
    )
    try:
        return make_booking(wish, channel=channel, by=by)
    except Refusal as refusal:
        raise LedgerLineRefused(line.number, refusal.message) from refusal


def _people(row: Row) -> list[Person]:
    """A ledger names who booked; the others are counted and named when they come."""
    others = [Person(f"同行者{number}", "", row.procedure) for number in range(1, row.people)]
    return [Person(row.name, row.kana, row.procedure), *others]


def _open(ledger: LedgerImport) -> LedgerImport:
    now = LedgerImport.objects.select_for_update().get(pk=ledger.pk)
    if now.state != ImportState.READ:
        raise ImportIsOver
    return now


def _forget(ledger: LedgerImport) -> None:
    ledger.state, ledger.cells, ledger.refused_cells = ImportState.DROPPED, "", ""
    ledger.save(update_fields=["state", "cells", "refused_cells"])


def _need_right(by: Actor) -> None:
    if by.kind is not UserKind.CITY:
        raise OnlyTheCityImports
    by.need(MAY_IMPORT)


def _about(ledger: LedgerImport) -> About:
    return About(LEDGER, str(ledger.key))
