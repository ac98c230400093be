"""Reading marks, the agreed steps, and which of them were taken."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet

from madoguchi.contacts.marks.models import ContactMark, MarkStep
from madoguchi.contacts.marks.rules import TOLD_TO_SUPERVISOR, Mark
from madoguchi.contacts.marks.table import GUIDES_TABLE
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.queries import MAY_VIEW, contacts_followed_by
from madoguchi.contacts.rules import Kind
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import kept_value

SAID_BY_KIND = {Kind.COMPLAINT: Mark.COMPLAINT, Kind.THREAT: Mark.EMERGENCY}
MAY_SEE = "handed_to_supervisor.edit"  # whoever is told, and says that they have seen it


@dataclass(frozen=True)
class Step:
    step: str
    words: str
    source: str
    taken_at: datetime | None = None


@dataclass(frozen=True)
class Guide:
    mark: ContactMark
    steps: tuple[Step, ...]

    @property
    def next_step(self) -> Step | None:
        return next((one for one in self.steps if one.taken_at is None), None)


def guide_for(mark: Mark) -> list[Step]:
    """What was agreed, in its order."""
    return [
        Step(row["step"], row["words"], row["source"])
        for row in kept_value(GUIDES_TABLE) or ()
        if row["mark"] == mark.value
    ]


def guides_of(contact: Contact) -> list[Guide]:
    """Of each mark that stands, what is to be done and what was done. A step that is agreed no more stays."""
    found = []
    for mark in marks_of(contact):
        taken: dict[str, MarkStep] = {one.step: one for one in mark.steps.all()}
        agreed = guide_for(Mark(mark.kind))
        names = {one.step for one in agreed}
        gone = [Step(one.step, "", "", one.taken_at) for one in taken.values() if one.step not in names]
        steps = [
            Step(one.step, one.words, one.source, taken[one.step].taken_at if one.step in taken else None)
            for one in agreed
        ]
        found.append(Guide(mark, (*steps, *gone)))
    return found


def marks_of(contact: Contact) -> list[ContactMark]:
    return list(contact.marks.filter(withdrawn_at=None).prefetch_related("steps").order_by("marked_at", "pk"))


def marks_visible_to(actor: Actor) -> QuerySet[ContactMark]:
    """The newest first, also those that were taken back."""
    everything = ContactMark.objects.select_related("contact").prefetch_related("steps")
    return everything if actor.may(MAY_VIEW) else everything.none()


def unseen_marks() -> QuerySet[ContactMark]:
    """Of which no supervisor has said yet that they know."""
    kinds = [mark.value for mark in TOLD_TO_SUPERVISOR]
    return ContactMark.objects.filter(kind__in=kinds, seen_at=None, withdrawn_at=None).order_by("marked_at")


def marks_of_month(actor: Actor, month: date) -> QuerySet[ContactMark]:
    return _in_month(marks_visible_to(actor), month)


def marks_in(month: date) -> dict[Mark, int]:
    """INC-14: how many in a month, of each kind; those that were taken back do not count."""
    standing = _in_month(ContactMark.objects.filter(withdrawn_at=None), month)
    counted = dict(standing.order_by().values_list("kind").annotate(Count("pk")))
    return {mark: counted.get(mark.value, 0) for mark in Mark}


def without_mark_in(actor: Actor, month: date) -> dict[Kind, int]:
    """Of the records that say by their kind what a mark says: those that nobody has marked. Figures count both, so
    this log says how many are not in it."""
    first, after = _moments_of(month)
    found = contacts_followed_by(actor).filter(started_at__gte=first, started_at__lt=after)
    return {
        kind: found.filter(kind=kind.value)
        .filter(~Exists(ContactMark.objects.filter(contact=OuterRef("pk"), kind=mark.value, withdrawn_at=None)))
        .order_by()
        .count()
        for kind, mark in SAID_BY_KIND.items()
    }


def _in_month(among: QuerySet[ContactMark], month: date) -> QuerySet[ContactMark]:
    first, after = _moments_of(month)
    return among.filter(marked_at__gte=first, marked_at__lt=after)


def _moments_of(month: date) -> tuple[datetime, datetime]:
    first = month.replace(day=1)
    return clock.start_of(first), clock.start_of((first + timedelta(days=32)).replace(day=1))
