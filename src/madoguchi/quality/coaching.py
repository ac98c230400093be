"""What is said to an operator about an evaluation, that it was read, what they answer."""

import uuid

from django.db import transaction

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import record
from madoguchi.core.refusals import NotAllowed
from madoguchi.quality.history import about
from madoguchi.quality.models import Case, CoachingNote
from madoguchi.quality.queries import MAY_ANSWER, MAY_RATE
from madoguchi.quality.refusals import NotComplete, NoteIsEmpty, OwnCall, WordsHaveEnded


@transaction.atomic
def write_note(case: Case, text: str, *, once_key: uuid.UUID, by: Actor) -> CoachingNote:
    """Sent twice it is one."""
    by.need(MAY_RATE)
    current = Case.objects.select_for_update().get(pk=case.pk)
    if current.operator == by.key:
        raise OwnCall
    if not current.is_complete:
        raise NotComplete
    if current.words_ended_at is not None:
        raise WordsHaveEnded
    if not text.strip():
        raise NoteIsEmpty
    made, is_new = CoachingNote.objects.get_or_create(
        once_key=once_key, defaults={"case": current, "by": by.key, "at": clock.now(), "text": text.strip()}
    )
    if is_new:
        record("evaluation.noted", by=by, about=about(current.key), facts={"evaluated_operator": current.operator})
    return made


@transaction.atomic
def read_note(note: CoachingNote, *, by: Actor) -> CoachingNote:
    """The operator says so; opening a page is not reading it."""
    current = _own(note, by)
    _mark_read(current, by)
    return current


@transaction.atomic
def answer_note(note: CoachingNote, answer: str, *, by: Actor) -> CoachingNote:
    """Once; whoever answers has read it."""
    current = _own(note, by)
    if current.case.words_ended_at is not None:
        raise WordsHaveEnded
    if not answer.strip():
        raise NoteIsEmpty("答えを書いてください。")
    _mark_read(current, by)
    if current.answered_at is None:
        current.answer, current.answered_at = answer.strip(), clock.now()
        current.save(update_fields=["answer", "answered_at"])
        record("evaluation.note_answered", by=by, about=about(current.case_id))
    return current


def _own(note: CoachingNote, by: Actor) -> CoachingNote:
    by.need(MAY_ANSWER)
    current = CoachingNote.objects.select_for_update(of=("self",)).select_related("case").get(pk=note.pk)
    if current.case.operator != by.key:
        raise NotAllowed
    return current


def _mark_read(note: CoachingNote, by: Actor) -> None:
    if note.read_at is None:
        note.read_at = clock.now()
        note.save(update_fields=["read_at"])
        record("evaluation.note_read", by=by, about=about(note.case_id))
