"""A caller pressed the number of a booking and a telephone number: the day is read out, or nothing is told (RSV, by
keys). Counted and refused like the same question on the web (`booking/own_page`)."""

import hashlib
from pathlib import Path

from django.conf import settings

from madoguchi.booking.models import Booking
from madoguchi.booking.own_page.actions import look_up
from madoguchi.booking.rules import BookingState
from madoguchi.calls.announcements.ports import SoundNotMade, voice
from madoguchi.calls.announcements.queries import checks_bookings, spoken_text
from madoguchi.core import clock
from madoguchi.core.refusals import Refusal
from madoguchi.telephony.asterisk.config.folder import put
from madoguchi.telephony.asterisk.telling import SPOKEN

NO = "v1 no"
WEEKDAYS = "月火水木金土日"


def booking_line(number: str, phone: str, caller: str) -> str:
    """`v1 ok FILE`, or `v1 no`: the same for a wrong number, a wrong telephone and too many questions."""
    if not checks_bookings():
        return NO
    try:
        booking = look_up(number, phone, address=f"telephone:{caller or 'withheld'}")
        if booking is None or booking.state != BookingState.BOOKED:
            return NO
        return f"v1 ok {_spoken(_text(booking))}"
    except (Refusal, SoundNotMade):
        return NO


def _text(booking: Booking) -> str:
    """No name: whoever listens may be another than who booked."""
    at = clock.in_tokyo(booking.slot.starts_at)
    return (
        f"ご予約は、{at.month}月{at.day}日、{WEEKDAYS[at.weekday()]}曜日、{at.hour}時{at.minute}分、"
        f"{booking.slot.site.name}です。"
    ).replace("時0分", "時")


def _spoken(text: str) -> str:
    """The name of the sound; the same words are spoken once."""
    spoken = spoken_text(text)
    name = f"answer-{hashlib.sha256(spoken.encode()).hexdigest()[:16]}"
    path = Path(settings.EXCHANGE) / "data" / "sounds" / SPOKEN / f"{name}.wav"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        put(path, voice().speak(spoken).wav)
    return name
