"""What becomes of a call, asked by the exchange for each one, and told to it ahead for when nobody answers it."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db.models import Q, QuerySet

from madoguchi.calls.announcements.queries import (
    Catalogue,
    call_backs_taken,
    checks_bookings,
    kept_sound,
    numbered_sounds,
    says_wait,
    says_web_hint,
)
from madoguchi.calls.announcements.rules import wait_name
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.rules import Direction
from madoguchi.calls.lines.models import Line
from madoguchi.calls.policy.models import Closing, Emergency, TestTime
from madoguchi.calls.policy.rules import (
    COUNTED,
    WHILE_WAITING,
    Day,
    Name,
    Overflow,
    Span,
    Switched,
    Terms,
    Then,
    Verdict,
    decide,
    expected_minutes,
    is_in_service,
    offers_call_back_after_hours,
    offers_menu,
    waiting,
)
from madoguchi.core import clock
from madoguchi.core.text.phone import normalise_phone
from madoguchi.municipality.queries import contract, has_contract, is_on, openings, value_of

NOTICE_KEPT_SECONDS = 3.0


@dataclass(frozen=True)
class Decision:
    name: Name
    files: tuple[str, ...]  # names that `calls.announcements.queries.playable` knows
    then: Then
    has_menu: bool = False  # by keys, before anything else
    offers_call_back: bool = False  # by keys, after what is said


@dataclass(frozen=True)
class Period:
    """From `begins_at` (inside) to `ends_at` (outside) calls are treated so."""

    begins_at: datetime
    ends_at: datetime
    decision: Decision


@dataclass(frozen=True)
class WaitingFiles:
    """How a caller waits, in files."""

    first: tuple[str, ...]
    again: tuple[str, ...]
    limit_seconds: int  # 0: as long as it takes
    at_limit: tuple[str, ...]


def decision_for(dialled: str, at: datetime) -> Decision:
    at = clock.in_tokyo(at)
    if not has_contract():  # nothing is known: people rather than silence
        return Decision(Name.OPEN, (), Then.QUEUE)
    emergency = emergency_on()
    verdict = decide(
        at=at,
        day=_days(at.date(), at.date())[at.date()],
        switched=_switched(at, at + timedelta(microseconds=1), emergency),
        terms=_terms(at.date()),
        line_in_service=_is_line_in_service(dialled, at),
    )
    return _decision(verdict, _catalogue(emergency), at.date())


def schedule_ahead(days: int = 14, now: datetime | None = None) -> list[Period]:
    """Without a gap from now on, as far as anybody knows now; whatever is switched goes on until its end."""
    begins = clock.in_tokyo(now or clock.now())
    if not has_contract():
        return []
    ends = clock.start_of(begins.date() + timedelta(days=days))
    emergency = emergency_on()
    known, switched = _days(begins.date(), ends.date()), _switched(begins, ends, emergency)
    catalogue = _catalogue(emergency)
    periods: list[Period] = []
    for at, until in _stretches(begins, ends, known, switched):
        verdict = decide(at=at, day=known[at.date()], switched=switched, terms=_terms(at.date()))
        decision = _decision(verdict, catalogue, at.date())
        if periods and periods[-1].decision == decision:
            at = periods.pop().begins_at
        periods.append(Period(at, until, decision))
    return periods


def waiting_files(at: datetime | None = None) -> WaitingFiles:
    """TEL-10, A-45: what is said to whom no seat is free, for how long, and what then."""
    day, catalogue = clock.in_tokyo(at or clock.now()).date(), Catalogue()
    plan = waiting(
        Overflow(value_of("announcements.overflow", day)),
        limit_seconds=value_of("announcements.queue_limit_seconds", day),
        hints_at_web=says_web_hint(day),
        offers_call_back=WHILE_WAITING in call_backs_taken(day),
    )
    return WaitingFiles(
        catalogue.files(plan.first, day),
        catalogue.files(plan.again, day),
        plan.limit_seconds,
        catalogue.files(plan.at_limit, day),
    )


def expected_wait(at: datetime) -> str:
    """The sound that says how long it takes these minutes; "" where it is not said, not known or not spoken yet."""
    day = clock.in_tokyo(at).date()
    if not says_wait(day):
        return ""
    served = Call.objects.filter(
        arrived_at__gte=at - COUNTED,
        arrived_at__lte=at,
        answered_at__isnull=False,
        direction=Direction.INCOMING.value,
    )
    minutes = expected_minutes(served.values_list("wait_seconds", flat=True))
    name = wait_name(minutes)
    sound = numbered_sounds(day).get(name)
    return name if sound is not None and all(map(kept_sound, sound.texts)) else ""


def answered_by_people(on: date | None = None) -> bool:
    """TEL-08: in the hours people answer; no machine stands before them."""
    return bool(value_of("telephone_hours.answered_by", on) == "people")


def emergency_on() -> Emergency | None:
    return Emergency.objects.select_related("announcement").filter(off_at=None).first()


@dataclass
class _Noticed:
    text: str = ""
    asked_at: float = float("-inf")  # of the process's own clock


_noticed = _Noticed()


def emergency_notice() -> str:
    """What citizens read at the top of every page while the emergency is on. Asked on every page, so it is kept for
    some seconds."""
    if time.monotonic() - _noticed.asked_at > NOTICE_KEPT_SECONDS:
        emergency = emergency_on()
        _noticed.text, _noticed.asked_at = (emergency.notice if emergency else ""), time.monotonic()
    return _noticed.text


def forget_notice() -> None:
    """After it has changed: this process shows it at once, the others within seconds."""
    _noticed.asked_at = float("-inf")


def closings_ahead(now: datetime | None = None) -> QuerySet[Closing]:
    """Those that are on and those that will be."""
    return Closing.objects.filter(until_at__gt=now or clock.now()).order_by("from_at")


def closing_on(now: datetime | None = None) -> Closing | None:
    at = now or clock.now()
    return closings_ahead(at).filter(from_at__lte=at).first()


def time_of_tests(now: datetime | None = None) -> TestTime | None:
    at = now or clock.now()
    return TestTime.objects.filter(from_at__lte=at, until_at__gt=at).first()


def _decision(verdict: Verdict, catalogue: Catalogue, day: date) -> Decision:
    has_menu = offers_menu(verdict.name, checks=checks_bookings(day), people_answer=answered_by_people(day))
    offers_call_back = offers_call_back_after_hours(verdict.name, call_backs_taken(day))
    return Decision(verdict.name, catalogue.files(verdict.kinds, day), verdict.then, has_menu, offers_call_back)


def _days(first: date, until: date) -> dict[date, Day]:
    return {
        day: Day(tuple((span.start, span.end) for span in opening.intervals), opening.why)
        for day, opening in openings("telephone", first, until).items()
    }


def _catalogue(emergency: Emergency | None) -> Catalogue:
    return Catalogue().with_emergency(emergency.announcement if emergency else None)


def _switched(begins: datetime, ends: datetime, emergency: Emergency | None) -> Switched:
    during = Q(from_at__lt=ends, until_at__gt=begins)
    return Switched(
        emergency=emergency is not None,
        emergency_closes=emergency is not None and emergency.closes_lines,
        closings=_spans(Closing.objects.filter(during)),
        test_times=_spans(TestTime.objects.filter(during)),
    )


def _spans(rows: "QuerySet[Closing] | QuerySet[TestTime]") -> tuple[Span, ...]:
    return tuple((clock.in_tokyo(row.from_at), clock.in_tokyo(row.until_at)) for row in rows)


def _terms(day: date) -> Terms:
    terms = contract(day)
    return Terms(
        begins_at=clock.start_of(terms.service_from),
        over_at=clock.start_of(terms.service_until + timedelta(days=1)),
        says_when_over=is_on("end_of_service_announcement", day),
        records=is_on("call_recording", day),
    )


def _is_line_in_service(dialled: str, at: datetime) -> bool:
    """A number that nobody has entered is in service: no call is lost for want of a row."""
    line = Line.objects.filter(number=normalise_phone(dialled) or dialled).first()
    if line is None:
        return True
    begins, last = line.in_service_from, line.in_service_until
    return is_in_service(
        at,
        begins_at=clock.start_of(begins) if begins else None,
        over_at=clock.start_of(last + timedelta(days=1)) if last else None,
    )


def _stretches(
    begins: datetime, ends: datetime, days: dict[date, Day], switched: Switched
) -> Iterator[tuple[datetime, datetime]]:
    """Between two of these moments nothing changes."""
    spans: Sequence[Span] = [
        *(span for day in days.values() for span in day.spans),
        *switched.closings,
        *switched.test_times,
    ]
    moments = {begins, ends, *map(clock.start_of, days), *(moment for span in spans for moment in span)}
    within = sorted(moment for moment in moments if begins <= moment <= ends)
    yield from pairwise(within)
