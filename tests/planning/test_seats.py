"""How many seats keep the promised answer rate (WFM-01, WFM-03): the rule, and calls played one by one against it."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.metrics.rules import Terms
from madoguchi.planning.seats.rules import (
    Aim,
    Load,
    Outcome,
    erlang_b,
    outcome_of,
    rate_of,
    seats_needed,
    together,
)
from tests.planning.played import Played, exponential, play_a_day, spread

PATIENCE, LIMIT, HANDLING = 120.0, 300.0, 300.0
OPENING_DAYS = 20
MONTHS = 40  # played, so that chance weighs less than a point
# Of a day with 8 half hours before noon and 9 after: quiet at its edges, crowded at ten.
UNEVEN = (3, 5, 8, 9, 8, 7, 6, 5, 5, 6, 7, 7, 6, 6, 5, 4, 3)


def load_of(calls: float, minutes: float = 30, **other: float) -> Load:
    said = {"handling_seconds": HANDLING, "patience_seconds": PATIENCE, "longest_wait_seconds": LIMIT, **other}
    return Load(calls, minutes, **said)


def a_month(calls: int, shape: tuple[int, ...]) -> list[float]:
    """Half hours of one of its days."""
    return [calls / OPENING_DAYS * weight / sum(shape) for weight in shape]


@pytest.mark.req("WFM-01", "WFM-02", "WFM-03")
@pytest.mark.parametrize(
    ("calls", "target", "shape"),
    [
        (1500, 80, (1,) * 17),  # 001 §4(5)イ: 8:30 to 17:00
        (1500, 80, UNEVEN),
        (2500, 90, (1,) * 17),  # 003 第2-2(3)ア
        (2500, 90, UNEVEN),
    ],
    ids=["1500 even", "1500 uneven", "2500 even", "2500 uneven"],
)
@pytest.mark.parametrize("handling", [exponential(HANDLING), spread(HANDLING)], ids=["by chance", "as talks are"])
def test_the_seats_that_the_plan_names_keep_the_target_in_played_calls(
    calls: int, target: int, shape: tuple[int, ...], handling: object
) -> None:
    expected = a_month(calls, shape)
    seats = [seats_needed(load_of(one), Aim(target)) for one in expected]
    said = together((one, outcome_of(load_of(one), n or 0)) for one, n in zip(expected, seats, strict=True))
    played = months_of(expected, [n or 0 for n in seats], handling)
    assert played.percent >= target
    assert played.percent == pytest.approx(100 * said.answered, abs=2)
    assert 100 * played.in_time / played.calls == pytest.approx(100 * said.in_time, abs=2)
    assert played.waited / played.answered == pytest.approx(said.wait_seconds, abs=3)


def months_of(expected: list[float], seats: list[int], handling: object) -> Played:
    random, played = Random(5), Played()
    for _ in range(MONTHS * OPENING_DAYS):
        play_a_day(
            expected,
            seats,
            handling=handling,  # type: ignore[arg-type]
            patience=exponential(PATIENCE),
            longest_wait=LIMIT,
            random=random,
            into=played,
        )
    return played


@pytest.mark.req("WFM-03")
def test_one_seat_fewer_would_break_the_promise() -> None:
    """1,500 calls in a month of twenty days, 5 minutes each: two seats; 2,500 at 90 %: three."""
    few, many = load_of(1500 / OPENING_DAYS, 510), load_of(2500 / OPENING_DAYS, 525)
    assert seats_needed(few, Aim(80)) == 2
    assert seats_needed(many, Aim(90)) == 3
    even = (1,) * 17
    for calls, seats, target in ((1500, 1, 80), (2500, 2, 90)):
        played = months_of(a_month(calls, even), [seats] * 17, exponential(HANDLING))
        assert played.percent < target


@pytest.mark.parametrize(("calls", "seats"), [(9, 1), (14, 2), (20, 3), (60, 12), (900, 150)])
def test_each_share_is_what_is_played(calls: float, seats: int) -> None:
    said, played, random = outcome_of(load_of(calls), seats), Played(), Random(7)
    for _ in range(max(2, int(25_000 / calls / 20))):
        play_a_day(
            [calls] * 20,
            [seats] * 20,
            handling=exponential(HANDLING),
            patience=exponential(PATIENCE),
            longest_wait=LIMIT,
            random=random,
            into=played,
        )
    for share, count in (
        (said.answered, played.answered),
        (said.abandoned, played.abandoned),
        (said.overflowed, played.overflowed),
        (said.in_time, played.in_time),
    ):
        assert 100 * share == pytest.approx(100 * count / played.calls, abs=2)


def test_where_nobody_hangs_up_it_is_erlang_c() -> None:
    load = load_of(20, patience_seconds=1e7, longest_wait_seconds=3600)  # 3.33 erlang
    busy = erlang_b(load.at_once, 4)
    waits = busy / (1 - load.at_once / 4 * (1 - busy))
    said = outcome_of(load, 4)
    assert said.answered == pytest.approx(1, abs=1e-3)
    assert said.wait_seconds == pytest.approx(waits * HANDLING / (4 - load.at_once), rel=0.01)
    assert 1 - said.in_time == pytest.approx(waits * 2.718281828 ** (-(4 - load.at_once) * 20 / HANDLING), rel=0.01)


@given(
    calls=st.floats(0.01, 3000),
    seats=st.integers(0, 400),
    handling=st.floats(10, 1800),
    patience=st.floats(5, 3000),
    limit=st.sampled_from([0.0, 30.0, 300.0, 3600.0]),
)
@settings(max_examples=150, deadline=None)
def test_shares_are_shares_and_a_seat_more_never_answers_fewer(
    calls: float, seats: int, handling: float, patience: float, limit: float
) -> None:
    load = Load(calls, 30, handling, patience, limit)
    said, more = outcome_of(load, seats), outcome_of(load, seats + 1)
    for one in (said.answered, said.abandoned, said.overflowed, said.in_time, said.busy):
        assert -1e-9 <= one <= 1 + 1e-6
    assert said.answered + said.abandoned + said.overflowed == pytest.approx(1, abs=1e-6)
    assert said.in_time <= said.answered + 1e-9
    assert more.answered >= said.answered - 1e-6
    assert said.answered * load.at_once <= seats + 1e-6  # nobody is at two calls


def test_without_a_call_nothing_is_missed_and_one_seat_is_kept() -> None:
    assert outcome_of(load_of(0), 0) == Outcome(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    assert seats_needed(load_of(0), Aim(90)) == 1
    assert seats_needed(load_of(0), Aim(90), least=4) == 4


def test_calls_that_end_before_the_queue_may_put_a_target_out_of_reach() -> None:
    assert seats_needed(load_of(5), Aim(90, before_queue=0.12)) is None
    more = seats_needed(load_of(20), Aim(80, before_queue=0.12))
    assert more is not None
    assert more > (seats_needed(load_of(20), Aim(80)) or 0)


def test_the_contract_says_what_counts_as_missed() -> None:
    """A-01: where those who hang up do not count, fewer seats do."""
    said = outcome_of(load_of(20), 3)
    strict, mild = Aim(90), Aim(90, Terms(abandoned_counts=False))
    assert rate_of(said, strict).percent == pytest.approx(100 * said.answered, abs=0.01)
    assert (rate_of(said, mild).percent or 0) > (rate_of(said, strict).percent or 0)
    assert (seats_needed(load_of(20), mild) or 0) < (seats_needed(load_of(20), strict) or 0)


def test_a_month_is_counted_by_calls() -> None:
    quiet, crowded = outcome_of(load_of(2), 2), outcome_of(load_of(18), 2)
    month = together([(2, quiet), (18, crowded), (0, outcome_of(load_of(0), 2))])
    assert month.answered == pytest.approx((2 * quiet.answered + 18 * crowded.answered) / 20)
    assert crowded.wait_seconds < together([(1, crowded)]).wait_seconds + 1e-9
