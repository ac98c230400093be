"""The visit for the citizen's own calendar."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe
from icalendar import Alarm, Calendar, Event, vText

from madoguchi.booking.models import Booking
from madoguchi.booking.own_page.queries import changes_so_far
from madoguchi.booking.rules import BookingState
from madoguchi.core import clock
from madoguchi.municipality.queries import text_in_force
from madoguchi.web.citizen.own_booking import own_page


def calendar_of(booking: Booking) -> bytes:
    """RFC 5545 in UTC, which every calendar turns into its own time. The same visit keeps its identity, so that a
    second file moves or cancels the entry of the first."""
    event = Event()
    event.add("uid", f"{booking.number}@madoguchi")
    event.add("sequence", changes_so_far(booking))
    event.add("dtstamp", clock.now())
    event.add("dtstart", booking.slot.starts_at)
    event.add("dtend", booking.slot.ends_at)
    event.add(
        "summary", gettext("マイナンバーカードの窓口（予約番号 %(number)s）") % {"number": booking.spoken_number}
    )
    event.add("location", vText("\n".join(filter(None, (booking.slot.site.name, booking.slot.site.address)))))
    event.add("description", _described(booking))
    event.add("status", "CANCELLED" if booking.state == BookingState.CANCELLED else "CONFIRMED")
    if booking.state == BookingState.BOOKED:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", -timedelta(days=1))
        alarm.add("description", gettext("あすは窓口の予約の日です。"))
        event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//Madoguchi//Booking//JA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


@own_page
@require_safe
def calendar_file(request: HttpRequest, booking: Booking) -> HttpResponse:
    answer = HttpResponse(calendar_of(booking), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{booking.spoken_number}.ics"'
    return answer


def _described(booking: Booking) -> str:
    """What to bring, and nobody's name: calendars are shared and shown."""
    language = get_language() or "ja"
    lines = [gettext("当日は、窓口で予約番号かお名前をお伝えください。")]
    for procedure in dict.fromkeys(visitor.procedure for visitor in booking.visitors.all()):
        text = text_in_force(procedure, language)
        if text and text.bring:
            lines += ["", procedure.label(language), gettext("持ち物"), text.bring]
    return "\n".join(lines)
