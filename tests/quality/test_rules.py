"""Drawing is fair and can be repeated; a sheet adds up; agreement is what its definition says."""

import hashlib
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.quality.rules import (
    FEWEST_FOR_KAPPA,
    Pair,
    SheetItem,
    agreement,
    drawn,
    month_after,
    month_mean,
    months_until,
    population_digest,
    total_percent,
    unanswered,
    weighted_kappa,
)

KEYS = st.lists(st.from_regex(r"\A17[0-9]{4,8}\.[0-9]{1,4}\Z"), max_size=40)
SHEET = (
    SheetItem("kind", "親切", "", 20, False, ("×", "△", "○", "◎")),
    SheetItem("correct", "正確", "", 30, False, ("×", "△", "○", "◎")),
    SheetItem("privacy", "個人情報", "", 10, True, ("守っていない", "守っている")),
)


@pytest.mark.req("QUA-07")
@given(seed=st.text(min_size=1, max_size=20), keys=KEYS, count=st.integers(-1, 50))
def test_a_draw_can_be_repeated_whatever_the_order_and_draws_nothing_twice(
    seed: str, keys: list[str], count: int
) -> None:
    chosen = drawn(seed, keys, count)
    assert chosen == drawn(seed, keys[::-1], count)
    assert len(chosen) == len(set(chosen)) == min(max(count, 0), len(set(keys)))
    assert set(chosen) <= set(keys)
    assert population_digest(keys) == population_digest(keys[::-1])


@pytest.mark.req("QUA-07")
@given(seed=st.text(min_size=1, max_size=20), keys=KEYS, count=st.integers(1, 10))
def test_a_call_more_pushes_out_at_most_one(seed: str, keys: list[str], count: int) -> None:
    before, after = set(drawn(seed, keys, count)), set(drawn(seed, [*keys, "18.1"], count))
    assert len(before - after) <= 1
    assert after - before <= {"18.1"}


@pytest.mark.req("QUA-07")
def test_every_call_is_drawn_about_equally_often() -> None:
    keys = [f"1764{number:03}.{number}" for number in range(20)]
    often = Counter(key for seed in range(4000) for key in drawn(str(seed), keys, 3))
    expected = 4000 * 3 / 20
    # 43.8 is exceeded once in a thousand by chance (19 degrees of freedom); the seeds are always the same ones.
    assert sum((often[key] - expected) ** 2 / expected for key in keys) < 43.8


@pytest.mark.req("QUA-07")
def test_an_auditor_draws_again_with_sha256sum_alone() -> None:
    keys = ["a", "b", "c", "d"]
    by_hand = sorted(keys, key=lambda key: hashlib.sha256(f"5eed:{key}".encode()).hexdigest())[:2]
    assert drawn("5eed", keys, 2) == by_hand


@pytest.mark.req("OPC-10", "QUA-07")
def test_a_total_is_the_weighted_share_of_the_scales_of_what_came_up() -> None:
    assert total_percent(SHEET, {"kind": 4, "correct": 4, "privacy": 2}) == 100
    assert total_percent(SHEET, {"kind": 1, "correct": 1, "privacy": 2}) == pytest.approx(100 * 10 / 60)
    assert total_percent(SHEET, {"kind": 3, "correct": 2, "privacy": None}) == pytest.approx(
        100 * (20 * 2 / 3 + 30 / 3) / 50
    )
    assert total_percent(SHEET, {"kind": None, "correct": None, "privacy": None}) is None


@pytest.mark.req("QUA-07")
def test_a_fatal_fault_leaves_nothing_however_good_the_rest_was() -> None:
    assert total_percent(SHEET, {"kind": 4, "correct": 4, "privacy": 1}) == 0


def test_an_item_that_did_not_come_up_is_answered_and_one_left_out_is_not() -> None:
    assert [item.item for item in unanswered(SHEET, {"kind": None, "privacy": 2})] == ["correct"]


@pytest.mark.req("QUA-07")
def test_agreement_counts_pairs_steps_and_what_only_one_thought_of() -> None:
    found = agreement(
        [Pair(3, 3, 4), Pair(2, 3, 4), Pair(1, 4, 4), Pair(1, 2, 2), Pair(None, 2, 4), Pair(None, None, 4)]
    )
    assert (found.pairs, found.same, found.long_pairs, found.within_one, found.one_sided) == (4, 1, 3, 2, 1)
    assert found.same_percent == 25
    assert found.within_one_percent == pytest.approx(200 / 3)
    assert found.kappa is None, "four pairs are too few"


def test_two_steps_never_count_as_within_one() -> None:
    assert agreement([Pair(1, 2, 2)] * 20).within_one_percent is None


PLACES = st.sampled_from([0.0, 1 / 3, 2 / 3, 1.0])


@pytest.mark.req("QUA-07")
@given(st.lists(st.tuples(PLACES, PLACES), min_size=FEWEST_FOR_KAPPA, max_size=60))
def test_kappa_is_one_minus_observed_over_expected_distance(pairs: list[tuple[float, float]]) -> None:
    """By its definition: the expected distance is that of every first with every second."""
    observed = sum((first - second) ** 2 for first, second in pairs) / len(pairs)
    crossed = [(first - second) ** 2 for first, _ in pairs for _, second in pairs]
    expected = sum(crossed) / len(crossed)
    kappa = weighted_kappa(pairs)
    if expected < 1e-9:
        assert kappa is None
    else:
        assert kappa == pytest.approx(1 - observed / expected)
        assert kappa <= 1 + 1e-9
        assert weighted_kappa([(second, first) for first, second in pairs]) == pytest.approx(kappa)


@pytest.mark.req("QUA-07")
@given(st.lists(PLACES, min_size=FEWEST_FOR_KAPPA, max_size=40).filter(lambda places: len(set(places)) > 1))
def test_who_always_agrees_has_a_kappa_of_one(places: list[float]) -> None:
    assert weighted_kappa([(place, place) for place in places]) == pytest.approx(1)


def test_kappa_of_the_textbook() -> None:
    """Two raters, four steps; quadratic weights: worked out by hand from the table of counts."""
    table = [[2, 1, 0, 0], [1, 3, 1, 0], [0, 1, 4, 1], [0, 0, 1, 5]]
    pairs = [(a / 3, b / 3) for a in range(4) for b in range(4) for _ in range(table[a][b])]
    total, rows, columns = 20, [3, 5, 6, 6], [3, 5, 6, 6]
    observed = sum(table[a][b] * (a - b) ** 2 for a in range(4) for b in range(4)) / total
    expected = sum(rows[a] * columns[b] * (a - b) ** 2 for a in range(4) for b in range(4)) / total**2
    assert weighted_kappa(pairs) == pytest.approx(1 - observed / expected)


def test_months_run_over_the_turn_of_the_year() -> None:
    assert months_until(date(2027, 2, 1), count=3) == [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]
    assert month_after(date(2026, 12, 1)) == date(2027, 1, 1)


def test_few_evaluations_of_a_month_are_called_few() -> None:
    assert month_mean(date(2026, 12, 1), [(80.0, False)] * 4).is_small
    assert not month_mean(date(2026, 12, 1), [(80.0, False)] * 5).is_small
    assert not month_mean(date(2026, 12, 1), []).is_small
    assert month_mean(date(2026, 12, 1), [(80.0, False), (0.0, True)]).mean == 40
