"""Two people at the switches of the telephone in the same moment, on real parallel connections."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.actions import change_state, sign_in
from madoguchi.calls.agents.administration import add_agent, add_seat, change_agent
from madoguchi.calls.agents.models import Agent, AgentState, Seat
from madoguchi.calls.agents.rules import Device, State
from madoguchi.calls.announcements.actions import withdraw
from madoguchi.calls.announcements.models import Announcement
from madoguchi.calls.announcements.queries import version_in_force
from madoguchi.calls.announcements.rules import Kind
from madoguchi.calls.policy.actions import begin_test_time, close_now, open_again, switch_emergency_on
from madoguchi.calls.policy.models import Closing, Emergency, TestTime
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from tests.booking.test_online_at_once import at_once
from tests.calls.people import SUPERVISOR, agent, seat, staff, themselves
from tests.calls.voices import quick_voice
from tests.worlds import PRESENT, actor, applied

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TIMES = 4
MANAGER, CITY = actor(Role.MANAGER), actor(Role.CITY_ADMIN)


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=True), quick_voice():
        applied("nishitokyo")
        yield


def but_one(refusal: str) -> list[str]:
    return sorted([*[refusal] * (TIMES - 1), "done"])


@pytest.mark.req("INC-12")
def test_an_emergency_that_several_switch_on_at_once_is_on_once_and_the_others_are_told() -> None:
    steps = [
        lambda number=number: switch_emergency_on(text=f"地震がありました。{number}", reason="地震", by=MANAGER)  # type: ignore[misc]
        for number in range(TIMES)
    ]
    assert sorted(at_once(steps)) == but_one("AlreadyOn")
    assert Emergency.objects.count() == 1
    assert Event.objects.filter(kind="emergency.on").count() == 1


@pytest.mark.req("CAL-12")
def test_the_telephone_closed_and_opened_by_several_at_once_is_closed_and_opened_once() -> None:
    until = PRESENT + timedelta(hours=1)
    close = [lambda: close_now(until_at=until, reason="停電", by=SUPERVISOR)] * TIMES
    assert sorted(at_once(close)) == but_one("ClosedAlready")
    assert Closing.objects.count() == 1
    assert sorted(at_once([lambda: open_again(by=SUPERVISOR)] * TIMES)) == but_one("OpenAlready")
    assert Event.objects.filter(kind="closing.ended").count() == 1


@pytest.mark.req("TEL-23")
def test_a_time_of_tests_begun_by_several_at_once_is_begun_once() -> None:
    assert sorted(at_once([lambda: begin_test_time(minutes=30, by=SUPERVISOR)] * TIMES)) == but_one(
        "TestsOnAlready"
    )
    assert TestTime.objects.count() == 1


@pytest.mark.req("TEL-09")
def test_two_who_withdraw_the_last_two_texts_for_the_closed_hours_at_once_leave_one_to_say() -> None:
    first = version_in_force(Kind.OUT_OF_HOURS, "ja", clock.today())
    assert first
    Announcement.objects.filter(pk=first.pk).update(number=99)
    second = Announcement.objects.create(
        **{
            name: getattr(first, name)
            for name in ("kind", "language", "text", "state", "in_force_from", "written_at")
        },
        number=1,
    )
    steps = [lambda one=one: withdraw(one, reason="古い", by=CITY) for one in (first, second)]  # type: ignore[misc]
    assert sorted(at_once(steps)) == ["NothingElseToSay", "done"]
    assert version_in_force(Kind.OUT_OF_HOURS, "ja", clock.today())


@pytest.mark.req("OPC-05")
def test_seats_and_extensions_that_two_enter_at_once_are_each_given_once() -> None:
    assert sorted(at_once([lambda: add_seat("1番席", by=SUPERVISOR)] * TIMES)) == but_one("SeatNameTaken")
    one = staff("op-a")
    same = [lambda: add_agent(one, device=Device.SOFT_PHONE, by=SUPERVISOR)] * TIMES
    assert sorted(at_once(same)) == but_one("AlreadyAgent")
    others = [staff(f"op-{number}") for number in range(TIMES)]
    each = [lambda other=other: add_agent(other, device=Device.SOFT_PHONE, by=SUPERVISOR) for other in others]  # type: ignore[misc]
    assert set(at_once(each)) == {"done"}, "the lowest free extension, and nobody is sent away"
    assert len(set(Agent.objects.values_list("extension", flat=True))) == TIMES + 1
    assert Seat.objects.count() == 1


@pytest.mark.req("OPC-05", "RTV-01")
def test_of_people_who_sit_down_at_one_seat_at_once_one_sits_there() -> None:
    place, people = seat(), [agent(f"op-{number}") for number in range(TIMES)]
    steps = [lambda one=one: sign_in(one, place, by=themselves(one)) for one in people]  # type: ignore[misc]
    assert sorted(at_once(steps)) == but_one("SeatTaken")


@pytest.mark.req("OPC-05", "RTV-01")
def test_whoever_is_taken_off_the_telephone_while_sitting_down_does_not_sit_without_one() -> None:
    one, place = agent(), seat()
    stale = Agent.objects.select_related("staff").get(pk=one.pk)
    change_agent(one, device=Device.SOFT_PHONE, is_active=False, by=SUPERVISOR)
    assert at_once([lambda: sign_in(stale, place, by=themselves(stale))]) == ["NoAgent"]
    assert not AgentState.objects.exists()


@pytest.mark.req("OPC-05", "RTV-01")
def test_a_state_that_the_operator_and_the_supervisor_set_at_once_is_one_chain_of_states() -> None:
    one = agent()
    sign_in(one, seat(), by=themselves(one))
    steps = [
        lambda: change_state(one, State.READY, by=themselves(one)),
        lambda: change_state(one, State.BREAK, by=SUPERVISOR),
        lambda: change_state(one, State.AWAY, by=themselves(one)),
    ]
    assert set(at_once(steps)) == {"done"}
    rows = list(AgentState.objects.filter(agent=one).order_by("pk"))
    assert [row.ended_at for row in rows[:-1]] == [row.began_at for row in rows[1:]]
    assert rows[-1].ended_at is None
