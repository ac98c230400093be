"""Bookings made, places left, and what is coming."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.rules import BookingState, Channel
from madoguchi.core import clock
from madoguchi.municipality.queries import open_days, values_of
from madoguchi.planning.forecast.queries import FELT_FOR
from madoguchi.planning.peaks.queries import peaks_felt_from
from madoguchi.planning.peaks.rules import places_by_day
from madoguchi.planning.places.rules import Said, Week, a_day, weeks

DAYS_BACK = 28
WEEKS_AHEAD = 6


@dataclass(frozen=True)
class Outlook:
    said: Said
    days_seen: int
    per_day: float
    seen_per_day: float
    telephone_percent: float | None  # of those seen, by telephone
    weeks: list[Week]


def bookings_said(day: date) -> Said:
    said = values_of("volume", day)
    return Said(
        said.get("bookings_a_day_from", 0),
        said.get("bookings_a_day_to", 0),
        said.get("telephone_share_from_percent", 0),
        said.get("telephone_share_to_percent", 0),
    )


def outlook(today: date) -> Outlook:
    seen, by_telephone = _made_before(today)
    said = bookings_said(today)
    last = today + timedelta(weeks=WEEKS_AHEAD)
    days = open_days("telephone", today - FELT_FOR, last)
    extra = places_by_day([one.expected for one in peaks_felt_from(today - FELT_FOR)], days)
    per_day, made = a_day(said, seen), sum(seen.values())
    return Outlook(
        said=said,
        days_seen=len(seen),
        per_day=per_day,
        seen_per_day=made / len(seen) if seen else 0.0,
        telephone_percent=100 * by_telephone / made if made else None,
        weeks=weeks(
            today,
            WEEKS_AHEAD,
            per_day=per_day,
            open_days=[day for day in days if day >= today],
            extra={day: number for day, number in extra.items() if day >= today},
            left=_left_from(today, last),
        ),
    )


def _made_before(today: date) -> tuple[dict[date, int], int]:
    """By day, from the first one on which any was made; and how many of all came by telephone. What was cancelled
    later was wanted all the same."""
    first = today - timedelta(days=DAYS_BACK)
    made = Booking.objects.filter(made_at__gte=clock.start_of(first), made_at__lt=clock.start_of(today)).exclude(
        state__in=[BookingState.HELD.value, BookingState.LAPSED.value]
    )
    found = [(clock.in_tokyo(at).date(), channel) for at, channel in made.values_list("made_at", "channel")]
    counts = Counter(day for day, _ in found)
    begun = min(counts, default=today)
    days = [day for day in open_days("telephone", first, today - timedelta(days=1)) if day >= begun]
    by_day = dict.fromkeys(days, 0)
    for (
        day,
        number,
    ) in counts.items():  # the web takes bookings on closed days too: they belong to the next open one
        place = next((one for one in days if one >= day), days[-1] if days else day)
        by_day[place] = by_day.get(place, 0) + number
    return by_day, sum(channel == Channel.TELEPHONE for _, channel in found)


def _left_from(today: date, last: date) -> dict[date, int]:
    slots = Slot.objects.filter(
        starts_at__gte=max(clock.now(), clock.start_of(today)),
        starts_at__lt=clock.start_of(last + timedelta(days=7)),
    )
    left: Counter[date] = Counter()
    for starts_at, limit, blocked, taken in slots.values_list(
        "starts_at", "people_limit", "people_blocked", "people_taken"
    ):
        left[clock.in_tokyo(starts_at).date()] += max(0, limit - blocked - taken)
    return dict(left)
