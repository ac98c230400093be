"""The smallest live screen: how much has happened today, and when last. The staff home shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max
from django.template.loader import render_to_string

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import events_visible_to
from madoguchi.web.live.register import LiveScreen

TOPIC = "history"


@dataclass(frozen=True)
class Pulse:
    events: int
    newest: int
    newest_at: datetime | None


def pulse_of_today(actor: Actor) -> Pulse:
    today = events_visible_to(actor).filter(at__gte=clock.start_of(clock.today()))
    figures = today.aggregate(events=Count("pk"), newest=Max("pk"), newest_at=Max("at"))
    return Pulse(events=figures["events"], newest=figures["newest"] or 0, newest_at=figures["newest_at"])


def _touched_by(event: Event) -> Iterable[str]:
    return (TOPIC,)


def _render(topic: str, actor: Actor) -> str:
    return render_to_string("live/_pulse.html", {"pulse": pulse_of_today(actor)})


PULSE = LiveScreen(topics=TOPIC, right="history.view", event_kinds=("",), touched_by=_touched_by, render=_render)
