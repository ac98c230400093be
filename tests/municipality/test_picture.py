"""Settings are read from memory as long as nobody has changed any, and never a moment longer."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from madoguchi.core.refusals import Refusal
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.picture import reading_once
from madoguchi.municipality.queries import is_on, value_of, values_of
from tests.services.processes import new_installation
from tests.worlds import ADMIN, open_for_booking

pytestmark = pytest.mark.django_db
KEY = "booking.few_up_to"


def test_one_request_asks_the_database_once() -> None:
    open_for_booking()
    value_of(KEY)
    with reading_once(), CaptureQueriesContext(connection) as queries:
        assert value_of(KEY) == values_of("booking")["few_up_to"]
        assert is_on("own_reservations")
    assert len(queries) == 1


def test_a_change_is_seen_by_the_next_look_also_in_the_same_request() -> None:
    open_for_booking()
    with reading_once():
        before = value_of(KEY)
        change_settings({KEY: before + 3}, by=ADMIN)
        assert value_of(KEY) == before + 3
    assert value_of(KEY) == before + 3


def test_what_was_rolled_back_is_forgotten_also_in_the_same_request() -> None:
    open_for_booking()
    with reading_once():
        before = value_of(KEY)
        with transaction.atomic():
            change_settings({KEY: before + 3}, by=ADMIN)
            assert value_of(KEY) == before + 3
            transaction.set_rollback(True)
        assert value_of(KEY) == before
    change_settings({KEY: before + 5}, by=ADMIN)
    assert value_of(KEY) == before + 5


def test_a_refused_change_leaves_the_page_with_the_old_value() -> None:
    open_for_booking()
    with reading_once():
        before = value_of(KEY)
        with pytest.raises(Refusal):
            change_settings({KEY: before + 3, "booking.hold_minutes": 10_000}, by=ADMIN)
        assert value_of(KEY) == before


def test_who_changes_a_list_that_was_read_changes_nobody_elses() -> None:
    open_for_booking()
    value_of("booking.bands").clear()
    assert value_of("booking.bands")


@pytest.mark.slow
def test_another_process_sees_a_change_at_once() -> None:
    with new_installation() as installation:
        installation.run("preset", "apply", "hatsukaichi")
        with installation.as_own_database():
            before = value_of(KEY)
            installation.python(
                "from tests.worlds import ADMIN\n"
                "from madoguchi.municipality.actions import change_settings\n"
                f"change_settings({{'{KEY}': {before + 7}}}, by=ADMIN)"
            )
            assert value_of(KEY) == before + 7
