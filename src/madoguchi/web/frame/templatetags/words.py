"""Figures and texts as people write them."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from madoguchi.booking.items import accommodation_words
from madoguchi.booking.models import Booking
from madoguchi.core.text.phone import written_phone

register = template.Library()


@register.filter
def phone(digits: str) -> str:
    return written_phone(digits)


@register.filter
def lines_as_list(text: str) -> SafeString:
    """Each line of an office's text becomes a point of a list."""
    points = [line.lstrip("・-* ").strip() for line in text.splitlines() if line.strip()]
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((point,) for point in points)))


@register.filter
def help_wanted(booking: Booking) -> str:
    """What the counter makes ready for somebody (LNG-07)."""
    return "、".join(filter(None, (accommodation_words(booking.accommodation), booking.accommodation_note)))
