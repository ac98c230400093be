"""What the person who looks is called for, at the top of every page of staff (QUA-02)."""

from django import template
from django.db import DatabaseError
from django.template import Context
from django.urls import NoReverseMatch, reverse

from madoguchi.web.frame.bell import Bell, bell_of

register = template.Library()


@register.simple_tag(takes_context=True)
def alert_bell(context: Context) -> Bell | None:
    """None for who is never called, where there is no list of alerts, and on a page that tells of a database that is
    away."""
    actor = getattr(context.get("request"), "actor", None)
    try:
        reverse("supervisor:alerts")
        return bell_of(actor) if actor is not None else None
    except (DatabaseError, NoReverseMatch):
        return None
