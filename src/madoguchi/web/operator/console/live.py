"""One's own telephone, followed live: that it rings is seen at once, not at the next look."""

import time
from collections.abc import Hashable, Iterable

from django.template.loader import render_to_string

from madoguchi.calls.agents.models import Agent, AgentState
from madoguchi.calls.agents.queries import MAY_EDIT, agent_of, state_of
from madoguchi.calls.agents.rules import STATE_LABELS, State
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.shown import line_of, other_side
from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event
from madoguchi.web.live.register import LiveScreen

PREFIX = "seat:"
# All seats are looked at together: a hundred consoles cost one question.
LOOKED_AT_SECONDS = 0.2


def topic_of(agent: Agent) -> str:
    return f"{PREFIX}{agent.extension}"


def line_for(topic: str, actor: Actor) -> dict[str, object]:
    """What stands in the line: the state, and while there is a call, with whom."""
    agent = Agent.objects.filter(extension=topic.removeprefix(PREFIX)).first()
    row = state_of(agent) if agent else None
    call = Call.objects.select_related("line").filter(key=row.call_key).first() if row and row.call_key else None
    return {
        "state": row.state if row else State.SIGNED_OUT.value,
        "label": STATE_LABELS[State(row.state)] if row else STATE_LABELS[State.SIGNED_OUT],
        "call_key": row.call_key if row else "",
        "other": other_side(actor, call) if call else "",
        "line": line_of(call) if call else "",
    }


def _render(topic: str, actor: Actor) -> str:
    return render_to_string("operator/console/_line.html", {"line": line_for(topic, actor)})


def _is_own(actor: Actor, topic: str) -> bool:
    agent = agent_of(actor)
    return agent is not None and topic_of(agent) == topic


def _exists(topic: str) -> bool:
    return Agent.objects.filter(extension=topic.removeprefix(PREFIX)).exists()


def _nothing(event: Event) -> Iterable[str]:
    return ()


class _States:
    """The open states of everybody, read again when they are a moment old."""

    def __init__(self) -> None:
        self._read_at = float("-inf")
        self._rows: dict[str, int] = {}

    def of(self, topic: str) -> Hashable:
        if time.monotonic() - self._read_at > LOOKED_AT_SECONDS:
            rows = AgentState.objects.filter(ended_at=None).values_list("agent__extension", "pk")
            self._rows = dict(rows)
            self._read_at = time.monotonic()
        return self._rows.get(topic.removeprefix(PREFIX))


SEAT_SCREEN = LiveScreen(
    topics=r"seat:\d{2,6}",
    right=MAY_EDIT,
    event_kinds=("agent.",),
    touched_by=_nothing,
    render=_render,
    exists=_exists,
    may_follow=_is_own,
    stamp=_States().of,
)
