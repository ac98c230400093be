"""The cells of the two-week grid: some hundred on a page that operators open all day, so they are written here in one
go and not each by a template."""

from collections.abc import Iterable

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from madoguchi.web.frame.bookings.grid import Cell

register = template.Library()

CELL = '<td class="mark-{}">{}</td>'
HELD = '<button type="submit" name="slot" value="{}"{} aria-label="{}">{} {}</button>'
MOVED_TO = '<a href="{}"{} aria-label="{}">{} {}</a>'
SHOWN = '<span><span class="visually-hidden">{}</span><span aria-hidden="true">{}</span></span>'
OWN = mark_safe("<span>いま</span>")
FIRST = mark_safe(" autofocus")


@register.simple_tag(takes_context=True)
def row_of_places(context: Context, cells: Iterable[Cell]) -> SafeString:
    """A free time is a button that holds it, or, where a booking moves, a link to its move."""
    grid, booking, is_to_hold = context["grid"], context.get("booking"), context.get("hold")
    own = booking.slot_id if booking else None

    def content(cell: Cell) -> SafeString:
        key = cell.slot.pk if cell.slot else None
        if not cell.is_free:
            return format_html(SHOWN, cell.spoken, "いま" if key and key == own else cell.sign)
        first = FIRST if key == grid.first_free else ""
        if is_to_hold:
            return format_html(HELD, key, first, cell.spoken, cell.sign, cell.remaining)
        if booking is None or key == own:
            return OWN
        address = reverse(f"{context['ns']}:move_to", args=[booking.number, key])
        return format_html(MOVED_TO, address, first, cell.spoken, cell.sign, cell.remaining)

    return format_html_join("", CELL, ((cell.mark, content(cell)) for cell in cells))
