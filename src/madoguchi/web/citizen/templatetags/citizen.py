"""Words of the citizen's screens: dates as people say them, marks, texts in the reader's language."""

from datetime import date, datetime, timedelta

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from madoguchi.booking.capacity.queries import Availability, slots_in_window
from madoguchi.booking.items import Words
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.own_page.queries import may_still_change
from madoguchi.booking.rules import MARK_SIGNS, BookingState, Mark
from madoguchi.core import clock
from madoguchi.core.refusals import Refusal
from madoguchi.municipality.models import Procedure, ProcedureText, Site
from madoguchi.municipality.queries import text_in_force
from madoguchi.web.citizen.choice import Choice, begins_with_the_calendar
from madoguchi.web.citizen.qr import qr_of
from madoguchi.web.frame.page_words import said_at
from madoguchi.web.frame.templatetags.frame import place

register = template.Library()

# Outcomes after which somebody comes once more.
AGAIN = {"forgot_papers", "pin_locked", "system_down"}

MARK = (
    '<span class="mark mark-{}"><span class="mark-sign" aria-hidden="true">{}</span>'
    ' <span class="mark-words">{}</span></span>'
)

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
def moment(at: datetime | None) -> str:
    return f"{long_date(clock.in_tokyo(at).date())} {clock_time(at)}" if at else ""


@register.filter
def moment_after(at: datetime | None, since: datetime) -> str:
    """The day is not said twice."""
    is_same_day = at and clock.in_tokyo(at).date() == clock.in_tokyo(since).date()
    return clock_time(at) if at and is_same_day else moment(at)


@register.filter
def tokyo_date(at: datetime) -> date:
    return clock.in_tokyo(at).date()


@register.filter
def until_when(at: datetime) -> str:
    """The end of a day is that day, not midnight of the next one."""
    at = clock.in_tokyo(at)
    if (at.hour, at.minute) == (0, 0):
        return long_date(at.date() - timedelta(days=1))
    return f"{long_date(at.date())} {clock_time(at)}"


@register.filter
def qr(booking: Booking) -> SafeString:
    return mark_safe(qr_of(booking.number))  # noqa: S308 - made of eight digits by us


@register.filter
def seconds_left(hold: Booking) -> int:
    """For the countdown: the reader's own clock may be wrong."""
    return max(int((hold.expires_at - clock.now()).total_seconds()), 0) if hold.expires_at else 0


@register.simple_tag
def mark(availability: Availability) -> SafeString:
    """○△× with their words and the number of places, once for each time of a day: written here in one go."""
    words: str = said_at(f"marks.{availability.mark.value}")
    if availability.mark is not Mark.FULL:
        places = gettext("あと%(places)s人") % {"places": availability.remaining}
        words = format_html("{}<br>{}", words, places)
    return format_html(MARK, availability.mark.value, MARK_SIGNS[availability.mark], words)


@register.filter
def label(procedure: Procedure) -> str:
    return procedure.label(get_language() or "ja")


@register.filter
def procedure_at(choice: Choice, position: int) -> Procedure:
    return choice.procedures[position - 1]


@register.filter
def text_in_language(procedure: Procedure) -> ProcedureText | None:
    return text_in_force(procedure, get_language() or "ja")


@register.simple_tag
def said(place: str) -> str:
    """What the municipality says at a place (RSV-06), else what the product says. Escaped where it is shown."""
    return said_at(place)


@register.simple_tag(takes_context=True)
def first_free(context: Context, site: Site) -> date | None:
    """RSV-19: each place with its own availability, for as many as come."""
    choice, booking = context.get("choice"), context.get("booking")
    people = choice.people if choice else len(booking.visitors.all()) if booking else 1
    needs = bool(choice and choice.needs_national_system)
    free = slots_in_window(site, now=clock.now(), needs_national_system=needs).filter(remaining__gte=people).first()
    return clock.in_tokyo(free.starts_at).date() if free else None


@register.filter
def words(text: Words) -> str:
    """A text of the municipality in the reader's language."""
    return text.in_language(get_language() or "ja")


# Where each step stands when people choose the day first.
CALENDAR_FIRST = (2, 3, 1, 4, 5)


@register.simple_tag
def booking_steps(step: int) -> tuple[list[str], int]:
    """The steps in the municipality's order, and which of them this is."""
    steps = [gettext("手続き"), gettext("日"), gettext("時間"), gettext("お名前と連絡先"), gettext("確認")]
    if not begins_with_the_calendar():
        return steps, step
    return [steps[number - 1] for number in CALENDAR_FIRST], CALENDAR_FIRST.index(step) + 1


@register.simple_tag(takes_context=True)
def state_in_words(context: Context, booking: Booking) -> str:
    """What has become of a booking, and whom to ask; nothing while all is as it should be."""
    phone = place(context).phone
    call = gettext("お電話ください：%(phone)s") % {"phone": phone} if phone else gettext("お電話ください。")
    return " ".join(filter(None, [_state_in_words(booking), call if _needs_a_call(booking) else ""]))


def _needs_a_call(booking: Booking) -> bool:
    stands_unchanged = booking.state == BookingState.BOOKED and not may_still_change(booking)
    return stands_unchanged or booking.outcome in AGAIN


def _state_in_words(booking: Booking) -> str:
    match booking.state:
        case BookingState.CANCELLED:
            return gettext("この予約は取り消されました。ご用のときは、もう一度予約してください。")
        case BookingState.ARRIVED:
            return gettext("窓口でお待ちしている方として受け付けました。")
        case BookingState.NO_SHOW:
            return gettext("お越しの記録がありません。ご用のときは、もう一度予約してください。")
        case BookingState.SERVED:
            again = {
                "forgot_papers": gettext("持ち物がそろわなかったため、もう一度お越しください。"),
                "pin_locked": gettext("暗証番号がロックされていました。解除の手続きが必要です。"),
                "system_down": gettext("国のシステムが止まり、手続きができませんでした。申し訳ありません。"),
            }
            return again.get(booking.outcome) or gettext("この予約の手続きは終わりました。")
        case _:
            return "" if may_still_change(booking) else gettext("ウェブでの変更と取消しの受付は終わりました。")


@register.simple_tag
def translate_refusal(refusal: Refusal) -> str:
    """Refusals carry plain Japanese; the catalogue knows them by it."""
    return gettext(refusal.message)
