"""A call out of its facts: the same whatever their order, and exactly one outcome."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.calls.ledger.picture.rules import CallPicture, picture_of
from madoguchi.calls.ledger.rules import Direction, LegKind, Outcome
from madoguchi.calls.ports import ExchangeFact, FactKind
from tests.telephone.told import NINE, Told, an_answered_call

ANNOUNCED = Told().arrived().decided().played(0, "greeting")


def picture(facts: Iterable[ExchangeFact], **more: Any) -> CallPicture:
    found = picture_of(facts, short_abandon_seconds=5, **more)
    assert found
    return found


CALLS = {
    Outcome.ANSWERED: an_answered_call(),
    Outcome.AFTER_HOURS: Told().arrived().decided(0, "after_hours").played(0, "closed", until=9).ended(9),
    Outcome.ENDED_IN_ANNOUNCEMENT: Told().arrived().decided().played(0, "greeting").ended(3),
    Outcome.SHORT_ABANDON: Told()
    .arrived()
    .decided()
    .queued(3)
    .says(8, FactKind.ABANDONED, wait_seconds=5)
    .ended(8),
    Outcome.ABANDON: Told().arrived().decided().queued(3).says(9, FactKind.ABANDONED, wait_seconds=6).ended(9),
    Outcome.OVERFLOW: Told()
    .arrived()
    .decided()
    .queued(3)
    .says(123, FactKind.OVERFLOWED, reason="timeout", wait_seconds=120)
    .played(123, "busy", until=130)
    .ended(130),
    Outcome.SELF_SERVICE: Told()
    .arrived()
    .decided()
    .says(9, FactKind.PRESSED, where="menu", meaning="booking")
    .ended(40),
    Outcome.TEST: Told().arrived(trunk="test").decided(0, "test").ended(4),
    Outcome.INTERNAL: Told().arrived(trunk="internal").says(2, FactKind.ANSWERED, "78").ended(4),
    Outcome.OUTGOING: Told()
    .says(0, FactKind.DIALLED_OUT, "77", number="0300000001", purpose="escalation")
    .says(8, FactKind.OUT_ANSWERED, origin="cel")
    .ended(308),
    Outcome.GOING_ON: Told().arrived().decided().queued(3),
}


@pytest.mark.req("TEL-18")
@pytest.mark.parametrize("outcome", CALLS, ids=str)
def test_every_call_has_exactly_one_outcome(outcome: Outcome) -> None:
    assert picture(CALLS[outcome].facts).outcome is outcome


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(outcome=st.sampled_from(list(CALLS)), seed=st.integers(0, 10**9), doubled=st.sampled_from([0, 0.5, 1]))
def test_any_order_and_any_doubling_of_the_facts_gives_the_same_call(
    outcome: Outcome, seed: int, doubled: float
) -> None:
    facts = CALLS[outcome].facts
    mixed, chance = list(facts), Random(seed)
    mixed += [fact for fact in facts if chance.random() < doubled]
    again = [
        ExchangeFact(fact.origin, f"other:{place:012d}", fact.at, fact.kind, fact.call, fact.extension, fact.values)
        for place, fact in enumerate(facts)
    ]
    chance.shuffle(mixed)
    assert picture(mixed) == picture(facts)
    assert picture([*again, *mixed]) == picture(facts), "read again under another name, the log tells the same"


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.sampled_from(an_answered_call().facts), max_size=20))
def test_a_call_with_missing_facts_is_still_told(facts: list[ExchangeFact]) -> None:
    found = picture_of(facts, short_abandon_seconds=5)
    if found:
        assert found.ended_at is None or found.ended_at >= found.arrived_at
        assert min(found.wait_seconds, found.talk_seconds, found.hold_seconds, found.after_call_seconds) >= 0
        assert all(leg.ended_at is None or leg.ended_at >= leg.began_at for leg in found.legs)


@pytest.mark.req("TEL-18")
def test_waiting_talking_holding_and_work_afterwards_are_counted_apart() -> None:
    told = an_answered_call()
    told.says(30, FactKind.STATE, "77", state="paused", reason="acw")
    told.says(245, FactKind.STATE, "77", state="ready")
    call = picture(told.facts)
    assert (call.wait_seconds, call.talk_seconds, call.hold_seconds, call.after_call_seconds) == (16, 150, 30, 45)
    assert (call.caller, call.dialled, call.extension) == ("09000000001", "0120000111", "77")
    assert (call.arrived_at, call.queued_at, call.answered_at, call.ended_at) == tuple(
        NINE + timedelta(seconds=seconds) for seconds in (0, 4, 20, 200)
    )
    assert call.ended_by == "caller"
    rings = [(leg.extension, leg.result) for leg in call.legs if leg.kind is LegKind.RING]
    assert rings == [("78", "not_taken"), ("77", "answered")]


@pytest.mark.req("TEL-18")
def test_work_after_the_call_is_what_its_end_told() -> None:
    told = an_answered_call().says(201.5, FactKind.STATE, "77", origin="switchboard", state="after_call")
    told.says(233, FactKind.STATE, "77", origin="switchboard", state="over", seconds=31.5)
    assert picture(told.facts).after_call_seconds == 31.5


def test_a_transfer_is_told_once_though_two_logs_tell_of_it() -> None:
    told = Told().arrived().queued(1).answered(5, wait=4)
    told.says(65, FactKind.TRANSFERRED, "77", to="88", how="blind", talk_seconds=60)
    told.says(65.2, FactKind.TRANSFERRED, "77", origin="cel", to="88", how="blind").ended(100)
    call = picture(told.facts)
    transfers = [leg for leg in call.legs if leg.kind is LegKind.TRANSFER]
    assert [(leg.to, leg.seconds_until(None)) for leg in transfers] == [("88", 35)]
    assert (call.outcome, call.talk_seconds) == (Outcome.ANSWERED, 60)


def test_a_caller_whose_operator_vanished_waits_again_and_is_one_call() -> None:
    told = Told().arrived().queued(1).answered(5, "77", wait=4).completed(20, "77", talk=15, by="agent")
    told.says(20, FactKind.REQUEUED, "77").queued(20).answered(26, "78", wait=6).completed(86, "78", talk=60).ended(
        86
    )
    call = picture(told.facts)
    assert (call.outcome, call.extension, call.wait_seconds, call.talk_seconds) == (Outcome.ANSWERED, "77", 4, 75)
    assert [leg.kind for leg in call.legs if leg.kind is LegKind.QUEUE] == [LegKind.QUEUE, LegKind.QUEUE]


@pytest.mark.req("TEL-18")
def test_a_call_that_was_open_when_the_exchange_was_started_again_is_lost() -> None:
    told = Told().arrived().queued(1).answered(5, wait=4)
    start = ExchangeFact("queue_log", "log:000000009000", NINE + timedelta(seconds=40), FactKind.STARTED)
    call = picture(told.facts, restarts=[start])
    assert (call.outcome, call.ended_at) == (Outcome.LOST, NINE + timedelta(seconds=5))
    assert picture(told.ended(9).facts, restarts=[start]).outcome is Outcome.ANSWERED


def test_a_call_of_the_very_second_of_the_start_is_not_lost() -> None:
    start = ExchangeFact("queue_log", "log:000000000050", NINE, FactKind.STARTED)
    assert picture(Told().arrived().queued(0).facts, restarts=[start]).outcome is Outcome.GOING_ON
    before = ExchangeFact("queue_log", "log:000000009000", NINE, FactKind.STARTED)
    assert picture(Told().arrived().queued(0).facts, restarts=[before]).outcome is Outcome.LOST


def test_a_clock_that_steps_back_does_not_turn_the_log_around() -> None:
    told = Told().arrived(100).queued(101).answered(-3500, wait=4).completed(-3400, talk=100).ended(-3400)
    call = picture(told.facts)
    assert (call.outcome, call.talk_seconds, call.wait_seconds) == (Outcome.ANSWERED, 100, 4)
    assert [leg.kind for leg in call.legs] == [LegKind.QUEUE, LegKind.RING, LegKind.TALK]


@pytest.mark.req("TEL-19")
def test_an_outgoing_call_keeps_its_number_length_and_purpose() -> None:
    call = picture(CALLS[Outcome.OUTGOING].facts)
    assert (call.direction, call.dialled, call.purpose, call.talk_seconds) == (
        Direction.OUTGOING,
        "0300000001",
        "escalation",
        300,
    )


def test_what_is_no_call_makes_none() -> None:
    assert picture_of(Told().ended(3).facts, short_abandon_seconds=5) is None
