"""Reading the snapshot. A month of a hundred thousand calls is counted in an index, not read."""

from collections import Counter
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from madoguchi.booking.capacity.queries import availability_by_day, sites_with_slots, takes_bookings
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.rules import BookingState
from madoguchi.booking.rules import Channel as BookingChannel
from madoguchi.calls.agents.models import Seat
from madoguchi.calls.agents.queries import has_bases, states_now
from madoguchi.calls.agents.rules import State
from madoguchi.calls.ledger.models import Call, Leg
from madoguchi.calls.ledger.rules import Direction, LegKind, Outcome
from madoguchi.calls.orders.queries import standing
from madoguchi.contacts.escalations.models import Escalation
from madoguchi.contacts.escalations.rules import UNANSWERED
from madoguchi.core import clock
from madoguchi.metrics.now.shapes import (
    BaseNow,
    DayPlaces,
    Escalations,
    Figures,
    Now,
    OperatorNow,
    WaitingCall,
)
from madoguchi.metrics.queries import calls_going_on, terms_on
from madoguchi.metrics.rules import CLASSES, Counted, Terms
from madoguchi.municipality.queries import has_contract

DAYS_AHEAD = 14  # looked at for places
DAYS_SHOWN = 5  # of these, those with places published


def now_figures(base: str = "") -> Now:
    """Operators and seats of one base, or of all. The queue is one, whoever answers (004 §5④)."""
    now = clock.now()
    today, first = now.date(), now.date().replace(day=1)
    open_calls = calls_going_on()
    of_month, of_today = (
        figures_between(clock.start_of(since), clock.start_of(today + timedelta(days=1)), open_calls)
        for since in (first, today)
    )
    everybody = _operators()
    seats = _seats(everybody)
    bases = _bases(seats, everybody, today)
    own_seats = [taken for of_base, taken in seats if not base or of_base == base]
    return Now(
        at=now,
        base=base,
        waiting=_waiting(open_calls),
        operators=tuple(one for one in everybody if not base or one.base == base),
        bases=bases,
        seats=len(own_seats),
        seats_taken=sum(own_seats),
        today=of_today,
        month=of_month,
        bookings=_bookings_made_on(today) if _takes_bookings() else None,
        places=_places_left(now) if _takes_bookings() else (),
        escalations=_escalations(now),
        exchange=standing(now),
    )


# Calls


def figures_between(since: datetime, until: datetime, open_calls: list[Call] | None = None) -> Figures:
    """Of the calls that arrived in [since, until)."""
    terms = terms_on(clock.in_tokyo(until - timedelta(microseconds=1)).date())
    counted = _counted(since, until, terms, calls_going_on() if open_calls is None else open_calls)
    return Figures(counted, terms)


def _counted(since: datetime, until: datetime, terms: Terms, open_calls: list[Call]) -> Counted:
    over = Call.objects.filter(
        outcome__in=[one.value for one in CLASSES], arrived_at__gte=since, arrived_at__lt=until
    )
    found = over.values_list("outcome").annotate(
        calls=Count("pk"), in_time=Count("pk", filter=Q(wait_seconds__lte=terms.level_seconds))
    )
    counts: Counter[str] = Counter()
    for outcome, calls, in_time in found.order_by():
        counts[CLASSES[Outcome(outcome)]] += calls
        if outcome == Outcome.ANSWERED:
            counts["answered_in_time"] += in_time
    # A call that the exchange lost in mid-talk had been answered all the same.
    lost_talks = over.filter(outcome=Outcome.LOST.value, answered_at__isnull=False) if counts["lost"] else ()
    for call in [*lost_talks, *(one for one in open_calls if since <= one.arrived_at < until)]:
        counts["lost"] -= call.outcome == Outcome.LOST
        counts["answered" if call.answered_at else "waiting"] += 1
        counts["answered_in_time"] += bool(call.answered_at) and call.wait_seconds <= terms.level_seconds
    return Counted(**counts)


def _waiting(open_calls: list[Call]) -> tuple[WaitingCall, ...]:
    """In the queue at this moment, also for the second time because a telephone vanished."""
    by_pk = {call.pk: call for call in open_calls}
    legs = Leg.objects.filter(call__in=by_pk, kind=LegKind.QUEUE.value, ended_at=None).order_by("began_at", "pk")
    found = {leg.call_id: leg.began_at for leg in reversed(legs)}
    waiting = [
        WaitingCall(by_pk[pk].key, clock.in_tokyo(since), line.label if (line := by_pk[pk].line) else "")
        for pk, since in found.items()
    ]
    return tuple(sorted(waiting, key=lambda one: (one.since, one.key)))


# People and seats


def _operators() -> tuple[OperatorNow, ...]:
    tells_base = has_bases()
    return tuple(
        OperatorNow(
            extension=row.agent.extension,
            login_id=row.agent.staff.login_id,
            name=row.agent.staff.name,
            base=row.seat.base if row.seat and tells_base else "",
            seat=row.seat.name if row.seat else "",
            state=State(row.state),
            since=clock.in_tokyo(row.began_at),
            call_key=row.call_key,
            reason=row.reason,
        )
        for row in states_now()
    )


def _seats(operators: tuple[OperatorNow, ...]) -> list[tuple[str, bool]]:
    """Each seat in use: its base, and whether somebody sits there."""
    taken, tells_base = {one.seat for one in operators}, has_bases()
    return [
        (base if tells_base else "", name in taken)
        for name, base in Seat.objects.filter(is_in_use=True).values_list("name", "base")
    ]


def _bases(seats: list[tuple[str, bool]], operators: tuple[OperatorNow, ...], today: date) -> tuple[BaseNow, ...]:
    names = sorted({base for base, _ in seats} | {one.base for one in operators})
    if names in ([], [""]):
        return ()
    day = clock.day_interval(today)
    answered = dict(
        Call.objects.filter(
            arrived_at__gte=day.start,
            arrived_at__lt=day.end,
            answered_at__isnull=False,
            direction=Direction.INCOMING.value,
            seat__isnull=False,
        )
        .exclude(outcome=Outcome.TEST.value)
        .values_list("seat__base")
        .annotate(calls=Count("pk"))
        .order_by()
    )
    return tuple(
        BaseNow(
            name=name,
            seats=sum(base == name for base, _ in seats),
            seats_taken=sum(base == name and taken for base, taken in seats),
            ready=sum(one.base == name and one.is_ready for one in operators),
            busy=sum(one.base == name and one.is_busy for one in operators),
            absent=sum(one.base == name and one.is_absent for one in operators),
            answered_today=answered.get(name, 0),
        )
        for name in names
    )


# Bookings and escalations


def _takes_bookings() -> bool:
    return has_contract() and takes_bookings()


def _bookings_made_on(today: date) -> tuple[tuple[str, int], ...]:
    """By channel, also those with none; what was cancelled later was booked all the same, what lapsed was not."""
    day = clock.day_interval(today)
    found = dict(
        Booking.objects.filter(made_at__gte=day.start, made_at__lt=day.end)
        .exclude(state__in=[BookingState.HELD.value, BookingState.LAPSED.value])
        .values_list("channel")
        .annotate(bookings=Count("pk"))
        .order_by()
    )
    return tuple((channel.value, found.get(channel.value, 0)) for channel in BookingChannel)


def _places_left(now: datetime) -> tuple[DayPlaces, ...]:
    """What the telephone may still give, today and on the next days on which anything was published."""
    today, until = now.date(), now.date() + timedelta(days=DAYS_AHEAD)
    left: Counter[date] = Counter()
    for site in sites_with_slots(now=now):
        for day, found in availability_by_day(site, first=today, until=until, now=now, for_web=False).items():
            left[day] += max(0, found.remaining)
    published: Counter[date] = Counter()
    slots = Slot.objects.filter(starts_at__gte=clock.start_of(today), starts_at__lt=clock.start_of(until))
    for starts_at, limit, blocked in slots.values_list("starts_at", "people_limit", "people_blocked"):
        published[clock.in_tokyo(starts_at).date()] += limit - blocked
    days = sorted(day for day, places in published.items() if places > 0)[:DAYS_SHOWN]
    return tuple(DayPlaces(day, left[day], published[day]) for day in days)


def _escalations(now: datetime) -> Escalations:
    unanswered = Q(state__in=[state.value for state in UNANSWERED])
    found = Escalation.objects.filter(closed_at=None).aggregate(
        open=Count("pk"),
        unanswered=Count("pk", filter=unanswered),
        overdue=Count("pk", filter=unanswered & Q(due_at__lt=now)),
    )
    return Escalations(**found)
