"""Three rounds of misfortune on each database; fifty are `bin/bench faults`."""

import pytest
from pytest_django import DjangoDbBlocker

from tests.services.faults import new_stage
from tests.shared import vendor_of_this_run

pytestmark = pytest.mark.exchange
SEEDS = (7, 19, 23)


@pytest.mark.req("TEL-10", "TEL-18")
def test_whatever_is_killed_in_mid_call_each_call_is_answered_and_once_in_the_ledger(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), new_stage(vendor_of_this_run()) as stage:
        rounds = [stage.play(seed) for seed in SEEDS]
    assert [one for one in rounds if not one.is_clean] == []
    assert all(one.calls for one in rounds)
