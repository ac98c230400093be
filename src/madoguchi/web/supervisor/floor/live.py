"""The floor follows by itself: what people do by the history, what telephones do by the states."""

from collections.abc import Hashable, Iterable
from datetime import timedelta

from django.template.loader import render_to_string

from madoguchi.calls.agents.models import AgentState
from madoguchi.calls.agents.queries import MAY_SUPERVISE_VIEW, base_names
from madoguchi.calls.orders.models import Order
from madoguchi.calls.orders.queries import standing
from madoguchi.calls.orders.supervising import AIDING
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event
from madoguchi.web.live.register import LiveScreen
from madoguchi.web.supervisor.floor.shown import floor_for

TOPIC = "floor"
AIDS = [kind.value for kind in AIDING]


def topic_of(base: str) -> str:
    return f"{TOPIC}:{base}" if base else TOPIC


def _base_of(topic: str) -> str:
    return topic.partition(":")[2]


def _touched_by(event: Event) -> Iterable[str]:
    return [topic_of(base) for base in ("", *base_names())]


def _exists(topic: str) -> bool:
    return topic == TOPIC or _base_of(topic) in base_names()


def _render(topic: str, actor: Actor) -> str:
    return render_to_string("supervisor/floor/_floor.html", {"floor": floor_for(actor, _base_of(topic))})


def _stamp(topic: str) -> Hashable:
    """Each state is a row of its own: the open ones say it all."""
    states = tuple(AgentState.objects.filter(ended_at=None).order_by("pk").values_list("pk", flat=True))
    since = clock.now() - timedelta(minutes=5)
    aids = Order.objects.filter(state__in=("taken", "done"), asked_at__gt=since, kind__in=AIDS).count()
    return states, aids, standing()


FLOOR_SCREEN = LiveScreen(
    topics=rf"{TOPIC}(?::.+)?",
    right=MAY_SUPERVISE_VIEW,
    event_kinds=("agent.", "seat.", "seats.", "emergency.", "closing."),
    touched_by=_touched_by,
    render=_render,
    exists=_exists,
    stamp=_stamp,
)
