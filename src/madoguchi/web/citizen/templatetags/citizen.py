"""Words of the citizen's screens: dates as people say them, marks, texts in the reader's language."""

from datetime import date, datetime

from django import template
from django.utils.translation import get_language, gettext

from madoguchi.booking.models import Slot
from madoguchi.booking.rules import MARK_SIGNS, Mark
from madoguchi.core import clock
from madoguchi.core.refusals import Refusal
from madoguchi.municipality.models import Procedure, ProcedureText
from madoguchi.municipality.queries import text_in_force

register = template.Library()

ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@register.filter
def long_date(day: date) -> str:
    """The year, the day and the weekday: 2026年12月1日（火曜日）."""
    if get_language() == "en":
        return f"{ENGLISH_WEEKDAYS[day.weekday()]}, {day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日（{clock.WEEKDAYS[day.weekday()]}曜日）"


@register.filter
def clock_time(at: datetime) -> str:
    at = clock.in_tokyo(at)
    return f"{at:%H:%M}" if get_language() == "en" else f"{at.hour}時{at.minute:02}分"


@register.filter
def from_until(slot: Slot) -> str:
    until = gettext("〜")  # apart: no word inside an f-string is found for the catalogues
    return f"{clock_time(slot.starts_at)}{until}{clock_time(slot.ends_at)}"


@register.filter
def long_day(slot: Slot) -> str:
    return long_date(clock.in_tokyo(slot.starts_at).date())


@register.filter
def when(slot: Slot) -> str:
    return f"{long_day(slot)} {from_until(slot)}"


@register.filter
def tokyo_date(at: datetime) -> date:
    return clock.in_tokyo(at).date()


@register.filter
def sign(mark: str) -> str:
    return MARK_SIGNS[Mark(mark)]


@register.filter
def label(procedure: Procedure) -> str:
    return procedure.label(get_language() or "ja")


@register.filter
def text_in_language(procedure: Procedure) -> ProcedureText | None:
    return text_in_force(procedure, get_language() or "ja")


@register.simple_tag
def booking_steps() -> list[str]:
    return [gettext("手続き"), gettext("日"), gettext("時間"), gettext("お名前と連絡先"), gettext("確認")]


@register.simple_tag
def translate_refusal(refusal: Refusal) -> str:
    """Refusals carry plain Japanese; the catalogue knows them by it."""
    return gettext(refusal.message)
