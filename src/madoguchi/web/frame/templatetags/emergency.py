"""The notice of an emergency, at the top of every citizens' page while it is on (INC-12)."""

from django import template
from django.db import DatabaseError

from madoguchi.calls.policy.queries import emergency_notice

register = template.Library()


@register.simple_tag
def notice_of_emergency() -> str:
    try:
        return emergency_notice()
    except DatabaseError:
        return ""
