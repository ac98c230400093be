"""Reading escalations: whoever is of the centre sees all, whoever is of the city what was handed to their department."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from madoguchi.contacts.escalations.models import CallTransfer, Escalation, EscalationStep
from madoguchi.contacts.escalations.rules import RIGHT_AT, UNANSWERED, State, due_after
from madoguchi.contacts.escalations.settings import personal_only_by_form
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.queries import contacts_visible_to
from madoguchi.contacts.rules import Level
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.text.masking import masked
from madoguchi.municipality.departments.models import Department
from madoguchi.municipality.departments.queries import departments_of, open_times
from madoguchi.municipality.queries import opening_of
from madoguchi.municipality.rules import Calendar

MAY_VIEW = "escalations.view"
MAY_HAND_ON = "escalations.edit"
MAY_KEEP_DIRECTORY = "directory.edit"
# So many days ahead somebody is open somewhere; beyond it there is no due time to be found.
LOOKED_AHEAD_DAYS = 40


def sees_all(actor: Actor) -> bool:
    """The centre, and whoever of the city keeps the directory or only looks (the auditor)."""
    if not actor.may(MAY_VIEW):
        return False
    return actor.kind is not UserKind.CITY or actor.may(MAY_KEEP_DIRECTORY) or not actor.may(MAY_HAND_ON)


def escalations_visible_to(actor: Actor) -> QuerySet[Escalation]:
    """A clerk of the city sees what is, or once was, handed to a department to which the clerk belongs."""
    if not actor.may(MAY_VIEW):
        return Escalation.objects.none()
    found = Escalation.objects.select_related("contact", "department__site")
    if sees_all(actor):
        return found
    own = departments_of(actor).values("pk")
    ours = EscalationStep.objects.filter(
        escalation=OuterRef("pk"), level=Level.DEPARTMENT.value, department__in=own
    )
    return found.filter(Exists(ours))


def open_escalations(actor: Actor) -> QuerySet[Escalation]:
    """What is not over, the one that is due first in front."""
    return escalations_visible_to(actor).filter(closed_at=None).order_by("due_at", "pk")


def waiting_for(actor: Actor) -> QuerySet[Escalation]:
    """What this person may answer and nobody has answered yet."""
    levels = [level.value for level in Level if level is not Level.OPERATOR and actor.may(RIGHT_AT[level])]
    return open_escalations(actor).filter(state__in=UNANSWERED, level__in=levels)


def with_thread(found: QuerySet[Escalation]) -> QuerySet[Escalation]:
    steps = EscalationStep.objects.select_related("department")
    return found.prefetch_related(Prefetch("steps", queryset=steps), "form_uses")


def escalation_of(contact: Contact) -> Escalation | None:
    """The open one of a contact."""
    return Escalation.objects.filter(contact=contact, closed_at=None).first()


def escalations_with_answer() -> QuerySet[Escalation]:
    """The answer is there; the citizen has not heard it (ESC-03, OPC-06)."""
    return Escalation.objects.filter(state=State.ANSWERED.value, closed_at=None).select_related("contact")


def answers_waiting_visible_to(actor: Actor) -> QuerySet[Contact]:
    """Contacts whose answer is kept ready until somebody rings again; of a takeover only what is shown."""
    return contacts_visible_to(actor).exclude(prepared_answer="")


def transfers_of(contact: Contact) -> QuerySet[CallTransfer]:
    return contact.transfers.select_related("department")


def is_working_at(level: Level, actor: Actor, department: Department | None) -> bool:
    """Whether this person answers what lies at that level."""
    if not actor.may(RIGHT_AT[level]):
        return False
    if level is not Level.DEPARTMENT or sees_all(actor):
        return True
    return department is not None and departments_of(actor).filter(pk=department.pk).exists()


def text_shown_to(actor: Actor, text: str) -> str:
    """Where personal data go to the city by its own form only, they do not show here either."""
    return masked(text) if actor.kind is UserKind.CITY and personal_only_by_form() else text


def due_moment(level: Level, department: Department | None, start: datetime, minutes: int) -> datetime:
    """So many minutes of the time in which that level is there (the opening calendar)."""
    return due_after(start, minutes, _open_times(level, department, start))


def _open_times(
    level: Level, department: Department | None, start: datetime
) -> Iterator[tuple[datetime, datetime]]:
    first = clock.in_tokyo(start).date()
    for day in clock.days_from(first, until=first + timedelta(days=LOOKED_AHEAD_DAYS)):
        at = clock.start_of(day)
        of_department = open_times(department, at) if level is Level.DEPARTMENT and department else None
        # Whose hours nobody has said is asked in the centre's own.
        intervals = opening_of(Calendar.TELEPHONE, day).intervals if of_department is None else of_department
        yield from ((interval.start, interval.end) for interval in intervals)
