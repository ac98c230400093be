"""Writing the register. Names stand beside the history, careers stay out of it."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from madoguchi.accounts.models import Staff
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.workforce.history import WORKER
from madoguchi.workforce.register.models import Assignment, Career, Worker
from madoguchi.workforce.register.queries import MAY_EDIT
from madoguchi.workforce.register.refusals import (
    AccountTaken,
    DaysTurned,
    EndedAlready,
    HoldsPostAlready,
    NameMissing,
)
from madoguchi.workforce.register.rules import Employment, Post, Work


@dataclass(frozen=True)
class Experience:
    work: Work
    since: date
    until: date | None = None
    is_call_centre: bool = True
    is_card_work: bool = False
    municipality: str = ""
    note: str = ""


@transaction.atomic
def save_worker(
    *,
    name: str,
    employment: Employment,
    by: Actor,
    employer: str = "",
    staff: Staff | None = None,
    worker: Worker | None = None,
) -> Worker:
    by.need(MAY_EDIT)
    if not name.strip():
        raise NameMissing
    row = Worker.objects.select_for_update().get(pk=worker.pk) if worker else None
    before = (row.name, row.employment) if row else (None, None)
    row = row or Worker(made_by=by.key, made_at=clock.now())
    row.name, row.employment, row.employer, row.staff = name.strip(), employment.value, employer.strip(), staff
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise AccountTaken from error
    record(
        "worker.changed" if worker else "worker.added",
        by=by,
        about=_about(row),
        changes={"employment": (before[1], row.employment)},
        personal={"worker_name": (before[0], row.name)},
    )
    return row


@transaction.atomic
def add_career(worker: Worker, experience: Experience, *, by: Actor) -> Career:
    by.need(MAY_EDIT)
    _refuse_turned(experience.since, experience.until)
    row = Career.objects.create(
        worker=worker,
        work=experience.work.value,
        since=experience.since,
        until=experience.until,
        is_call_centre=experience.is_call_centre,
        is_card_work=experience.is_card_work,
        municipality=experience.municipality.strip(),
        note=experience.note.strip(),
    )
    record("worker.career_added", by=by, about=_about(worker))
    return row


@transaction.atomic
def remove_career(career: Career, *, by: Actor) -> None:
    by.need(MAY_EDIT)
    record("worker.career_removed", by=by, about=_about(career.worker))
    career.delete()


@transaction.atomic
def give_post(
    worker: Worker, post: Post, *, since: date, by: Actor, until: date | None = None, also_elsewhere: bool = False
) -> Assignment:
    """What is missing for it is shown, not refused: who replaces whom is decided with the city."""
    by.need(MAY_EDIT)
    _refuse_turned(since, until)
    worker = Worker.objects.select_for_update().get(pk=worker.pk)
    others = Assignment.objects.filter(worker=worker, post=post.value).exclude(until__lt=since)
    if (others.filter(since__lte=until) if until else others).exists():
        raise HoldsPostAlready
    row = Assignment.objects.create(
        worker=worker,
        post=post.value,
        since=since,
        until=until,
        also_elsewhere=also_elsewhere,
        made_by=by.key,
        made_at=clock.now(),
    )
    record(
        "worker.post_given",
        by=by,
        about=_about(worker),
        facts={"post": post.value, "effective_on": since.isoformat()},
    )
    return row


@transaction.atomic
def end_post(assignment: Assignment, *, until: date, by: Actor) -> None:
    by.need(MAY_EDIT)
    row = Assignment.objects.select_for_update().select_related("worker").get(pk=assignment.pk)
    if row.until is not None:
        raise EndedAlready
    _refuse_turned(row.since, until)
    row.until = until
    row.save(update_fields=["until"])
    record(
        "worker.post_ended",
        by=by,
        about=_about(row.worker),
        facts={"post": row.post, "post_until": until.isoformat()},
    )


def _refuse_turned(since: date, until: date | None) -> None:
    if until is not None and until < since:
        raise DaysTurned


def _about(worker: Worker) -> About:
    return About(WORKER, str(worker.pk))
