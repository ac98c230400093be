"""The long work, in steps: each reads some lines outside of any transaction and writes them in a short one together
with how far it has come. Killed at any moment, the next worker goes on behind the last step: no line twice, none lost.
"""

import time
import uuid
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction
from django.db.models import F

from madoguchi.contacts.export.withdrawing import withdraw_files_with
from madoguchi.contacts.finding.searchable import KIND, index_contacts
from madoguchi.contacts.models import (
    Contact,
    ContactTag,
    FormerRecord,
    RefusedLine,
    Tag,
    Takeover,
    party_searched_as,
)
from madoguchi.contacts.rules import Level, Transfer, is_first_answer
from madoguchi.contacts.takeover import reading
from madoguchi.contacts.takeover.columns import Columns, columns_of
from madoguchi.contacts.takeover.moving import about
from madoguchi.contacts.takeover.reading import Line
from madoguchi.contacts.takeover.rules import Former, TakeoverState
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.record import record
from madoguchi.core.search.actions import forget

# A step holds SQLite's only lock for about 50 ms; the pause lets whoever waits for it go first.
LINES_A_STEP, RECORDS_A_STEP = 200, 25
PAUSE_SECONDS = 0.03
# A task gives its place in the queue back after this, so that no other one waits for a million lines.
TURN_SECONDS = 15.0
# Of a file whose columns are wrong every line is refused: the reasons of so many are kept, the others are counted.
MOST_REASONS = 10_000


@dataclass
class _Step:
    position: int
    lines: int
    records: list[tuple[int, Former]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


def stage_for_a_turn(pk: int) -> bool:
    """Whether there is more to do."""
    takeover = Takeover.objects.get(pk=pk)
    if takeover.state != TakeoverState.STAGING:
        return False
    path = reading.path_of(takeover.key)
    if not path.exists():
        return _give_up(takeover)
    lines = reading.lines_of(
        path,
        coding=takeover.coding,
        delimiter=takeover.delimiter,
        position=takeover.position,
        number=takeover.lines + 1,
    )
    columns, position = columns_of(takeover), takeover.position
    deadline = time.monotonic() + TURN_SECONDS
    while time.monotonic() < deadline:
        if not (some := list(islice(lines, LINES_A_STEP))):
            if _finish(takeover, position):
                reading.erase(takeover.key)  # after its commit
            return False
        step = _read(some, columns)
        if not _write(takeover, step, before=position):
            return False  # withdrawn meanwhile, or another worker has it
        position = step.position
        time.sleep(PAUSE_SECONDS)
    return True


def undo_for_a_turn(pk: int) -> bool:
    takeover = Takeover.objects.get(pk=pk)
    deadline = time.monotonic() + TURN_SECONDS
    while takeover.state == TakeoverState.UNDOING and time.monotonic() < deadline:
        with transaction.atomic():
            some = Contact.objects.filter(takeover=takeover).order_by("number")[:LINES_A_STEP]
            began_at = dict(some.values_list("number", "started_at"))
            numbers = list(began_at)
            if takeover.indexed_to:
                for number in numbers:
                    forget(KIND, number)
            withdraw_files_with(began_at.values(), by=SYSTEM)
            Contact.objects.filter(number__in=numbers).delete()
            moved = Takeover.objects.filter(pk=pk, state=TakeoverState.UNDOING).update(moved_at=clock.now())
            if not numbers and moved:
                takeover.state, takeover.undone_at = TakeoverState.UNDONE, clock.now()
                takeover.save(update_fields=["state", "undone_at"])
                record("takeover.undone", by=SYSTEM, about=about(takeover))
        reading.erase(takeover.key)
        time.sleep(PAUSE_SECONDS)
    return takeover.state == TakeoverState.UNDOING


def index_for_a_turn(pk: int) -> bool:
    """The words of the records, in their order; visible and listed they are already."""
    deadline = time.monotonic() + TURN_SECONDS
    while time.monotonic() < deadline:
        with transaction.atomic():
            takeover = Takeover.objects.select_for_update().get(pk=pk)
            if takeover.state != TakeoverState.SHOWN or takeover.is_indexed:
                return False
            some = list(
                Contact.objects.filter(takeover=takeover, number__gt=takeover.indexed_to)
                .order_by("number")
                .prefetch_related("tags", "values")[:RECORDS_A_STEP]
            )
            index_contacts(some)
            takeover.indexed_to = some[-1].number if some else takeover.indexed_to
            takeover.is_indexed, takeover.moved_at = not some, clock.now()
            takeover.save(update_fields=["indexed_to", "is_indexed", "moved_at"])
        time.sleep(PAUSE_SECONDS)
    return True


def _read(lines: list[Line], columns: Columns) -> _Step:
    step = _Step(position=lines[-1].position, lines=lines[-1].number - 1)
    for line in lines:
        read = columns.read(line)
        if read.record is None:
            step.refused.append((line.number, "".join(read.faults)))
        else:
            step.records.append((line.number, read.record))
    return step


@transaction.atomic
def _write(takeover: Takeover, step: _Step, *, before: int) -> bool:
    """False when the batch has been withdrawn meanwhile, or another worker has come further."""
    here = Takeover.objects.filter(pk=takeover.pk, state=TakeoverState.STAGING, position=before)
    if not here.update(
        position=step.position,
        lines=step.lines,
        taken=F("taken") + len(step.records),
        refused=F("refused") + len(step.refused),
        moved_at=clock.now(),
    ):
        return False
    made = Contact.objects.bulk_create([_contact(takeover, line, one) for line, one in step.records])
    FormerRecord.objects.bulk_create(
        FormerRecord(contact=contact, line=line, number=one.number, handler=one.handler)
        for contact, (line, one) in zip(made, step.records, strict=True)
    )
    _tag(made, step)
    kept = max(0, MOST_REASONS - RefusedLine.objects.filter(takeover=takeover).count()) if step.refused else 0
    RefusedLine.objects.bulk_create(
        RefusedLine(takeover=takeover, line=line, reason=reason) for line, reason in step.refused[:kept]
    )
    return True


def _contact(takeover: Takeover, line: int, one: Former) -> Contact:
    return Contact(
        once_key=uuid.uuid5(takeover.key, str(line)),
        takeover=takeover,
        state=one.state,
        started_at=one.started_at,
        ended_at=one.ended_at,
        recorded_at=clock.now(),
        channel=one.channel,
        kind=one.kind,
        topic=one.topic,
        content=one.content,
        answer=one.answer,
        transfer=Transfer.TRANSFERRED if one.transfer_to else Transfer.NONE,
        transfer_to=one.transfer_to,
        party_name=one.party_name,
        party_phone=one.party_phone,
        party_search=party_searched_as(one.party_name, ""),
        has_personal_data=one.has_personal_data,
        first_answer=is_first_answer(
            state=one.state,
            transfer=Transfer.TRANSFERRED if one.transfer_to else Transfer.NONE,
            level=Level.OPERATOR,
        ),
    )


def _tag(made: list[Contact], step: _Step) -> None:
    names = {name for _, one in step.records for name in one.tags}
    if not names:
        return
    Tag.objects.bulk_create([Tag(name=name) for name in sorted(names)], ignore_conflicts=True)
    tags = Tag.objects.in_bulk(names, field_name="name")
    ContactTag.objects.bulk_create(
        ContactTag(contact=contact, tag=tags[name])
        for contact, (_, one) in zip(made, step.records, strict=True)
        for name in one.tags
    )


@transaction.atomic
def _finish(takeover: Takeover, position: int) -> bool:
    here = Takeover.objects.filter(pk=takeover.pk, state=TakeoverState.STAGING, position=position)
    now = clock.now()
    if not here.update(state=TakeoverState.STAGED, position=F("size"), staged_at=now, moved_at=now):
        return False
    done = Takeover.objects.get(pk=takeover.pk)
    facts = {"lines": done.lines, "taken": done.taken, "refused": done.refused}
    record("takeover.staged", by=SYSTEM, about=about(takeover), facts=facts)
    return True


@transaction.atomic
def _give_up(takeover: Takeover) -> bool:
    """The file is gone (another machine, a restored backup): what is staged goes again."""
    if Takeover.objects.filter(pk=takeover.pk, state=TakeoverState.STAGING).update(state=TakeoverState.UNDOING):
        record("takeover.withdrawn", by=SYSTEM, about=about(takeover), facts={"reason": "file is gone"})
    return False
