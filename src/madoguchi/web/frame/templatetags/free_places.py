"""The cells of the two-week grid: some hundred on a page that operators open all day, so they are written here in one
go and not each by a template."""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from madoguchi.booking.rules import Mark
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

    def written(cell: Cell) -> SafeString:
        key = cell.slot_id
        if not cell.is_free:
            return _shown(cell.mark, cell.spoken, "いま" if key and key == own else cell.sign)
        is_first = key == grid.first_free
        if is_to_hold:
            return _held(cell.mark, key, is_first, cell.spoken, cell.sign, cell.remaining)
        if booking is None or key == own:
            return format_html(CELL, cell.mark, OWN)
        address = reverse(f"{context['ns']}:move_to", args=[booking.number, key])
        link = format_html(MOVED_TO, address, FIRST if is_first else "", cell.spoken, cell.sign, cell.remaining)
        return format_html(CELL, cell.mark, link)

    return SafeString("".join(map(written, cells)))


# From one look to the next nearly all of them are the same.
@lru_cache(maxsize=5_000)
def _held(mark: Mark, key: int, is_first: bool, spoken: str, sign: str, remaining: int) -> SafeString:
    return format_html(CELL, mark, format_html(HELD, key, FIRST if is_first else "", spoken, sign, remaining))


@lru_cache(maxsize=5_000)
def _shown(mark: Mark, spoken: str, sign: str) -> SafeString:
    return format_html(CELL, mark, format_html(SHOWN, spoken, sign))
