"""Comparing the sides over a period. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from madoguchi.booking.models import Booking, PlacesTaken
from madoguchi.booking.rules import GIVES_BACK, Channel
from madoguchi.calls.ledger.models import Call, Fact
from madoguchi.calls.ledger.picture.rules import MAKES_A_CALL
from madoguchi.calls.ledger.rules import Outcome
from madoguchi.contacts.models import Contact
from madoguchi.contacts.rules import RECORDED
from madoguchi.core import clock
from madoguchi.metrics.past import bookings, contacts
from madoguchi.metrics.past.reading import Past
from madoguchi.metrics.past.rows import Kind, behind
from madoguchi.metrics.reconciling.rules import Talk, Writing, paired

# A call that has gone on for so long was not ended by what the exchange told.
LONGEST_CALL = timedelta(hours=12)
MOST_SHOWN = 200


@dataclass(frozen=True)
class Difference:
    words: str
    hint: str
    kind: Kind
    count: int
    rows: tuple[Any, ...]  # the first of them
    keys: tuple[str, ...] = ()  # of calls that stand nowhere


@dataclass(frozen=True)
class Comparison:
    heading: str
    sides: tuple[tuple[str, int], ...]
    differences: tuple[Difference, ...]

    @property
    def count(self) -> int:
        return sum(one.count for one in self.differences)


def comparisons(past: Past) -> list[Comparison]:
    found = [_exchange_and_ledger(past), _ledger_and_figures(past), _calls_and_records(past)]
    return [*found, _bookings_and_records(past), _bookings_and_places(past)] if bookings.are_made_here() else found


def _difference(words: str, hint: str, kind: Kind, rows: "QuerySet[Any]") -> Difference:
    return Difference(words, hint, kind, rows.order_by().count(), tuple(rows[:MOST_SHOWN]))


def _calls(past: Past) -> QuerySet[Call]:
    return (
        Call.objects.filter(arrived_at__gte=past.since, arrived_at__lt=past.until)
        .select_related("line", "agent__staff")
        .order_by("-arrived_at", "-pk")
    )


def _exchange_and_ledger(past: Past) -> Comparison:
    calls = _calls(past)
    without_facts = calls.filter(~Exists(Fact.objects.filter(call_key=OuterRef("key"))))
    keys = (
        Fact.objects.filter(kind__in=[kind.value for kind in MAKES_A_CALL], at__gte=past.since, at__lt=past.until)
        .exclude(call_key="")
        .filter(~Exists(Call.objects.filter(key=OuterRef("call_key"))))
        .order_by("call_key")
        .values_list("call_key", flat=True)
        .distinct()
    )
    every, lacking, homeless = calls.count(), without_facts.count(), keys.count()
    return Comparison(
        "交換機の記録と通話台帳",
        (("交換機の記録が伝える通話", every - lacking + homeless), ("通話台帳の通話", every)),
        (
            Difference(
                "もとになる記録のない通話",
                "通話台帳にあり、交換機の記録にありません。",
                Kind.CALLS,
                lacking,
                tuple(without_facts[:MOST_SHOWN]),
            ),
            Difference(
                "通話台帳にない通話",
                "交換機の記録にあり、通話台帳にありません。",
                Kind.CALLS,
                homeless,
                (),
                tuple(keys[:MOST_SHOWN]),
            ),
        ),
    )


def _ledger_and_figures(past: Past) -> Comparison:
    calls = _calls(past)
    outcomes = dict(calls.order_by().values_list("outcome").annotate(calls=Count("pk")))
    not_counted = [outcomes.get(one.value, 0) for one in (Outcome.TEST, Outcome.INTERNAL, Outcome.OUTGOING)]
    counted = past.calls.received + past.calls.after_hours
    every = sum(outcomes.values())
    stuck = calls.filter(outcome=Outcome.GOING_ON.value, ended_at=None, arrived_at__lt=clock.now() - LONGEST_CALL)
    return Comparison(
        "通話台帳と指標",
        (
            ("通話台帳の通話", every),
            ("「着信」に数えた通話", past.calls.received),
            ("「受付時間外」に数えた通話", past.calls.after_hours),
            ("数えない通話（試験・内線・発信）", sum(not_counted)),
            ("まだ数えない通話（続いている）", every - counted - sum(not_counted)),
        ),
        (
            _difference(
                "終わりの記録がない通話",
                "始まってから12時間がたち、終わりが伝わっていません。",
                Kind.CALLS,
                stuck,
            ),
        ),
    )


def _calls_and_records(past: Past) -> Comparison:
    answered_calls = behind(past, "answered")
    assert answered_calls is not None  # noqa: S101 - a figure of calls
    answered = answered_calls.part
    of_call = Contact.objects.filter(call_key=OuterRef("key"), state__in=RECORDED)
    records = contacts.answered_calls_of(contacts.recorded_between(past.since, past.until))
    unnamed = records.filter(call_key="")
    left = paired(
        (
            Talk(pk, login or "", answered_at, ended_at)
            for pk, login, answered_at, ended_at in answered.filter(~Exists(of_call))
            .order_by()
            .values_list("pk", "agent__staff__login_id", "answered_at", "ended_at")
        ),
        (
            Writing(number, handler, began_at)
            for number, handler, began_at in unnamed.order_by().values_list("number", "handler", "started_at")
        ),
    )
    unknown = (
        records.exclude(call_key="")
        .filter(~Exists(Call.objects.filter(key=OuterRef("call_key"))))
        .order_by("-started_at")
    )
    several = records.exclude(call_key="").order_by().values("call_key").annotate(n=Count("pk")).filter(n__gt=1)
    twice = records.filter(call_key__in=several.values("call_key")).order_by("call_key", "started_at")
    return Comparison(
        "応答した通話と応対の記録",
        (
            ("応答した通話", past.calls.answered),
            ("うち、応対の記録がある通話", past.calls.answered - len(left.calls)),
            ("電話の応対の記録", records.count()),
            ("記録を通話ごとに数えた件数（割合に使います）", past.recorded_calls.calls),
        ),
        (
            _listed(
                "記録のない通話", "応答しましたが、応対の記録がありません。", Kind.CALLS, _calls(past), left.calls
            ),
            _listed(
                "通話の見つからない記録",
                "電話の応対として記録されていますが、通話台帳に合う通話がありません。",
                Kind.CONTACTS,
                contacts.recorded_between(past.since, past.until).order_by("-started_at"),
                left.records,
            ),
            _difference("台帳にない通話の記録", "記録が示す通話が、通話台帳にありません。", Kind.CONTACTS, unknown),
            _difference(
                "一つの通話の、二つ以上の記録",
                "取り次いだ通話では、それぞれが記録します。割合は通話ごとに数えます。",
                Kind.CONTACTS,
                twice,
            ),
        ),
    )


def _listed(words: str, hint: str, kind: Kind, among: "QuerySet[Any]", keys: Iterable[int]) -> Difference:
    found = sorted(keys, reverse=True)
    return Difference(words, hint, kind, len(found), tuple(among.filter(pk__in=found[:MOST_SHOWN])))


def _bookings_and_records(past: Past) -> Comparison:
    by_telephone = (
        bookings.made_between(past.since, past.until)
        .filter(channel=Channel.TELEPHONE.value)
        .select_related("slot")
        .order_by("-made_at", "-pk")
    )
    naming = Contact.objects.filter(booking_number=OuterRef("number"), state__in=RECORDED)
    unnamed = by_telephone.filter(~Exists(naming))
    unknown = (
        contacts.recorded_between(past.since, past.until)
        .exclude(booking_number="")
        .filter(~Exists(Booking.objects.filter(number=OuterRef("booking_number"))))
        .order_by("-started_at")
    )
    every = by_telephone.order_by().count()
    lacking = _difference(
        "応対の記録が示していない電話の予約", "予約番号のある応対の記録がありません。", Kind.BOOKINGS, unnamed
    )
    return Comparison(
        "電話の予約と応対の記録",
        (("電話の予約", every), ("応対の記録が示す予約", every - lacking.count)),
        (
            lacking,
            _difference(
                "見つからない予約を示す記録", "記録にある予約番号の予約がありません。", Kind.CONTACTS, unknown
            ),
        ),
    )


def _bookings_and_places(past: Past) -> Comparison:
    made = bookings.made_between(past.since, past.until).select_related("slot").order_by("-made_at", "-pk")
    places = Exists(PlacesTaken.objects.filter(booking=OuterRef("pk")))
    over = [state.value for state in GIVES_BACK]
    lacking = made.exclude(state__in=over).filter(~places)
    too_many = made.filter(places, state__in=over)
    every = made.exclude(state__in=over).order_by().count()
    without = _difference(
        "枠を取っていない予約", "予約はありますが、枠の台帳にありません。", Kind.BOOKINGS, lacking
    )
    return Comparison(
        "予約と枠の台帳",
        (("取り消されていない予約", every), ("枠を取っている予約", every - without.count)),
        (
            without,
            _difference(
                "枠を返していない予約", "取り消されましたが、枠の台帳に残っています。", Kind.BOOKINGS, too_many
            ),
        ),
    )
