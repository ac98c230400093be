"""Who answers the telephone: one state at a time, set by a person, by the exchange or by the clock (OPC-05)."""

from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import override_settings

from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.actions import change_state, sign_in, sign_out
from madoguchi.calls.agents.administration import add_agent, add_seat, change_agent, change_seat, read_password
from madoguchi.calls.agents.credentials import sip_digest, sip_password
from madoguchi.calls.agents.following import (
    after_call_work_to_tell,
    end_stale_after_call_work,
    follow,
    mark_told,
)
from madoguchi.calls.agents.models import Agent, AgentState
from madoguchi.calls.agents.queries import (
    agents_visible_to,
    day_of,
    devices_offered,
    free_seats,
    seconds_by_state,
    state_of,
    states_now,
)
from madoguchi.calls.agents.refusals import (
    DeviceNotOffered,
    ExchangeSetsIt,
    ExtensionTaken,
    ExtensionWrong,
    MoveNotAllowed,
    NotSignedIn,
    SeatHasSomebody,
    SeatNotInUse,
    SeatTaken,
    StillSignedIn,
)
from madoguchi.calls.agents.rules import MOVES, Device, State, choices_from, pause_reason
from madoguchi.calls.orders.models import Order
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality.actions import change_settings
from tests.calls.people import MANAGER, SUPERVISOR, agent, ready, seat, seated, staff, themselves
from tests.worlds import ADMIN, TODAY, actor, applied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("contract")]
Moment = time_machine.Traveller


def now_in(one: Agent) -> State:
    row = state_of(one)
    assert row is not None
    return State(row.state)


def test_every_state_has_its_line_in_the_table_and_can_be_left() -> None:
    assert set(MOVES) == set(State)
    assert all(MOVES.values())
    assert all(state not in after for state, after in MOVES.items())


@pytest.mark.req("OPC-05")
def test_who_sits_down_is_away_until_they_say_that_they_take_calls() -> None:
    one = seated()
    assert now_in(one) is State.AWAY
    change_state(one, State.READY, by=themselves(one))
    assert now_in(one) is State.READY
    assert [order.kind for order in Order.objects.order_by("asked_at", "pk")].count("unpause") == 1


@pytest.mark.req("OPC-05")
def test_each_row_says_who_set_it_and_when(moment: Moment) -> None:
    one = ready()
    moment.shift(60)
    change_state(one, State.BREAK, "昼", by=SUPERVISOR)
    moment.shift(60)
    change_state(one, State.READY, by=themselves(one))
    moment.shift(60)
    follow(one.extension, State.TALKING, at=clock.now(), call_key="c1")
    rows = list(AgentState.objects.filter(agent=one).order_by("pk").values_list("state", "set_by", "reason"))
    assert rows == [
        ("away", "op-a", ""),
        ("ready", "op-a", ""),
        ("break", "supervisor", "昼"),
        ("ready", "op-a", ""),
        ("talking", "", ""),
    ]
    ends = list(AgentState.objects.filter(agent=one).order_by("pk").values_list("ended_at", flat=True))
    begins = list(AgentState.objects.filter(agent=one).order_by("pk").values_list("began_at", flat=True))
    assert ends[:-1] == begins[1:]
    assert ends[-1] is None


@pytest.mark.req("OPC-05")
def test_what_people_did_is_in_the_history_and_what_the_telephone_did_is_not() -> None:
    one = ready()
    follow(one.extension, State.RINGING, at=clock.now(), call_key="c1")
    assert Event.objects.filter(kind="agent.state_changed").count() == 1
    assert Event.objects.filter(kind="agent.signed_in", about_key=one.extension).count() == 1


@pytest.mark.req("OPC-05")
def test_a_call_pauses_while_it_lasts_and_after_call_work_follows_without_a_gap(moment: Moment) -> None:
    one = ready()
    for state in (State.RINGING, State.TALKING, State.HOLD, State.TALKING):
        follow(one.extension, state, at=clock.now(), call_key="c1")
        moment.shift(5)
    follow(one.extension, State.AFTER_CALL, at=clock.now(), call_key="c1")
    last = state_of(one)
    assert last is not None
    assert (last.state, last.call_key) == ("after_call", "c1")
    assert [pause_reason(state) for state in (State.TALKING, State.HOLD, State.AFTER_CALL)] == ["acw"] * 3
    assert pause_reason(State.READY) == pause_reason(State.RINGING) == ""


@pytest.mark.req("OPC-05", "TEL-18")
@pytest.mark.preset_key("telephone.after_call_seconds")
def test_after_call_work_is_over_by_itself_at_its_limit_even_when_nobody_looked_for_hours(moment: Moment) -> None:
    one = ready()
    follow(one.extension, State.TALKING, at=clock.now(), call_key="c1")
    follow(one.extension, State.AFTER_CALL, at=clock.now(), call_key="c1")
    began = clock.now()
    change_settings({"telephone.after_call_seconds": 90}, by=ADMIN)
    moment.shift(89)
    assert end_stale_after_call_work(now=clock.now()) == []
    moment.shift(3 * 3600)
    assert [row.state for row in end_stale_after_call_work(now=clock.now())] == ["ready"]
    assert now_in(one) is State.READY
    told = after_call_work_to_tell()
    assert [((row.ended_at or began) - row.began_at).total_seconds() for row in told] == [90]
    mark_told(told)
    assert after_call_work_to_tell() == []


@pytest.mark.req("TEL-18")
def test_after_call_work_that_somebody_ends_is_told_once_with_its_call(moment: Moment) -> None:
    one = ready()
    follow(one.extension, State.TALKING, at=clock.now(), call_key="c7")
    follow(one.extension, State.AFTER_CALL, at=clock.now(), call_key="c7")
    moment.shift(42)
    change_state(one, State.BREAK, by=themselves(one))
    (row,) = after_call_work_to_tell()
    assert (row.call_key, row.ended_at) == ("c7", row.began_at + timedelta(seconds=42))


@pytest.mark.req("OPC-05")
@pytest.mark.parametrize("wished", [State.TALKING, State.HOLD, State.AFTER_CALL, State.RINGING])
def test_nobody_says_by_hand_what_the_exchange_sees(wished: State) -> None:
    one = ready()
    with pytest.raises(ExchangeSetsIt):
        change_state(one, wished, by=themselves(one))


@pytest.mark.req("TEL-17", "OPC-08")
def test_without_a_telephone_calls_are_said_by_hand_and_nothing_is_asked_of_an_exchange() -> None:
    one = ready(device=Device.NONE)
    change_state(one, State.TALKING, by=themselves(one))
    change_state(one, State.AFTER_CALL, by=themselves(one))
    change_state(one, State.READY, by=themselves(one))
    assert not Order.objects.exclude(kind="provision").exists()
    assert State.TALKING in choices_from(State.READY, Device.NONE)
    assert State.TALKING not in choices_from(State.READY, Device.SOFT_PHONE)


def test_nobody_leaves_or_pauses_in_the_middle_of_a_call() -> None:
    one = ready()
    follow(one.extension, State.TALKING, at=clock.now(), call_key="c1")
    with pytest.raises(MoveNotAllowed):
        sign_out(one, by=themselves(one))
    with pytest.raises(MoveNotAllowed):
        change_state(one, State.BREAK, by=themselves(one))
    with pytest.raises(MoveNotAllowed):
        sign_in(one, seat("2番席"), by=themselves(one))


def test_the_exchange_puts_nobody_to_work_who_is_not_there() -> None:
    one = agent()
    assert follow(one.extension, State.TALKING, at=clock.now()) is None
    assert follow("999", State.TALKING, at=clock.now()) is None
    with pytest.raises(NotSignedIn):
        change_state(one, State.READY, by=themselves(one))


def test_a_clock_that_is_put_back_makes_no_stretch_of_negative_length() -> None:
    one = ready()
    new = follow(one.extension, State.TALKING, at=clock.now() - timedelta(hours=1), call_key="c1")
    assert new is not None
    assert not AgentState.objects.filter(ended_at__lt=clock.now() - timedelta(minutes=30)).exists()


def test_the_database_lets_nobody_be_in_two_states() -> None:
    one = ready()
    with pytest.raises(IntegrityError), transaction.atomic():
        AgentState.objects.create(agent=one, state="break", began_at=clock.now())


@pytest.mark.req("OPC-05")
def test_only_who_supervises_changes_the_state_of_somebody_else() -> None:
    other = ready("op-b", at="2番席")
    # Also where there is no telephone, so that no exchange is asked, which would refuse it too.
    for one in (ready(), ready("op-c", Device.NONE, at="3番席")):
        with pytest.raises(MissingRight):
            change_state(one, State.BREAK, by=themselves(other))
        change_state(one, State.BREAK, by=SUPERVISOR)
        assert now_in(one) is State.BREAK


def test_a_seat_has_one_person_and_who_moves_frees_the_old_one() -> None:
    one, other = seated(), agent("op-b")
    with pytest.raises(SeatTaken):
        sign_in(other, seat(), by=themselves(other))
    sign_in(one, seat("2番席"), by=themselves(one))
    sign_in(other, seat(), by=themselves(other))
    assert [(row.agent_id, row.seat.name if row.seat else "") for row in states_now()] == [
        (one.pk, "2番席"),
        (other.pk, "1番席"),
    ]
    assert not free_seats(SUPERVISOR).exists()


def test_a_seat_out_of_use_is_taken_by_nobody_and_one_that_is_taken_stays_in_use() -> None:
    one = seated()
    with pytest.raises(SeatHasSomebody):
        change_seat(seat(), name="1番席", base="", is_in_use=False, by=SUPERVISOR)
    sign_out(one, by=themselves(one))
    change_seat(seat(), name="1番席", base="", is_in_use=False, by=SUPERVISOR)
    with pytest.raises(SeatNotInUse):
        sign_in(one, seat(), by=themselves(one))
    with pytest.raises(MissingRight):
        add_seat("3番席", by=themselves(one))


@pytest.mark.req("TEL-17")
@pytest.mark.switch("soft_phone")
@pytest.mark.preset_key("telephone.desk_phones", "switches.soft_phone")
@pytest.mark.parametrize(
    ("preset", "offered"),
    [
        ("hatsukaichi", [Device.SOFT_PHONE, Device.NONE]),
        ("digital-agency", [Device.DESK_PHONE, Device.NONE]),
    ],
)
def test_which_telephones_there_are_is_in_the_contract(preset: str, offered: list[Device]) -> None:
    from madoguchi.municipality.models import Setting

    Setting.objects.all().delete()
    applied(preset)
    assert devices_offered() == offered
    for device in {Device.SOFT_PHONE, Device.DESK_PHONE} - set(offered):
        with pytest.raises(DeviceNotOffered):
            agent(device=device)


def test_extensions_are_given_in_order_and_never_to_two_people() -> None:
    assert [agent(name).extension for name in ("op-a", "op-b")] == ["101", "102"]
    with pytest.raises(ExtensionTaken):
        agent("op-c", extension="101")
    for wrong in ("0123", "1", "1234567", "1０1", "10a"):
        with pytest.raises(ExtensionWrong):
            agent("op-c", extension=wrong)


def test_what_the_exchange_must_know_of_a_person_is_asked_for_at_once() -> None:
    one = agent()
    change_agent(one, device=Device.NONE, is_active=True, by=SUPERVISOR)
    orders = Order.objects.filter(kind="provision").order_by("asked_at", "pk")
    assert sorted(order.wished["device"] for order in orders) == ["none", "soft_phone"]
    sign_in(one, seat(), by=themselves(one))
    with pytest.raises(StillSignedIn):
        change_agent(one, device=Device.SOFT_PHONE, is_active=True, by=SUPERVISOR)


def test_a_telephones_password_is_never_stored_read_by_few_and_each_time_on_record() -> None:
    one = agent()
    with pytest.raises(MissingRight):
        read_password(one, by=SUPERVISOR)
    password = read_password(one, by=MANAGER)
    assert password == sip_password("101") != sip_password("102")
    assert Event.objects.filter(kind="agent.password_shown", actor_key="manager").count() == 1
    assert password not in str(list(Order.objects.values()))
    with override_settings(SECRET_KEY="another" * 10):
        assert sip_password("101") != password
    assert len(sip_digest("101")) == 32


def test_operators_see_themselves_and_supervisors_everybody() -> None:
    one, other = agent(), agent("op-b")
    assert list(agents_visible_to(themselves(one))) == [one]
    assert list(agents_visible_to(SUPERVISOR)) == [one, other]
    assert not agents_visible_to(actor(Role.CITY_CLERK)).exists()


@pytest.mark.req("OPC-05")
def test_a_persons_day_is_a_line_of_stretches_without_holes(moment: Moment) -> None:
    one = ready()
    moment.shift(600)
    follow(one.extension, State.TALKING, at=clock.now(), call_key="c1")
    moment.shift(120)
    follow(one.extension, State.AFTER_CALL, at=clock.now(), call_key="c1")
    moment.shift(60)
    day = day_of(one, TODAY)
    assert [one.row.state for one in day] == ["away", "ready", "talking", "after_call"]
    assert all(before.ends == after.begins for before, after in pairwise(day))
    assert seconds_by_state(day)[State.READY] == 600
    assert day[-1].is_open
    assert day_of(one, TODAY + timedelta(days=1)) == []


def test_the_system_may_sign_somebody_out() -> None:
    one = seated()
    sign_out(one, by=SYSTEM)
    assert now_in(one) is State.SIGNED_OUT
    assert sign_out(one, by=SYSTEM) is not None
    assert add_agent(staff("op-z"), device=Device.NONE, by=MANAGER).extension == "102"
