"""What waits to be handed over, by when, and what was handed over."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from madoguchi.booking.deliveries.models import DeliveredRow, Delivery, JudgedDeadline
from madoguchi.booking.deliveries.rules import ENTERED, Due, dues_of_day, next_and_last
from madoguchi.booking.history import BOOKING
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.models import Event
from madoguchi.municipality.queries import has_contract, open_days, values_of

MAY_VIEW = "deliveries.view"
# The nearest deadlines are looked for within this: longer than any year-end.
WITHIN_DAYS = 15


@dataclass(frozen=True)
class Standing:
    """Where the hand-over stands at a moment."""

    waiting: int  # bookings
    next_due: Due | None
    last_due: Due | None
    overdue: int  # entries that were due at the last deadline and still wait
    warns_from: datetime | None
    automatic: bool

    def is_close(self, now: datetime) -> bool:
        return self.warns_from is not None and now >= self.warns_from


def waiting_entries() -> QuerySet[Event]:
    """Entries of the call centre that no delivery has taken along. Never by an id that is larger than the last:
    what commits late would be lost."""
    return Event.objects.filter(
        actor_kind=UserKind.CALL_CENTRE.value, about_kind=BOOKING, kind__in=list(ENTERED), delivered=None
    ).order_by("id")


def dues_between(first: date, last: date) -> list[Due]:
    """Every deadline from `first` to `last`, both inside, each day by the settings in force on it."""
    if not has_contract():
        return []
    is_open = set(open_days("telephone", first, last))
    dues: list[Due] = []
    for day in clock.days_from(first, until=last + timedelta(days=1)):
        values = values_of("deliveries", day)
        if "deadlines" not in values:
            continue
        dues += dues_of_day(
            day,
            rules=[one.as_rule() for one in values["deadlines"]],
            dated=[one.as_rule() for one in values["dated_deadlines"]],
            is_open=day in is_open,
            zone=clock.TOKYO,
        )
    return dues


def standing() -> Standing:
    now, today, reach = clock.now(), clock.today(), timedelta(days=WITHIN_DAYS)
    values = values_of("deliveries")
    coming, passed = next_and_last(dues_between(today - reach, today + reach), now=now)
    warn = timedelta(minutes=values.get("warn_minutes", 0))
    return Standing(
        waiting=waiting_entries().order_by().values("about_key").distinct().count(),
        next_due=coming,
        last_due=passed,
        overdue=waiting_entries().filter(at__lt=passed.covers_until).count() if passed else 0,
        warns_from=coming.at - warn if coming else None,
        automatic=bool(values.get("automatic")),
    )


def late_for(due: Due) -> QuerySet[Event]:
    """Entries that were due at a deadline, and waited still or were handed over later than that."""
    entries = Event.objects.filter(
        actor_kind=UserKind.CALL_CENTRE.value, about_kind=BOOKING, kind__in=list(ENTERED), at__lt=due.covers_until
    )
    on_time = entries.filter(delivered__delivery__made_at__lte=due.at) | entries.filter(
        delivered__delivery__due_at__lte=due.at
    )
    return entries.exclude(pk__in=on_time.values("pk"))


def deliveries_visible_to(actor: Actor) -> QuerySet[Delivery]:
    return Delivery.objects.order_by("-number") if actor.may(MAY_VIEW) else Delivery.objects.none()


def missed_deadlines_visible_to(actor: Actor) -> QuerySet[JudgedDeadline]:
    judged = JudgedDeadline.objects.filter(entries_late__gt=0).order_by("-due_at")
    return judged if actor.may(MAY_VIEW) else judged.none()


def rows_of(delivery: Delivery) -> list[list[str]]:
    """As they were handed over; nothing once they have been forgotten."""
    return [json.loads(row.cells) for row in DeliveredRow.objects.filter(delivery=delivery).order_by("position")]
