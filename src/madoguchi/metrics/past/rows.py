"""The rows behind a figure: every call, record or booking that is in it, for whoever wants to look at them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from madoguchi.booking.rules import BookingState, Channel
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.rules import Direction
from madoguchi.contacts.models import Contact
from madoguchi.metrics.past import bookings, contacts
from madoguchi.metrics.past.reading import Past
from madoguchi.metrics.queries import calls_going_on
from madoguchi.metrics.rules import CLASSES, HUNG_UP_BEFORE_ANSWER, QUEUED, RECEIVED, classes_of_answer_rate


class Kind(StrEnum):
    CALLS = "calls"
    CONTACTS = "contacts"
    ESCALATIONS = "escalations"
    BOOKINGS = "bookings"


@dataclass(frozen=True)
class Behind:
    """`part`: what is counted, or whose seconds are added up. `whole`: what it is divided by."""

    kind: Kind
    part: QuerySet[Any]
    whole: QuerySet[Any] | None = None
    part_words: str = "この指標に数えたもの"
    whole_words: str = "割る数に入るもの"


def behind(past: Past, key: str) -> Behind | None:
    """None: it has no rows, or they stand in a table."""
    if key in OF_CALLS:
        return OF_CALLS[key](_Calls(past))
    if key in OF_RECORDS:
        return OF_RECORDS[key](past)
    if key in OF_BOOKINGS and bookings.are_made_here():
        made = bookings.made_between(past.since, past.until).select_related("slot").order_by("-made_at", "-pk")
        return Behind(Kind.BOOKINGS, made.filter(**OF_BOOKINGS[key]))
    return None


# Calls


class _Calls:
    """Calls by the classes of `metrics.rules.Counted`, as `past.calls` counts them."""

    def __init__(self, past: Past) -> None:
        going_on = [one.pk for one in calls_going_on() if past.since <= one.arrived_at < past.until]
        is_open, picked_up = Q(pk__in=going_on), Q(answered_at__isnull=False)
        over = {name: Q(outcome=outcome.value) for outcome, name in CLASSES.items()}
        self._classes = {
            **over,
            "answered": over["answered"] | (over["lost"] | is_open) & picked_up,
            "lost": over["lost"] & ~picked_up,
            "waiting": is_open & ~picked_up,
        }
        self.terms = past.terms
        self.answered = self._classes["answered"]
        self.answered_and_over = self.answered & ~is_open
        self._among = (
            Call.objects.filter(
                direction=Direction.INCOMING.value, arrived_at__gte=past.since, arrived_at__lt=past.until
            )
            .select_related("line", "agent__staff")
            .order_by("-arrived_at", "-pk")
        )

    def any_of(self, classes: Iterable[str]) -> Q:
        return reduce(or_, (self._classes[name] for name in sorted(classes)))

    def of_class(self, name: str) -> Behind:
        return self.that(self._classes[name])

    def that(self, condition: Q) -> Behind:
        return Behind(Kind.CALLS, self._among.filter(condition))

    def share(self, part: Q, classes: Iterable[str]) -> Behind:
        return Behind(Kind.CALLS, self._among.filter(part), self._among.filter(self.any_of(classes)))

    def mean(self, condition: Q) -> Behind:
        found = self._among.filter(condition)
        return Behind(Kind.CALLS, found, found, "秒数を足したもの")


OF_CALLS: Mapping[str, Callable[[_Calls], Behind]] = {
    "received": lambda of: of.that(of.any_of(RECEIVED)),
    "answered": lambda of: of.of_class("answered"),
    "hung_up_before_answer": lambda of: of.that(of.any_of(HUNG_UP_BEFORE_ANSWER)),
    "abandoned": lambda of: of.of_class("abandoned"),
    "short_abandoned": lambda of: of.of_class("short_abandoned"),
    "overflowed": lambda of: of.of_class("overflowed"),
    "in_announcement": lambda of: of.of_class("in_announcement"),
    "self_served": lambda of: of.of_class("self_served"),
    "lost": lambda of: of.of_class("lost"),
    "after_hours": lambda of: of.of_class("after_hours"),
    "answer_rate": lambda of: of.share(of.answered, classes_of_answer_rate(of.terms)),
    "answer_rate_of_queued": lambda of: of.share(of.answered, QUEUED),
    "service_level": lambda of: of.share(
        of.answered & Q(wait_seconds__lte=of.terms.level_seconds), QUEUED - {"short_abandoned"}
    ),
    "abandonment_rate": lambda of: of.share(of.any_of({"abandoned"}), QUEUED),
    "overflow_rate": lambda of: of.share(of.any_of({"overflowed"}), QUEUED),
    "answer_rate_against": lambda of: of.that(of.answered),
    "asa": lambda of: of.mean(of.answered),
    "average_talk": lambda of: of.mean(of.answered_and_over),
    "average_after_call": lambda of: of.mean(of.answered_and_over),
    "aht": lambda of: of.mean(of.answered_and_over),
}


# Records


def _recorded(past: Past) -> QuerySet[Contact]:
    return contacts.recorded_between(past.since, past.until).order_by("-started_at", "-number")


def _all_of_them(past: Past, condition: Q) -> QuerySet[Contact]:
    """Records of calls of which no record fails the condition, as the figure counts them."""
    ours = contacts.answered_calls_of(_recorded(past))
    failing = ours.exclude(condition).exclude(call_key="").order_by().values("call_key")
    return ours.filter(condition).exclude(call_key__in=failing)


def _of_calls(past: Past, part: QuerySet[Contact]) -> Behind:
    return Behind(
        Kind.CONTACTS,
        part,
        contacts.answered_calls_of(_recorded(past)),
        "この指標に数えた通話の記録",
        "応答した通話の記録（記録のない通話は「実績の照合」に出ます）",
    )


def _transferred(past: Past) -> QuerySet[Contact]:
    return contacts.answered_calls_of(_recorded(past)).filter(contacts.TRANSFERRED)


OF_RECORDS: Mapping[str, Callable[[Past], Behind]] = {
    "contacts": lambda past: Behind(Kind.CONTACTS, _recorded(past)),
    "complaints": lambda past: Behind(Kind.CONTACTS, _recorded(past).filter(contacts.COMPLAINED)),
    "transfers": lambda past: _of_calls(past, _transferred(past)),
    "transfer_rate": lambda past: _of_calls(past, _transferred(past)),
    "transfers_to_city": lambda past: Behind(
        Kind.CONTACTS, _recorded(past).filter(contacts.TRANSFERRED | contacts.WAS_WITH_DEPARTMENT)
    ),
    "escalations": lambda past: Behind(
        Kind.ESCALATIONS,
        contacts.escalations_between(past.since, past.until)
        .select_related("contact")
        .order_by("-opened_at", "-pk"),
    ),
    "closed_in_centre": lambda past: _of_calls(past, _all_of_them(past, contacts.COMPLETED_IN_CENTRE)),
    "completion_rate": lambda past: _of_calls(past, _all_of_them(past, contacts.COMPLETED_IN_CENTRE)),
    "first_answer_rate": lambda past: _of_calls(past, _all_of_them(past, Q(first_answer=True))),
    "first_completion_rate": lambda past: _of_calls(past, _all_of_them(past, contacts.FIRST_COMPLETED)),
}
OF_BOOKINGS: Mapping[str, dict[str, str]] = {
    "bookings_made": {},
    "bookings_made_web": {"channel": Channel.WEB.value},
    "bookings_made_telephone": {"channel": Channel.TELEPHONE.value},
    "bookings_made_city": {"channel": Channel.CITY.value},
    "bookings_cancelled": {"state": BookingState.CANCELLED.value},
}
# Whose rows are a table of their own.
IN_TABLES: Mapping[str, str] = {"faq_uses": "faq_uses", "placed_average": "placed_by_day_and_hour"}
