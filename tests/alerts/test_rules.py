"""What is worth an alert; grouped, cooled down, never a storm; who is called next. Values only."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.alerts.rules import (
    A_MINUTE,
    MINUTE,
    URGENT,
    USUAL_TERMS,
    Finding,
    Known,
    Level,
    RateSoFar,
    Rule,
    Since,
    Snapshot,
    Terms,
    findings,
    to_end,
    to_escalate,
    to_raise,
)
from tests.worlds import PRESENT

CALM = Snapshot(at=PRESENT, people=3, open_since=PRESENT - timedelta(hours=1))


def ago(**units: float) -> datetime:
    return PRESENT - timedelta(**units)


def rules_of(snapshot: Snapshot, terms: dict[Rule, Terms] = USUAL_TERMS) -> list[Rule]:
    return [one.rule for one in findings(snapshot, terms)]


def test_a_calm_floor_is_worth_nothing() -> None:
    assert rules_of(CALM) == []


@pytest.mark.req("QUA-02")
@pytest.mark.parametrize(
    ("rule", "below", "at"),
    [
        (
            Rule.LONG_WAIT,
            replace(CALM, waiting=(Since("c1", ago(seconds=59)),)),
            replace(CALM, waiting=(Since("c1", ago(seconds=60)),)),
        ),
        (
            Rule.QUEUE_LENGTH,
            replace(CALM, waiting=(Since("c", PRESENT),) * 4),
            replace(CALM, waiting=(Since("c", PRESENT),) * 5),
        ),
        (
            Rule.LONG_CALL,
            replace(CALM, calls=(Since("101", ago(minutes=19, seconds=59)),)),
            replace(CALM, calls=(Since("101", ago(minutes=20)),)),
        ),
        (
            Rule.AWAY_LONG,
            replace(CALM, absent=(Since("101", ago(minutes=29)),)),
            replace(CALM, absent=(Since("101", ago(minutes=30)),)),
        ),
        (
            Rule.COMPLAINT,
            replace(CALM, complaints=(Since("7", ago(minutes=60)),)),
            replace(CALM, complaints=(Since("7", ago(minutes=59)),)),
        ),
        (Rule.EMERGENCY, CALM, replace(CALM, emergencies=(Since("7", PRESENT),))),
        (
            Rule.NOBODY_THERE,
            replace(CALM, people=0, open_since=ago(seconds=59)),
            replace(CALM, people=0, open_since=ago(minutes=1)),
        ),
        (Rule.EXCHANGE_DOWN, CALM, replace(CALM, exchange_is_down=True)),
    ],
)
def test_each_rule_speaks_from_its_threshold_on_and_not_before(rule: Rule, below: Snapshot, at: Snapshot) -> None:
    assert rules_of(below) == []
    assert rules_of(at) == [rule]
    unused = {**USUAL_TERMS, rule: replace(USUAL_TERMS[rule], is_used=False)}
    assert rules_of(at, unused) == []


@pytest.mark.req("QUA-10")
@pytest.mark.parametrize("rule", [Rule.ANSWER_RATE_DAY, Rule.ANSWER_RATE_MONTH])
def test_an_answer_rate_below_the_target_is_told_once_enough_has_come(rule: Rule) -> None:
    def told(rate: RateSoFar) -> bool:
        field = "day" if rule is Rule.ANSWER_RATE_DAY else "month"
        return rules_of(replace(CALM, **{field: rate})) == [rule]

    assert told(RateSoFar(79.99, 100, 80))
    assert not told(RateSoFar(80.0, 100, 80))
    assert not told(RateSoFar(0.0, 19 if rule is Rule.ANSWER_RATE_DAY else 99, 80))
    assert not told(RateSoFar(10.0, 1000, 0))  # no target
    assert not told(RateSoFar(None, 1000, 80))


def test_nobody_is_missed_while_the_telephone_is_closed() -> None:
    assert rules_of(replace(CALM, people=0, open_since=None)) == []


def test_a_rush_is_one_alert_however_many_wait() -> None:
    rush = replace(CALM, waiting=tuple(Since(f"c{n}", ago(seconds=300 - n)) for n in range(200)))
    assert [(one.rule, one.measure) for one in findings(rush, USUAL_TERMS)] == [
        (Rule.LONG_WAIT, 300),
        (Rule.QUEUE_LENGTH, 200),
    ]


def test_what_is_open_is_not_raised_again_and_what_ended_waits_out_its_cool_down() -> None:
    finding = Finding(Rule.QUEUE_LENGTH, "", 9)
    cool_down = USUAL_TERMS[Rule.QUEUE_LENGTH].cool_down
    is_open = Known(Rule.QUEUE_LENGTH, "", ago(minutes=30))
    assert to_raise([finding], [is_open], USUAL_TERMS, PRESENT) == []
    ended = replace(is_open, ended_at=PRESENT)
    assert to_raise([finding], [ended], USUAL_TERMS, PRESENT + cool_down - timedelta(seconds=1)) == []
    assert to_raise([finding], [ended], USUAL_TERMS, PRESENT + cool_down) == [finding]


def test_the_urgent_is_not_kept_back_by_what_is_not() -> None:
    many = [Finding(Rule.LONG_CALL, str(number)) for number in range(50)]
    chosen = to_raise([*many, Finding(Rule.EXCHANGE_DOWN, "")], [], USUAL_TERMS, PRESENT)
    assert chosen[0].rule is Rule.EXCHANGE_DOWN
    assert Counter(one.rule in URGENT for one in chosen) == {True: 1, False: A_MINUTE // 2}


@pytest.mark.req("QUA-02")
def test_the_next_level_is_called_when_nobody_has_said_that_they_know() -> None:
    known = Known(Rule.NOBODY_THERE, "", ago(minutes=3))
    assert to_escalate([known], USUAL_TERMS, PRESENT) == [known]
    assert to_escalate([replace(known, began_at=ago(minutes=2))], USUAL_TERMS, PRESENT) == []
    for calm in (
        replace(known, is_acknowledged=True),
        replace(known, level=Level.NEXT),
        replace(known, ended_at=PRESENT),
        replace(known, rule=Rule.LONG_CALL),  # never, as it is set
    ):
        assert to_escalate([calm], USUAL_TERMS, PRESENT) == []


# Whatever the snapshots are

SINCE = st.builds(
    Since,
    st.sampled_from([str(number) for number in range(100, 140)]),
    st.integers(0, 7200).map(lambda s: ago(seconds=s)),
)
SEVERAL = st.lists(SINCE, max_size=30, unique_by=lambda one: one.key).map(tuple)
RATES = st.builds(
    RateSoFar, st.one_of(st.none(), st.floats(0, 100)), st.integers(0, 500), st.sampled_from([0, 80, 90])
)
SNAPSHOTS = st.builds(
    Snapshot,
    at=st.just(PRESENT),
    waiting=SEVERAL,
    calls=SEVERAL,
    absent=SEVERAL,
    people=st.integers(0, 3),
    open_since=st.one_of(st.none(), st.just(ago(hours=1))),
    day=RATES,
    month=RATES,
    complaints=SEVERAL,
    emergencies=SEVERAL,
    exchange_is_down=st.booleans(),
)


@given(st.lists(st.tuples(SNAPSHOTS, st.integers(1, 40)), min_size=1, max_size=25))
@settings(max_examples=60, deadline=None)
def test_no_snapshots_make_a_storm_and_each_cause_has_one_alert(run: list[tuple[Snapshot, int]]) -> None:
    known: list[Known] = []
    now = PRESENT
    for snapshot, seconds in run:
        now += timedelta(seconds=seconds)
        found = findings(replace(snapshot, at=now), USUAL_TERMS)
        over = to_end(found, known)
        known = [replace(one, ended_at=now) if one in over else one for one in known]
        known += [Known(one.rule, one.subject, now) for one in to_raise(found, known, USUAL_TERMS, now)]
        opened = Counter(one.key for one in known if one.ended_at is None)
        assert all(count == 1 for count in opened.values())
        assert sum(one.began_at > now - MINUTE for one in known) <= A_MINUTE
        assert {one.key for one in known if one.ended_at is None} <= {one.key for one in found}
    for key in {one.key for one in known}:
        rounds = sorted((one for one in known if one.key == key), key=lambda one: one.began_at)
        for before, after in pairwise(rounds):
            assert before.ended_at is not None
            assert after.began_at - before.ended_at >= USUAL_TERMS[key[0]].cool_down


@given(SNAPSHOTS)
@settings(max_examples=40, deadline=None)
def test_what_was_kept_back_is_raised_in_the_minutes_that_follow(snapshot: Snapshot) -> None:
    known: list[Known] = []
    found = findings(snapshot, USUAL_TERMS)
    for minutes in range(40):
        now = PRESENT + timedelta(minutes=minutes)
        known += [Known(one.rule, one.subject, now) for one in to_raise(found, known, USUAL_TERMS, now)]
    assert {one.key for one in known} == {one.key for one in found}
