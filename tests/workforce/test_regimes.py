"""What is agreed with the city about staffing: seats and regimes from a day on, each with its consultation."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from madoguchi.accounts.rights import Role
from madoguchi.calls.lines.actions import set_capacity
from madoguchi.calls.lines.queries import seats_on
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.workforce.models import Consultation
from madoguchi.workforce.regimes import actions
from madoguchi.workforce.regimes.actions import Agreed, call_off_change, record_consultation
from madoguchi.workforce.regimes.queries import consultations_visible_to, days_since_consultation, regime_on
from madoguchi.workforce.regimes.rules import Decided, seats_decided
from tests.calls.people import MANAGER
from tests.worlds import ADMIN, OPERATOR, PRESENT, TODAY, TOMORROW, actor, applied

pytestmark = pytest.mark.django_db
NEXT_WEEK = TODAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def moment() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PRESENT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def nishitokyo(db: None) -> None:
    """004 §9: four seats, changed by agreement."""
    applied("nishitokyo")


def hold(by: Any = MANAGER, **other: Any) -> Consultation:
    words = {"held_on": TODAY, "held_with": "市民課 見本", "situation": "入電が増えている", "decision": "増やす"}
    return record_consultation(Agreed(**{**words, **other}), by=by)


@pytest.mark.req("WFM-05", "WFM-09", "TEL-07")
def test_seats_that_were_agreed_hold_from_their_day_on(nishitokyo: None) -> None:
    before = seats_on(TODAY)
    hold(seats=6, effective_on=NEXT_WEEK)
    assert [seats_on(day) for day in (TODAY, NEXT_WEEK - timedelta(days=1), NEXT_WEEK)] == [before, before, 6]
    event = Event.objects.get(kind="consultation.recorded")
    assert '"seats":6' in event.body


@pytest.mark.req("WFM-09")
def test_what_was_agreed_later_for_the_same_day_holds_also_when_it_is_less(nishitokyo: None) -> None:
    hold(seats=8, effective_on=NEXT_WEEK, held_on=TODAY - timedelta(days=3))
    hold(seats=5, effective_on=NEXT_WEEK)
    assert seats_on(NEXT_WEEK) == 5
    later = NEXT_WEEK + timedelta(days=1)
    set_capacity("seats", 4, effective_on=later, agreed_with="市民課", agreed_on=TODAY, note="", by=ADMIN)
    assert seats_on(later) == 4
    one = Decided(NEXT_WEEK, TODAY, seats=5)
    assert seats_decided([one, Decided(NEXT_WEEK, TODAY - timedelta(days=3), seats=8)]) == {NEXT_WEEK: 5}


@pytest.mark.req("WFM-06")
@pytest.mark.preset_key("staffing.regimes")
def test_a_regime_is_switched_on_its_day_and_one_that_the_contract_does_not_know_is_refused(db: None) -> None:
    applied("digital-agency")
    assert regime_on(TODAY) == "体制1"
    hold(regime="体制2", seats=120, effective_on=TOMORROW, contract_change="第2回変更契約")
    assert (regime_on(TODAY), regime_on(TOMORROW)) == ("体制1", "体制2")
    hold(seats=130, effective_on=NEXT_WEEK)
    assert (regime_on(NEXT_WEEK), seats_on(NEXT_WEEK)) == ("体制2", 130)
    with pytest.raises(actions.NoSuchRegime):
        hold(regime="体制3", effective_on=TOMORROW)
    with pytest.raises(actions.TooManySeats):
        hold(seats=151, effective_on=TOMORROW)


@pytest.mark.req("WFM-09")
def test_a_consultation_may_decide_that_everything_stays(nishitokyo: None) -> None:
    assert days_since_consultation() is None
    row = hold(held_on=TODAY - timedelta(days=12), decision="現状の4席を続ける")
    assert not row.changes_something
    assert days_since_consultation() == 12
    with pytest.raises(actions.NothingToCallOff):
        call_off_change(row, by=MANAGER)


@pytest.mark.req("WFM-09")
def test_what_cannot_be_is_refused(nishitokyo: None) -> None:
    for wrong, refusal in (
        ({"situation": " "}, actions.WordsMissing),
        ({"held_on": TOMORROW}, actions.NotHeldYet),
        ({"seats": 5}, actions.DayMissing),
        ({"effective_on": TOMORROW}, actions.DayWithoutChange),
        ({"seats": 5, "effective_on": TODAY - timedelta(days=1)}, actions.DayInThePast),
        ({"seats": 3, "effective_on": TOMORROW}, actions.TooFewSeats),
    ):
        with pytest.raises(refusal):
            hold(**wrong)
    with pytest.raises(MissingRight):
        hold(by=OPERATOR)
    assert not Consultation.objects.exists()


@pytest.mark.req("WFM-06")
def test_a_change_is_called_off_before_its_day_and_stays_on_record(
    nishitokyo: None, moment: time_machine.Traveller
) -> None:
    row = hold(seats=6, effective_on=TOMORROW)
    kept = hold(seats=7, effective_on=TOMORROW)
    call_off_change(kept, by=MANAGER)
    assert seats_on(TOMORROW) == 6
    assert Consultation.objects.count() == 2
    moment.move_to(PRESENT + timedelta(days=1))
    with pytest.raises(actions.BegunAlready):
        call_off_change(row, by=MANAGER)


def test_the_parties_of_the_contract_read_consultations_and_operators_do_not(nishitokyo: None) -> None:
    hold()
    seen = {role: consultations_visible_to(actor(role)).count() for role in Role}
    assert seen[Role.CITY_CLERK] == seen[Role.CITY_ADMIN] == seen[Role.SUPERVISOR] == seen[Role.AUDITOR] == 1
    assert seen[Role.OPERATOR] == 0
