"""The banner of a planned stop, on every page from some days before (001 §7(5))."""

from django import template
from django.utils.translation import get_language

from madoguchi.core import clock
from madoguchi.core.refusals import Refusal
from madoguchi.messages.stops.models import PlannedStop
from madoguchi.messages.stops.queries import stop_announced
from madoguchi.web.frame.stops import moment_in_words

register = template.Library()


@register.simple_tag
def stop_to_announce() -> PlannedStop | None:
    try:
        return stop_announced()
    except Refusal:
        return None


@register.simple_tag
def stop_from(stop: PlannedStop) -> str:
    return moment_in_words(stop.starts_at, get_language() or "ja")


@register.simple_tag
def stop_until(stop: PlannedStop) -> str:
    return moment_in_words(stop.ends_at, get_language() or "ja")


@register.simple_tag
def stop_in_short(stop: PlannedStop) -> str:
    """For staff: 11月24日 19:00〜23:00"""
    starts, ends = clock.in_tokyo(stop.starts_at), clock.in_tokyo(stop.ends_at)
    until = f"{ends:%H:%M}" if starts.date() == ends.date() else f"{ends:%-m月%-d日 %H:%M}"
    return f"{starts:%-m月%-d日 %H:%M}〜{until}"


@register.simple_tag
def stop_is_on(stop: PlannedStop) -> bool:
    return stop.starts_at <= clock.now()
