"""The contract changed by two people in the same moment, on real parallel connections."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from madoguchi.alerts.actions import set_rule
from madoguchi.alerts.queries import terms_of_rules
from madoguchi.alerts.rules import Rule
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import change_of
from madoguchi.municipality.actions import change_settings, withdraw_planned_change
from madoguchi.municipality.equipment.queries import equipment
from madoguchi.municipality.equipment.table import EQUIPMENT_TABLE
from madoguchi.municipality.kept import change_table, table_stamp
from madoguchi.municipality.models import Setting
from madoguchi.municipality.queries import value_of
from tests.booking.test_online_at_once import at_once
from tests.calls.people import SUPERVISOR
from tests.worlds import ADMIN, PRESENT, TODAY, applied

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TIMES = 4
HEAD = "item,label,kind,count,place,provided_by\n"


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=True):
        applied("kawagoe")
        yield


@pytest.mark.req("CAL-01")
def test_a_key_that_several_change_at_once_has_one_value_of_the_day_and_the_chain_of_its_changes() -> None:
    steps = [
        lambda number=number: change_settings({"booking.bookings_per_phone": 10 + number}, by=ADMIN)  # type: ignore[misc]
        for number in range(TIMES)
    ]
    assert set(at_once(steps)) == {"done"}
    assert Setting.objects.filter(key="booking.bookings_per_phone", effective_on=TODAY).count() == 1
    changes = Event.objects.filter(kind="setting.changed", about_key="booking.bookings_per_phone").order_by("pk")
    pairs = [change_of(event, "value") for event in changes]
    assert [before for before, _ in pairs[1:]] == [after for _, after in pairs[:-1]]
    assert value_of("booking.bookings_per_phone") == pairs[-1][1]


@pytest.mark.req("QUA-02")
def test_rules_of_alerts_that_supervisors_set_at_once_all_stand_although_they_are_one_table() -> None:
    rules = list(Rule)[:TIMES]
    steps = [
        lambda rule=rule: set_rule(  # type: ignore[misc]
            rule, is_used=True, threshold=77, cool_down_minutes=3, escalate_after_minutes=3, by=SUPERVISOR
        )
        for rule in rules
    ]
    assert set(at_once(steps)) == {"done"}
    terms = terms_of_rules()
    assert {rule: terms[rule].threshold for rule in rules} == dict.fromkeys(rules, 77)


@pytest.mark.req("RTV-03")
def test_who_saves_the_register_of_devices_does_not_undo_what_somebody_saved_since_they_opened_it() -> None:
    opened = table_stamp(EQUIPMENT_TABLE)
    steps = [
        lambda count=count: change_table(  # type: ignore[misc]
            EQUIPMENT_TABLE,
            f"{HEAD}terminal-1,閲覧用端末,client_terminal,{count},市民課,contractor\n",
            by=ADMIN,
            effective_on=TODAY,
            seen=opened,
        )
        for count in range(11, 11 + TIMES)
    ]
    assert sorted(at_once(steps)) == sorted(["TableChangedMeanwhile"] * (TIMES - 1) + ["done"])
    (device,) = equipment()
    assert device.count in range(11, 11 + TIMES)


@pytest.mark.req("CAL-01")
def test_a_planned_change_that_two_withdraw_at_once_is_withdrawn_once() -> None:
    (planned,) = change_settings(
        {"booking.bookings_per_phone": 9}, effective_on=TODAY + timedelta(days=5), by=ADMIN
    )
    said = at_once([lambda: withdraw_planned_change(planned, by=ADMIN)] * TIMES)
    assert sorted(said) == sorted(["WithdrawnAlready"] * (TIMES - 1) + ["done"])
    assert Event.objects.filter(kind="setting.withdrawn").count() == 1
