"""The lists of what is open: shown with the page, and pushed after each change."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string

from madoguchi.accounts.queries import names_by_key
from madoguchi.contacts.escalations.models import Escalation, EscalationStep
from madoguchi.contacts.escalations.queries import MAY_VIEW, sees_all
from madoguchi.contacts.escalations.rules import UNANSWERED, State
from madoguchi.contacts.escalations.settings import level_label
from madoguchi.contacts.rules import Level
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event
from madoguchi.municipality.departments.models import Department
from madoguchi.municipality.departments.queries import departments_of
from madoguchi.web.live.register import LiveScreen

ALL, OF = "escalations:all", "escalations:of:"
KINDS = {State.WAITING: "warning", State.TAKEN: "key", State.ANSWERED: "success", State.CLOSED: ""}
MOST_SHOWN = 200


@dataclass(frozen=True)
class Line:
    case: Escalation
    level: str
    owner: str
    is_overdue: bool
    is_close: bool

    @property
    def state_kind(self) -> str:
        return KINDS[State(self.case.state)]


@dataclass(frozen=True)
class OpenCases:
    """`name` is empty where it is all of them."""

    topic: str
    name: str
    lines: list[Line]

    @property
    def waiting(self) -> int:
        return sum(line.case.is_unanswered for line in self.lines)

    @property
    def overdue(self) -> int:
        return sum(line.is_overdue for line in self.lines)


def lists_for(actor: Actor) -> list[OpenCases]:
    """One list for whoever sees all; one a department for its members."""
    if sees_all(actor):
        return [_cases(ALL)]
    return [_cases(f"{OF}{department.code}") for department in departments_of(actor)]


def _cases(topic: str) -> OpenCases:
    found = Escalation.objects.filter(closed_at=None).select_related("contact", "department")
    name = ""
    if topic.startswith(OF):
        department = Department.objects.filter(code=topic.removeprefix(OF)).first()
        name = department.name if department else ""
        found = found.filter(level=Level.DEPARTMENT.value, department=department)
    return OpenCases(topic, name, lines_of(list(found.order_by("due_at", "pk")[:MOST_SHOWN])))


def lines_of(cases: list[Escalation]) -> list[Line]:
    now, names = clock.now(), names_by_key({case.owner for case in cases if case.owner})
    labels = {level: level_label(level) for level in Level}
    return [
        Line(
            case,
            labels[Level(case.level)],
            names.get(case.owner, case.owner),
            is_overdue=State(case.state) in UNANSWERED and case.due_at <= now,
            is_close=State(case.state) in UNANSWERED and case.remind_at <= now < case.due_at,
        )
        for case in cases
    ]


def render(topic: str, actor: Actor) -> str:
    return render_to_string("contacts/escalations/_open.html", {"shown": _cases(topic)})


def topics_touched(event: Event) -> Iterator[str]:
    """The list of all, and that of each department through which the case has gone."""
    yield ALL
    steps = EscalationStep.objects.filter(escalation_id=event.about_key, department__isnull=False)
    for code in set(steps.values_list("department__code", flat=True)):
        yield f"{OF}{code}"


def may_follow(actor: Actor, topic: str) -> bool:
    """A clerk follows the own departments only."""
    if sees_all(actor):
        return True
    return departments_of(actor).filter(code=topic.removeprefix(OF)).exists()


SCREEN = LiveScreen(
    topics=r"escalations:(?:all|of:[a-z][a-z0-9_-]{0,29})",
    right=MAY_VIEW,
    event_kinds=("escalation.",),
    touched_by=topics_touched,
    render=render,
    may_follow=may_follow,
)
