"""What somebody must be called for, beside the figures: marks, calls that go on and on, hours in which nobody is there."""

from datetime import datetime, timedelta

from django.db.models import Min

from madoguchi.calls.agents.models import AgentState
from madoguchi.calls.agents.queries import states_now
from madoguchi.calls.agents.rules import ON_THE_LINE
from madoguchi.calls.policy.queries import closing_on, emergency_on
from madoguchi.contacts.marks.models import ContactMark
from madoguchi.contacts.marks.queries import unseen_marks
from madoguchi.contacts.marks.rules import Mark
from madoguchi.core import clock
from madoguchi.municipality.queries import opening_of

LONGEST_CALL = timedelta(hours=12)
COMPLAINTS_BACK = timedelta(days=1)

Marked = list[tuple[int, datetime]]


def calls_since(now: datetime) -> dict[str, datetime]:
    """Since when each person who is on the line has been in this call, hold included: {extension: moment}."""
    talking = {
        (row.agent_id, row.call_key): (row.agent.extension, row.began_at)
        for row in states_now()
        if row.state in ON_THE_LINE
    }
    rows = (
        AgentState.objects.filter(
            agent__in=[agent for agent, _ in talking],
            call_key__in=[key for _, key in talking if key],
            state__in=[state.value for state in ON_THE_LINE],
            began_at__gt=now - LONGEST_CALL,
        )
        .order_by()
        .values_list("agent", "call_key")
        .annotate(first=Min("began_at"))
    )
    first = {(agent, key): began_at for agent, key, began_at in rows}
    return {
        extension: clock.in_tokyo(first.get(which, began_at)) for which, (extension, began_at) in talking.items()
    }


def marks_now(now: datetime) -> tuple[Marked, Marked]:
    """Complaints of the last day; harassment and emergencies that no supervisor has said they know of."""
    complaints = ContactMark.objects.filter(
        kind=Mark.COMPLAINT.value, withdrawn_at=None, marked_at__gt=now - COMPLAINTS_BACK
    )
    return list(complaints.values_list("pk", "marked_at")), list(unseen_marks().values_list("pk", "marked_at"))


def telephone_open_since(now: datetime) -> datetime | None:
    """None: closed, by its hours or by a switch."""
    emergency = emergency_on()
    if closing_on(now) is not None or (emergency is not None and emergency.closes_lines):
        return None
    intervals = opening_of("telephone", now.date()).intervals
    return next((one.start for one in intervals if now in one), None)
