"""What people do with a batch: read it, say what its columns are, start, make visible, undo, give up."""

import json
import uuid
from collections.abc import Iterable, Mapping

from django.db import transaction

from madoguchi.contacts.models import Takeover
from madoguchi.contacts.takeover import reading
from madoguchi.contacts.takeover.jobs import stage, teach_search, undo
from madoguchi.contacts.takeover.moving import about, drop_file, move
from madoguchi.contacts.takeover.queries import touched_since_shown
from madoguchi.contacts.takeover.refusals import ColumnsMissing, NotNow, TakenOverAlready, TakeoverTouched
from madoguchi.contacts.takeover.rules import MOVES, NEEDED, TakeoverState
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import record
from madoguchi.core.text.kana import tidy
from madoguchi.core.text.my_number import contains_my_number

MAY_TAKE_OVER = "takeovers.edit"


def read_file(file_name: str, chunks: Iterable[bytes], *, by: Actor) -> Takeover:
    """Kept in the installation's folder until it has been taken over; nothing of it is in the database yet."""
    by.need(MAY_TAKE_OVER)
    key, name = uuid.uuid4(), tidy(file_name)[-120:]
    try:
        opened = reading.look_into(reading.keep(chunks, key))
        with transaction.atomic():
            _refuse_a_second_time(opened.digest)
            takeover = Takeover.objects.create(
                key=key,
                state=TakeoverState.READ,
                file_name="（番号を含む名前）" if contains_my_number(name) else name,
                digest=opened.digest,
                size=opened.size,
                coding=opened.coding,
                delimiter=opened.delimiter,
                headings=json.dumps(opened.headings, ensure_ascii=False),
                position=opened.position,
                uploaded_at=clock.now(),
                uploaded_by=by.key,
                moved_at=clock.now(),
            )
            record("takeover.read", by=by, about=about(takeover), facts={"bytes": opened.size})
    except BaseException:
        reading.erase(key)
        raise
    return takeover


def choose_columns(takeover: Takeover, columns: Mapping[str, str], *, is_masked: bool, by: Actor) -> Takeover:
    """Kept with the batch, and remembered for the next file with the same headings."""
    by.need(MAY_TAKE_OVER)
    with transaction.atomic():
        now = _in_state(takeover, TakeoverState.READ)
        now.choices, now.is_masked = json.dumps(dict(columns), ensure_ascii=False), is_masked
        now.save(update_fields=["choices", "is_masked"])
        return now


def start(takeover: Takeover, *, by: Actor) -> Takeover:
    by.need(MAY_TAKE_OVER)
    with transaction.atomic():
        now = _in_state(takeover, TakeoverState.READ)
        if not now.choices or any(column.value not in json.loads(now.choices) for column in NEEDED):
            raise ColumnsMissing
        _refuse_a_second_time(now.digest)
        move(now, TakeoverState.STAGING, started_at=clock.now())
        record("takeover.started", by=by, about=about(now), facts={"is_masked": now.is_masked})
        stage.enqueue(now.pk)
        return now


def show(takeover: Takeover, *, by: Actor) -> Takeover:
    """One row changes, and all of its records are part of the history."""
    by.need(MAY_TAKE_OVER)
    with transaction.atomic():
        now = _in_state(takeover, TakeoverState.STAGED)
        move(now, TakeoverState.SHOWN, shown_at=clock.now())
        record("takeover.shown", by=by, about=about(now), facts={"taken": now.taken, "refused": now.refused})
        teach_search.enqueue(now.pk)
        return now


def withdraw(takeover: Takeover, *, by: Actor) -> Takeover:
    """Stopped while it runs, or taken back as a whole afterwards: out of sight with this row, erased step by step."""
    by.need(MAY_TAKE_OVER)
    with transaction.atomic():
        now = Takeover.objects.select_for_update().get(pk=takeover.pk)
        if TakeoverState.UNDOING not in MOVES[TakeoverState(now.state)]:
            raise NotNow
        if touched := touched_since_shown(now):
            raise TakeoverTouched(touched)
        move(now, TakeoverState.UNDOING)
        record("takeover.withdrawn", by=by, about=about(now), facts={"taken": now.taken})
        transaction.on_commit(lambda: reading.erase(now.key))
        undo.enqueue(now.pk)
        return now


def drop(takeover: Takeover, *, by: Actor) -> None:
    """Given up before it began: the file is erased."""
    by.need(MAY_TAKE_OVER)
    with transaction.atomic():
        now = _in_state(takeover, TakeoverState.READ)
        drop_file(now, by=by)


def _in_state(takeover: Takeover, state: TakeoverState) -> Takeover:
    now = Takeover.objects.select_for_update().get(pk=takeover.pk)
    if now.state != state:
        raise NotNow
    return now


def _refuse_a_second_time(digest: str) -> None:
    again = (TakeoverState.STAGING, TakeoverState.STAGED, TakeoverState.SHOWN)
    if Takeover.objects.filter(digest=digest, state__in=again).exists():
        raise TakenOverAlready
