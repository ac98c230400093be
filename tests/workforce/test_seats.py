"""Seats added in a rush, and how many people were placed in each hour."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.actions import sign_in, sign_out
from madoguchi.calls.agents.administration import add_seat
from madoguchi.config.joint_jobs import keep_placed_hours
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality.actions import change_settings
from madoguchi.workforce.models import AddedSeats, PlacedHour
from madoguchi.workforce.seats.actions import (
    AddedAlready,
    AgreementMissing,
    EndsTooEarly,
    NoSeats,
    OverAlready,
    ReasonMissing,
    TooLong,
    TooManySeats,
    add_seats,
    end_added_seats,
    keep_placed_hour,
)
from madoguchi.workforce.seats.queries import hours_of, number_added
from madoguchi.workforce.seats.rules import HOUR, Placed, Span, by_base, is_short, most_added_between
from tests.calls.people import SUPERVISOR, agent, seat, themselves
from tests.worlds import ADMIN, PRESENT, actor, applied

pytestmark = pytest.mark.django_db
Moment = time_machine.Traveller


@pytest.fixture(autouse=True)
def moment() -> Iterator[Moment]:
    with time_machine.travel(PRESENT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def kawagoe(db: None) -> None:
    """003 第2-2(3)ア: two seats at every hour, more in a rush."""
    applied("kawagoe")


def later(hours: float) -> datetime:
    return PRESENT + timedelta(hours=hours)


def add(number: int = 2, hours: float = 3, reason: str = "入電の急増", agreed_with: str = "") -> AddedSeats:
    return add_seats(number, until_at=later(hours), reason=reason, usual=2, agreed_with=agreed_with, by=SUPERVISOR)


@pytest.mark.req("WFM-05")
def test_seats_that_are_added_hold_until_their_end_and_are_written_down_with_their_reason(
    kawagoe: None, moment: Moment
) -> None:
    add()
    assert number_added() == 2
    add(1, 1)
    assert number_added() == 3
    event = Event.objects.filter(kind="seats.added").order_by("id").first()
    assert event is not None
    assert (event.actor_key, facts_of(event)["reason"]) == ("supervisor", "入電の急増")
    moment.shift(3600)
    assert number_added() == 2
    moment.shift(7200)
    assert number_added() == 0


@pytest.mark.req("WFM-05")
def test_seats_that_are_not_needed_any_more_are_ended_by_whom_is_known(kawagoe: None, moment: Moment) -> None:
    added = add()
    moment.shift(600)
    end_added_seats(added, by=SUPERVISOR)
    assert number_added() == 0
    added.refresh_from_db()
    assert (added.until_at, added.ended_by) == (later(1 / 6), "supervisor")
    with pytest.raises(OverAlready):
        end_added_seats(added, by=SUPERVISOR)
    assert Event.objects.filter(kind="seats.ended").count() == 1


@pytest.mark.req("WFM-05")
def test_adding_needs_a_number_a_reason_an_end_that_comes_and_the_right(kawagoe: None) -> None:
    for wrong, refusal in (
        ({"number": 0}, NoSeats),
        ({"reason": " "}, ReasonMissing),
        ({"hours": 0}, EndsTooEarly),
        ({"hours": 24 * 32}, TooLong),
    ):
        with pytest.raises(refusal):
            add(**wrong)  # type: ignore[arg-type]
    with pytest.raises(MissingRight):
        add_seats(1, until_at=later(1), reason="x", usual=2, by=actor(Role.OPERATOR))
    assert not AddedSeats.objects.exists()


@pytest.mark.req("WFM-05")
@pytest.mark.preset_key("staffing.quick_increase")
def test_where_the_contract_foresees_no_rush_the_city_is_named_each_time(db: None) -> None:
    applied("hatsukaichi")
    with pytest.raises(AgreementMissing):
        add(1)
    assert add(1, agreed_with="市民課 見本").agreed_with == "市民課 見本"
    change_settings({"staffing.quick_increase": True, "staffing.seats_max": 0}, by=ADMIN)
    add(1, reason="入電の急増、続き")


def test_one_press_that_arrives_twice_adds_seats_once(kawagoe: None) -> None:
    add(2)
    with pytest.raises(AddedAlready):
        add(2)
    assert add(2, reason="入電の急増、続き").number == 2


@pytest.mark.preset_key("staffing.seats_max")
def test_no_more_seats_than_the_contract_allows(db: None) -> None:
    applied("hatsukaichi")  # 000 Q34: three at most
    with pytest.raises(TooManySeats):
        add(2, agreed_with="市民課 見本")
    add(1, agreed_with="市民課 見本")
    with pytest.raises(TooManySeats):
        add(1, agreed_with="市民課 見本", reason="もう一度")


@pytest.mark.req("WFM-12")
def test_people_placed_are_stored_by_hour_and_base_and_stay_as_they_were(kawagoe: None, moment: Moment) -> None:
    add_seat("A-1", "本庁", by=SUPERVISOR)
    add_seat("B-1", "第2", by=SUPERVISOR)
    one, other = agent("op-a"), agent("op-b")
    sign_in(one, seat("A-1"), by=themselves(one))
    add(1, 1)
    moment.shift(1800)
    sign_in(other, seat("B-1"), by=themselves(other))
    moment.shift(1800)
    sign_out(one, by=themselves(one))
    assert keep_placed_hours.call() == 1  # begins with the last hour that is over
    rows = PlacedHour.objects.filter(starts_at=PRESENT).values_list("base", "people", "seconds", "planned")
    assert list(rows) == [("本庁", 1, 3600, 3), ("第2", 1, 1800, 3)]
    assert keep_placed_hours.call() == 0
    sign_out(other, by=themselves(other))
    moment.shift(7200)
    assert keep_placed_hours.call() == 2
    empty = PlacedHour.objects.get(starts_at=later(2))
    assert (empty.base, empty.people, empty.planned) == ("", 0, 2)


@pytest.mark.req("WFM-12")
@pytest.mark.preset_key("staffing.seats_every_interval")
def test_an_hour_with_fewer_people_than_the_contract_wants_is_shown_as_short(kawagoe: None) -> None:
    nine, ten = later(-1), PRESENT
    keep_placed_hour(nine, {"": Placed(2, 2 * 3590)}, planned=2)
    keep_placed_hour(later(-2), {"": Placed(3, 5400)}, planned=2)

    def short() -> list[bool]:
        hours = hours_of(later(-3), {}, usual=2, hours=4, now=ten, open_hours={8, 9, 10})
        return [hour.is_short for hour in hours]

    assert short() == [False, True, False, False]  # seven is closed, ten has not ended
    change_settings({"staffing.seats_every_interval": False}, by=ADMIN)
    assert short() == [False] * 4


SPANS = st.lists(
    st.tuples(st.integers(1, 9), st.integers(0, 20), st.integers(1, 10)).map(
        lambda one: Span(one[0], later(one[1] / 4), later((one[1] + one[2]) / 4))
    ),
    max_size=6,
)


@given(SPANS)
def test_the_most_added_is_what_a_look_at_every_quarter_finds(spans: list[Span]) -> None:
    looked = [
        sum(span.number for span in spans if span.from_at <= later(quarter / 4) < span.until_at)
        for quarter in range(4, 20)
    ]
    assert most_added_between(later(1), later(5), spans) == max(looked)


@given(
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["", "第2"]), st.integers(-30, 90), st.integers(0, 60)))
)
def test_an_hour_holds_no_more_than_its_people_sat(stays: list[tuple[int, str, int, int]]) -> None:
    spans = [(who, base, later(at / 60), later((at + length) / 60)) for who, base, at, length in stays]
    placed = by_base(spans, PRESENT)
    inside = [(min(until, PRESENT + HOUR) - max(begins, PRESENT)).total_seconds() for _, _, begins, until in spans]
    total = sum(length for length in inside if length > 0)
    assert abs(sum(one.seconds for one in placed.values()) - total) <= len(placed)
    assert all(one.people >= 1 for one in placed.values())
    assert is_short(placed.values(), least=len(stays) + 1)
