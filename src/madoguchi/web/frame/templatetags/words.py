"""Figures as people write them."""

from django import template

from madoguchi.core.text.phone import written_phone

register = template.Library()


@register.filter
def phone(digits: str) -> str:
    return written_phone(digits)
