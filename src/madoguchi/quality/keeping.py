"""What people wrote about a call ends when its recording does; levels and totals name no caller and stay.

Where nothing is recorded, the term of the records holds. What is held back stays with its words."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django_tasks import task

from madoguchi.calls.recordings import queries as recordings
from madoguchi.calls.recordings.models import Recording
from madoguchi.calls.recordings.ports import held_calls
from madoguchi.calls.recordings.rules import RecordingState
from madoguchi.contacts.keeping.queries import terms
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.record import record
from madoguchi.core.tasks.marks import at_least_once
from madoguchi.quality.history import about
from madoguchi.quality.models import Case, Score


def days_kept() -> int:
    """0: until the end of the contract."""
    return recordings.days_kept() if recordings.are_recorded() else terms().records_days


def words_due() -> QuerySet[Case]:
    recording = Recording.objects.filter(call_key=OuterRef("call_key"))
    erased = Exists(recording.filter(state=RecordingState.ERASED.value))
    gone = Q(had_contact=True, contact=None)
    days = days_kept()
    over = Q(happened_at__lt=clock.now() - timedelta(days=days)) if days else Q(pk__in=[])
    held = Exists(recording.filter(is_on_hold=True)) | Q(contact__is_on_hold=True) | Q(call_key__in=held_calls())
    return Case.objects.filter(words_ended_at=None).filter(Q(erased) | gone | over).exclude(held)


def end_words() -> int:
    """One short transaction a case."""
    done = 0
    for key in list(words_due().values_list("pk", flat=True)):
        with transaction.atomic():
            case = words_due().select_for_update(of=("self",)).filter(pk=key).first()
            if case is not None:
                _end(case)
                done += 1
    return done


def _end(case: Case) -> None:
    case.why, case.agreed, case.words_ended_at = "", "", clock.now()
    case.save(update_fields=["why", "agreed", "words_ended_at"])
    case.ratings.update(good="", better="")
    Score.objects.filter(rating__case=case).update(comment="")
    case.notes.update(text="", answer="")
    record("evaluation.words_ended", by=SYSTEM, about=about(case.key))


@task(queue_name="slow")
@at_least_once  # what has ended does not end again
def end_words_of_evaluations() -> int:
    return end_words()
