"""A booking in words, in the language in which it was made. Complete without the link."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.template.loader import render_to_string

from madoguchi.booking.models import Booking, Slot, Visitor
from madoguchi.booking.own_page.queries import changes_until
from madoguchi.booking.own_page.secret import secret_of
from madoguchi.core import clock
from madoguchi.core.text.phone import normalise_phone, written_phone
from madoguchi.messages.addresses import cannot_be_answered
from madoguchi.messages.rules import Kind, folded
from madoguchi.municipality.models import LANGUAGES
from madoguchi.municipality.public_address import site_address
from madoguchi.municipality.queries import contract, text_in_force, value_of

ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    subject: str
    text: str
    says: str


@dataclass(frozen=True)
class Comer:
    name: str
    procedure: str
    bring: list[str]
    notes: list[str]


def language_of(booking: Booking) -> str:
    return booking.language if booking.language in LANGUAGES else "ja"


def words_for(booking: Booking, kind: Kind) -> Words:
    language = language_of(booking)
    facts = _facts(booking, language)
    written = render_to_string(f"letters/{language}/{kind.value}.txt", {**facts, "kind": kind.value})
    subject, _, text = written.partition("\n")
    return Words(subject.strip(), folded(_without_gaps(text)) + "\n", says(booking))


def says(booking: Booking) -> str:
    """What a mail about this booking would tell now, whatever its kind: two with the same are one too many."""
    told = [
        booking.email,
        booking.number,
        booking.name,
        language_of(booking),
        booking.slot.starts_at.isoformat(),
        booking.slot.site.code,
        [(visitor.name, visitor.procedure.code) for visitor in booking.visitors.all()],
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _facts(booking: Booking, language: str) -> dict[str, object]:
    phone = value_of("telephone.number")
    prefix = "" if language == "ja" else f"{language}/"
    return {
        "body": contract().body_name,
        "name": booking.name,
        "number": booking.spoken_number,
        "when": f"{long_day(booking.slot, language)} {hours(booking.slot, language)}",
        "day": long_day(booking.slot, language),
        "site": booking.slot.site.name,
        "address": booking.slot.site.address,
        "people": [_comer(visitor, language) for visitor in booking.visitors.all()],
        "until": until_when(changes_until(booking), language),
        "may_change": clock.now() < changes_until(booking),
        "link_home": f"{site_address()}{prefix}" if site_address() else "",
        "link": f"{site}{prefix}my/{secret_of(booking)}/" if (site := site_address()) else "",
        # As the office writes it, when it writes it in groups: area codes differ in length.
        "phone": phone if "-" in phone else written_phone(normalise_phone(phone)) or phone,
        "cannot_be_answered": cannot_be_answered(),
    }


def _comer(visitor: Visitor, language: str) -> Comer:
    text = text_in_force(visitor.procedure, language)
    return Comer(
        visitor.name,
        visitor.procedure.label(language),
        _points(text.bring) if text else [],
        _points(text.notes) if text else [],
    )


def _points(text: str) -> list[str]:
    return [point for line in text.splitlines() if (point := line.lstrip("・-* ").strip())]


def long_date(day: date, language: str) -> str:
    if language == "en":
        return f"{ENGLISH_WEEKDAYS[day.weekday()]}, {day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日（{clock.WEEKDAYS[day.weekday()]}曜日）"


def long_day(slot: Slot, language: str) -> str:
    return long_date(clock.in_tokyo(slot.starts_at).date(), language)


def clock_time(at: datetime, language: str) -> str:
    at = clock.in_tokyo(at)
    return f"{at:%H:%M}" if language == "en" else f"{at.hour}時{at.minute:02}分"


def hours(slot: Slot, language: str) -> str:
    until = " to " if language == "en" else "〜"
    return f"{clock_time(slot.starts_at, language)}{until}{clock_time(slot.ends_at, language)}"


def until_when(at: datetime, language: str) -> str:
    """The end of a day is that day, not midnight of the next one."""
    at = clock.in_tokyo(at)
    if (at.hour, at.minute) == (0, 0):
        return long_date(at.date() - timedelta(days=1), language)
    return f"{long_date(at.date(), language)} {clock_time(at, language)}"


def _without_gaps(text: str) -> str:
    """What a template leaves out leaves no hole: at most one empty line."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines)
