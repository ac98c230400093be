"""The board follows by itself: calls and states by their stamp, everything else by the history."""

from collections.abc import Hashable, Iterable

from django.db.models import Max
from django.template.loader import render_to_string

from madoguchi.calls.agents.models import AgentState
from madoguchi.calls.agents.queries import base_names
from madoguchi.calls.ledger.models import Leg
from madoguchi.calls.ledger.rules import Outcome
from madoguchi.calls.orders.queries import standing
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event
from madoguchi.metrics.now.queries import now_figures
from madoguchi.web.live.register import LiveScreen
from madoguchi.web.supervisor.board.shown import MAY_VIEW, board_for

TEMPLATES = {"board": "supervisor/board/_board.html", "wall": "supervisor/board/_wall.html"}


def topic_of(kind: str, base: str) -> str:
    return f"{kind}:{base}" if base else kind


def _touched_by(event: Event) -> Iterable[str]:
    return [topic_of(kind, base) for base in ("", *base_names()) for kind in TEMPLATES]


def _exists(topic: str) -> bool:
    _, _, base = topic.partition(":")
    return not base or base in base_names()


def _render(topic: str, actor: Actor) -> str:
    kind, _, base = topic.partition(":")
    return render_to_string(TEMPLATES[kind], {"board": board_for(actor, now_figures(base))})


def stamp(topic: str) -> Hashable:
    """Each state and each stretch of a call is a row of its own, made anew with what is learnt of it: the open ones
    say it all. The minute, because time alone moves days, places and what is due."""
    states = tuple(AgentState.objects.filter(ended_at=None).order_by("pk").values_list("pk", flat=True))
    calls = tuple(
        Leg.objects.filter(call__outcome=Outcome.GOING_ON.value)
        .order_by("call")
        .values_list("call")
        .annotate(newest=Max("pk"))
    )
    return states, calls, standing(), clock.now().replace(second=0, microsecond=0)


BOARD_SCREEN = LiveScreen(
    topics=r"(?:board|wall)(?::.+)?",
    right=MAY_VIEW,
    event_kinds=(
        "call.",
        "booking.",
        "slots.",
        "escalation.",
        "contact.",
        "agent.",
        "seat.",
        "setting.",
        "emergency.",
    ),
    touched_by=_touched_by,
    render=_render,
    exists=_exists,
    stamp=stamp,
)
