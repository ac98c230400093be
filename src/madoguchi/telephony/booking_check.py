"""What a caller hears who presses the number of a booking and its telephone number. Bookings and calls do not know each
other: they meet here.

Whatever was wrong (no such number, another telephone, cancelled, over, too many tries), the answer is the same.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from madoguchi.booking.models import Booking
from madoguchi.booking.own_page.actions import look_up
from madoguchi.booking.refusals import TooManyLookUps
from madoguchi.booking.rules import BookingState
from madoguchi.calls.announcements.actions import spoken_sound
from madoguchi.calls.announcements.ports import SoundNotMade
from madoguchi.calls.announcements.queries import Catalogue, checks_bookings
from madoguchi.calls.announcements.rules import Kind
from madoguchi.core import clock
from madoguchi.core.text.phone import normalise_phone
from madoguchi.telephony.speech.placing import write_whole


@dataclass(frozen=True)
class Said:
    """In sentences, and as files that the exchange plays one after the other."""

    sentences: tuple[str, ...]
    files: tuple[str, ...]


def check_booking(number: str, phone: str, *, caller: str, sounds: Path) -> Said:
    """`caller`: the number that the network gave, "" when withheld; it is only counted. `sounds`: the exchange's folder
    of sounds, into which the sentences are put."""
    if not checks_bookings():
        return _not_told()
    try:
        booking = look_up(number, normalise_phone(phone) or phone, address=f"telephone:{caller or 'withheld'}")
    except TooManyLookUps:
        return _not_told()
    if booking is None or not _is_ahead(booking, clock.now()):
        return _not_told()
    sentences = sentences_about(clock.in_tokyo(booking.slot.starts_at))
    try:
        return Said(sentences, tuple(_file(sentence, sounds) for sentence in sentences))
    except SoundNotMade:
        return _not_told()


def sentences_about(starts_at: datetime) -> tuple[str, ...]:
    """The day and the time, nothing else: whoever listens may be anybody. Two sentences, each of which comes again."""
    half = "午前" if starts_at.hour < 12 else "午後"
    hour, minute = starts_at.hour % 12, starts_at.minute
    at = "正午" if (starts_at.hour, minute) == (12, 0) else f"{half}{hour}時{f'{minute}分' if minute else ''}"
    day = f"{starts_at.month}月{starts_at.day}日、{clock.WEEKDAYS[starts_at.weekday()]}曜日"
    return (f"ご予約は、{day}です。", f"時刻は、{at}です。")


def _is_ahead(booking: Booking, now: datetime) -> bool:
    return booking.state == BookingState.BOOKED and booking.slot.starts_at > now


def _not_told() -> Said:
    return Said((), Catalogue().files([Kind.CHECK_UNKNOWN], clock.today()))


def _file(sentence: str, sounds: Path) -> str:
    sound = spoken_sound(sentence)
    name = f"said-{hashlib.sha256(sound.digest.encode()).hexdigest()[:16]}"
    path = sounds / "ja" / "madoguchi" / f"{name}.wav"
    if not path.exists():
        write_whole(path, bytes(sound.wav))
    return name
