"""Drawing and rating twice in the same moment, on real parallel connections."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from madoguchi.quality.actions import begin_rating, draw_cases
from madoguchi.quality.models import Case, Rating
from tests.booking.test_online_at_once import at_once
from tests.quality.rated import MANAGER, SUPERVISOR, calls_of, picked
from tests.worlds import PRESENT, TODAY, applied

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=True):
        applied("nishitokyo")
        yield


@pytest.mark.req("QUA-07")
def test_two_who_draw_at_once_draw_no_more_than_was_agreed() -> None:
    calls_of("op-1", 12, at=PRESENT - timedelta(hours=2))
    said = at_once([lambda: draw_cases(TODAY, by=SUPERVISOR), lambda: draw_cases(TODAY, by=MANAGER)])
    assert sorted(said) == ["NothingToDraw", "done"]
    assert Case.objects.count() == 3


@pytest.mark.req("QUA-07")
def test_two_who_begin_at_once_do_not_both_rate_what_one_is_to_rate() -> None:
    case = picked()
    said = at_once([lambda: begin_rating(case, by=SUPERVISOR), lambda: begin_rating(case, by=MANAGER)])
    assert sorted(said) == ["RatedByOthers", "done"]
    assert Rating.objects.count() == 1
