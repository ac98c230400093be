"""A day at a site as a printed list: PDF, or a page to print where the machine has no Pango."""

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from madoguchi.booking.capacity.queries import slots_on_day
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.rules import BookingState
from madoguchi.core import clock
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import contract, value_of
from madoguchi.web.frame.paper import FONTS, pdf_of

EMPTY_LINES = 12
STYLE = (
    f"html {{ font-family: {FONTS}; }}"
    + """
@page { size: A4 landscape; margin: 12mm 10mm 14mm;
  @bottom-left { content: string(made); font-size: 8pt; } @bottom-right { content: counter(page) " / " counter(pages); font-size: 9pt; } }
html { font-size: 10pt; line-height: 1.35; }
h1 { margin: 0 0 2mm; font-size: 15pt; }
.made { string-set: made content(); margin: 0 0 2mm; font-size: 8.5pt; }
.codes { margin: 0 0 3mm; padding: 0; list-style: none; }
.codes li { display: inline; margin-right: 5mm; }
table { width: 100%; border-collapse: collapse; }
caption { text-align: left; font-weight: bold; padding: 4mm 0 1mm; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: 0.3mm solid #333; padding: 1.2mm 1.5mm; text-align: left; vertical-align: top; }
thead th { background: #eee; font-size: 8.5pt; }
.tick { width: 13mm; text-align: center; white-space: nowrap; }
.write { width: 22mm; } .number { white-space: nowrap; } .empty td { height: 8mm; }
small { font-size: 8pt; }
"""
)


@dataclass(frozen=True)
class Group:
    slot: Slot
    bookings: list[Booking]

    @property
    def left(self) -> int:
        return max(self.slot.people_limit - self.slot.people_blocked - self.slot.people_taken, 0)


@dataclass(frozen=True)
class Printed:
    content: bytes
    form: str  # "pdf" or "html"
    people: int


def printed_list(day: date, site: Site) -> Printed:
    groups = _groups(day, site)
    page = render_to_string(
        "city/paper/list.html",
        {
            "body": contract().body_name,
            "day": day,
            "site": site,
            "made_at": clock.now(),
            "groups": groups,
            "outcomes": list(enumerate(value_of("booking.outcomes"), start=1)),
            "empty_lines": range(EMPTY_LINES),
            "style": mark_safe(f"<style>{STYLE}</style>"),  # noqa: S308 - our own words, and no page of the site
        },
    )
    people = sum(len(booking.visitors.all()) for group in groups for booking in group.bookings)
    pdf = pdf_of(page)
    return Printed(pdf, "pdf", people) if pdf else Printed(page.encode(), "html", people)


def _groups(day: date, site: Site) -> list[Group]:
    groups = []
    for slot in slots_on_day(day, site=site):
        bookings = slot.bookings.filter(state__in=[BookingState.BOOKED, BookingState.ARRIVED])
        found = list(bookings.exclude(number="").prefetch_related("visitors__procedure").order_by("made_at", "pk"))
        if found or slot.people_limit:
            groups.append(Group(slot, found))
    return groups
