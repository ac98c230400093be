"""`{% live_pulse %}`: the pulse of today for who may see the history, followed live."""

from typing import Any

from django import template

from madoguchi.web.live.pulse import PULSE, TOPIC, pulse_of_today

register = template.Library()


@register.inclusion_tag("live/pulse.html", takes_context=True)
def live_pulse(context: dict[str, Any]) -> dict[str, Any]:
    actor = context["request"].actor
    return {"pulse": pulse_of_today(actor), "topic": TOPIC} if actor.may(PULSE.right) else {}
