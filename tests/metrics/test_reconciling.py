"""Exchange, ledger, records and bookings held against each other: what agrees is silent, each difference is named."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.booking.actions import make_booking
from madoguchi.booking.models import PlacesTaken
from madoguchi.booking.rules import Channel
from madoguchi.calls.ledger.models import Call, Fact
from madoguchi.contacts.rules import Channel as ContactChannel
from madoguchi.core import clock
from madoguchi.metrics.past.queries import Past
from madoguchi.metrics.past.shapes import Period
from madoguchi.metrics.reconciling.queries import comparisons
from madoguchi.metrics.reconciling.rules import Talk, Writing, paired
from tests.contacts.town import recorded
from tests.metrics.days import ENDS, Made, happen
from tests.worlds import OPERATOR, PRESENT, TODAY, TOMORROW, applied, open_for_booking, slot_at, wish

NINE = datetime(2026, 12, 1, 9, tzinfo=clock.TOKYO)


def differences(period: Period | None = None) -> dict[str, int]:
    found = comparisons(Past(period or Period(TODAY, TODAY)))
    return {one.words: one.count for comparison in found for one in comparison.differences if one.count}


def sides(heading: str) -> dict[str, int]:
    found = comparisons(Past(Period(TODAY, TODAY)))
    return dict(next(one.sides for one in found if one.heading == heading))


@pytest.mark.django_db
@pytest.mark.req("REP-11", "REP-20")
def test_every_call_of_the_ledger_is_counted_once_or_told_apart() -> None:
    with time_machine.travel(PRESENT, tick=False):
        applied("kawagoe")
        happen([Made(NINE + timedelta(minutes=number), end, 10) for number, end in enumerate(ENDS)])
        found = sides("通話台帳と指標")
    assert found["通話台帳の通話"] == len(ENDS) == sum(list(found.values())[1:])
    assert found["数えない通話（試験・内線・発信）"] == 3
    assert found["まだ数えない通話（続いている）"] == 1  # a test that still waits


@pytest.mark.django_db
def test_a_call_whose_end_was_never_told_is_named() -> None:
    with time_machine.travel(NINE + timedelta(hours=13), tick=False):
        applied("kawagoe")
        happen([Made(NINE, "waiting", 10), Made(NINE, "abandoned", 10)])
        assert differences()["終わりの記録がない通話"] == 1


@pytest.mark.django_db
def test_calls_and_facts_that_have_no_fellow_are_named() -> None:
    with time_machine.travel(PRESENT, tick=False):
        applied("kawagoe")
        happen([Made(NINE, "abandoned", 10), Made(NINE, "overflowed", 10), Made(NINE, "after_hours", 10)])
        assert differences() == {}
        Fact.objects.filter(call_key="made-0").delete()
        Call.objects.filter(key="made-1").delete()
        assert differences() == {"もとになる記録のない通話": 1, "通話台帳にない通話": 1}
        found = sides("交換機の記録と通話台帳")
        keys = [
            key
            for comparison in comparisons(Past(Period(TODAY, TODAY)))
            for one in comparison.differences
            for key in one.keys
        ]
    assert found == {"交換機の記録が伝える通話": 2, "通話台帳の通話": 2}
    assert keys == ["made-1"]


@pytest.mark.django_db
def test_answered_calls_and_records_are_held_against_each_other() -> None:
    with time_machine.travel(PRESENT, tick=False):
        applied("kawagoe")
        happen([Made(NINE, "answered", 10), Made(NINE + timedelta(hours=1) - timedelta(seconds=1), "answered", 10)])
        for key in ("made-0", "made-0", "made-nowhere", ""):
            contact = recorded(at=NINE)
            contact.call_key = key
            contact.save()
        found, compared = differences(), sides("応答した通話と応対の記録")
    assert compared["応答した通話"] == compared["うち、応対の記録がある通話"] + found["記録のない通話"] == 2
    assert found == {
        "記録のない通話": 1,
        "通話の見つからない記録": 1,
        "台帳にない通話の記録": 1,
        "一つの通話の、二つ以上の記録": 2,
    }


@pytest.mark.django_db
@pytest.mark.req("STF-13")
def test_bookings_by_telephone_are_held_against_records_and_against_the_ledger_of_places() -> None:
    with time_machine.travel(PRESENT, tick=False):
        slot = slot_at(open_for_booking(), TOMORROW, time(10), people=9)
        named, unnamed = (make_booking(wish(slot), channel=Channel.TELEPHONE, by=OPERATOR) for _ in range(2))
        recorded(at=NINE, booking_number=named.number, channel=ContactChannel.COUNTER)
        assert differences() == {"応対の記録が示していない電話の予約": 1}
        PlacesTaken.objects.filter(booking=unnamed).delete()
        assert differences()["枠を取っていない予約"] == 1


SOON = st.integers(0, 600).map(lambda seconds: NINE + timedelta(seconds=seconds))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.sampled_from(["", "a", "b"]), SOON), max_size=6),
    st.lists(st.tuples(st.sampled_from(["", "a", "b"]), SOON), max_size=6),
)
def test_calls_and_records_are_paired_at_most_once_and_only_of_the_same_person(
    called: list[tuple[str, datetime]], written: list[tuple[str, datetime]]
) -> None:
    talks = [Talk(number, who, at, at + timedelta(seconds=60)) for number, (who, at) in enumerate(called)]
    writings = [Writing(number, who, at) for number, (who, at) in enumerate(written)]
    left = paired(talks, writings)
    for who in ("a", "b"):
        calls = {number for number, (name, _) in enumerate(called) if name == who}
        records = {number for number, (name, _) in enumerate(written) if name == who}
        assert len(calls - set(left.calls)) == len(records - set(left.records))
    assert {number for number, (who, _) in enumerate(called) if not who} <= set(left.calls)


def test_what_somebody_writes_long_after_a_call_is_not_of_it() -> None:
    talk = Talk(1, "a", NINE, NINE + timedelta(minutes=2))
    soon, late = Writing(1, "a", NINE + timedelta(minutes=31)), Writing(2, "a", NINE + timedelta(minutes=33))
    assert paired([talk], [late]).calls == (1,)
    assert paired([talk], [late, soon]).records == (2,)
