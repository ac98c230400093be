"""The bell of every page and the list of alerts follow by themselves."""

from collections.abc import Iterable

from django.template.loader import render_to_string

from madoguchi.alerts.queries import MAY_VIEW, is_called
from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event
from madoguchi.web.frame.bell import TOPIC as BELL
from madoguchi.web.frame.bell import bell_of
from madoguchi.web.live.register import LiveScreen
from madoguchi.web.supervisor.alerts.shown import open_lines

LIST = "alerts"
KINDS = ("alert.",)


def _touches_bell(event: Event) -> Iterable[str]:
    return (BELL,)


def _touches_list(event: Event) -> Iterable[str]:
    return (LIST,)


def _bell(topic: str, actor: Actor) -> str:
    return render_to_string("frame/components/alert_calls.html", {"bell": bell_of(actor)})


def _list(topic: str, actor: Actor) -> str:
    return render_to_string("supervisor/alerts/_open.html", open_lines(actor))


BELL_SCREEN = LiveScreen(
    topics=BELL,
    right=MAY_VIEW,
    event_kinds=KINDS,
    touched_by=_touches_bell,
    render=_bell,
    may_follow=lambda actor, topic: is_called(actor),
)
LIST_SCREEN = LiveScreen(topics=LIST, right=MAY_VIEW, event_kinds=KINDS, touched_by=_touches_list, render=_list)
