"""Each figure equals a recount of what happened, whatever the day brings (A-01, RTV-05)."""

from dataclasses import asdict
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import cancel_booking, make_booking
from madoguchi.booking.models import Slot
from madoguchi.booking.rules import Channel
from madoguchi.calls.agents.actions import change_state
from madoguchi.calls.agents.following import follow
from madoguchi.calls.agents.rules import State
from madoguchi.calls.ports import FactKind
from madoguchi.core import clock
from madoguchi.metrics.definitions import FIGURES, OF_NOW, figure
from madoguchi.metrics.now.queries import figures_between, now_figures
from madoguchi.metrics.rules import Counted, Rate, Terms, answer_rate, answer_rate_against, service_level
from madoguchi.municipality.actions import change_settings
from tests.calls.people import ready, seat, themselves
from tests.metrics.days import Made, calls, happen, recounted
from tests.telephone.told import Told
from tests.telephone.town import kept
from tests.worlds import ADMIN, PRESENT, TODAY, actor, applied, open_for_booking, wish

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime(2026, 12, 2, tzinfo=clock.TOKYO)
MONTH_END = datetime(2027, 1, 1, tzinfo=clock.TOKYO)
CLOSING = datetime(2026, 12, 1, 17, tzinfo=clock.TOKYO)
LATER = timedelta(minutes=5)


@pytest.mark.req("RTV-05")
@pytest.mark.preset_key("targets.service_level_seconds")
@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("boundary", [MIDNIGHT, MONTH_END, CLOSING], ids=["midnight", "month end", "closing time"])
def test_day_and_month_equal_a_recount(boundary: datetime, data: st.DataObject) -> None:
    looked_at = boundary + data.draw(st.sampled_from([timedelta(seconds=-1), timedelta(0), LATER]))
    made = data.draw(calls(boundary, boundary - timedelta(days=1), until=looked_at))
    restart = data.draw(st.none() | st.just(boundary + timedelta(seconds=-20.5)))
    restart = restart if restart and restart < looked_at else None
    with transaction.atomic(), time_machine.travel(looked_at, tick=False):
        applied("hatsukaichi")
        happen(made, restart=restart)
        found = now_figures()
        day = clock.day_interval(looked_at.date())
        for figures, since in ((found.today, day.start), (found.month, day.start.replace(day=1))):
            expected = recounted(made, since, day.end, level_seconds=20, restart=restart)
            assert {name: count for name, count in asdict(figures.counted).items() if count} == expected
        still = sorted(one.at for one in made if one.end == "waiting" and not (restart and one.at < restart))
        assert [one.since for one in found.waiting] == still
        transaction.set_rollback(True)


def test_every_class_is_in_one_sum_only() -> None:
    counted = Counted(1, 2, 4, 8, 16, 32, 64, 128, 256, 1)
    assert counted.queued == 1 + 2 + 4 + 8 + 64
    assert counted.received == 255  # everything but what came outside the hours


@pytest.mark.req("RTV-05")
def test_answer_rate_counts_who_gave_up_and_who_was_sent_away_but_not_who_waits() -> None:
    counted = Counted(answered=6, abandoned=1, short_abandoned=1, overflowed=1, in_announcement=1, waiting=5)
    assert answer_rate(counted, Terms()) == Rate(6, 10)
    assert answer_rate(counted + Counted(after_hours=9), Terms()) == Rate(6, 10)


@pytest.mark.preset_key("targets.abandoned_in_queue_counts", "targets.overflow_counts")
@pytest.mark.parametrize(
    ("key", "whole"), [("targets.abandoned_in_queue_counts", 2), ("targets.overflow_counts", 3)]
)
def test_the_contract_says_what_counts_as_not_answered(key: str, whole: int) -> None:
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        happen([Made(PRESENT, end, 10) for end in ("answered", "abandoned", "short_abandoned", "overflowed")])
        assert now_figures().month.answer_rate == Rate(1, 4)
        change_settings({key: False}, by=ADMIN, effective_on=TODAY)
        assert now_figures().month.answer_rate == Rate(1, whole)


@pytest.mark.preset_key("targets.answer_rate_percent")
def test_a_target_is_met_by_the_calls_not_by_a_rounded_figure() -> None:
    short_of_it = Rate(7999, 10_000)
    assert short_of_it.shown == "79.9"
    assert short_of_it.meets(80) is False
    assert Rate(8, 10).meets(80) is True
    assert Rate(0, 0).meets(80) is None
    assert Rate(8, 10).meets(0) is None
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        assert now_figures().month.terms.target_percent == 80


@pytest.mark.preset_key("targets.second_figure_against")
def test_the_second_figure_is_against_the_expected_calls_of_a_month() -> None:
    terms = Terms(second_figure_against=1500)
    assert answer_rate_against(Counted(answered=1200, abandoned=400), terms) == Rate(1200, 1500)
    assert answer_rate_against(Counted(answered=900, abandoned=100), terms) == Rate(900, 1000)
    assert answer_rate_against(Counted(answered=900), Terms()) is None
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        assert now_figures().month.terms.second_figure_against == 1500


def test_service_level_counts_who_gave_up_against_it_but_not_who_could_not_have_been_answered() -> None:
    counted = Counted(answered=8, answered_in_time=6, abandoned=1, overflowed=1, short_abandoned=5)
    assert service_level(counted) == Rate(6, 10)


@pytest.mark.req("RTV-01", "RTV-05")
def test_who_is_there_and_in_which_state() -> None:
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        seat("3番席")
        here, away = ready("op-a", at="1番席"), ready("op-b", at="2番席")
        change_state(away, State.BREAK, by=themselves(away))
        follow(here.extension, State.RINGING, at=PRESENT, call_key="k")
        found = now_figures()
    assert [(one.name, one.state, one.call_key) for one in found.operators] == [
        ("見本 op-a", State.RINGING, "k"),
        ("見本 op-b", State.BREAK, ""),
    ]
    assert (found.ready, found.busy, found.absent) == (0, 1, 1)
    assert (found.seats, found.seats_free) == (3, 1)


@pytest.mark.req("ESC-11", "INC-10")
def test_a_base_is_where_a_seat_stands_and_the_queue_is_everybodys() -> None:
    with time_machine.travel(PRESENT, tick=False):
        applied("nishitokyo")
        seat("東1", base="東京"), seat("沖1", base="沖縄")
        ready("op-a", at="東1")
        there = ready("op-b", at="沖1")
        kept(Told("w").arrived().decided().queued(2))
        answered = Told("a", log="a").arrived().decided().queued(3).answered(9, there.extension, wait=6)
        with time_machine.travel(PRESENT + LATER, tick=False):
            kept(answered)
            everywhere, okinawa = now_figures(), now_figures("沖縄")
    assert [one.extension for one in okinawa.operators] == [there.extension]
    assert len(everywhere.operators) == 2
    assert [(one.name, one.seats, one.seats_taken) for one in okinawa.bases] == [("東京", 1, 1), ("沖縄", 1, 1)]
    assert (okinawa.seats, everywhere.seats) == (1, 2)
    assert okinawa.waiting == everywhere.waiting
    assert okinawa.today == everywhere.today
    assert everywhere.today.counted == Counted(answered=1, answered_in_time=1, waiting=1)


@pytest.mark.req("RTV-05")
def test_a_caller_whose_operator_vanished_waits_again_since_then() -> None:
    told = Told("k").arrived().decided().queued(0).answered(5, wait=5).says(30, FactKind.REQUEUED, "77").queued(31)
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        kept(told)
        (waiting,) = now_figures().waiting
    assert (PRESENT - waiting.since).total_seconds() == 3600 - 31


@pytest.mark.req("RTV-04")
def test_bookings_and_places_are_those_that_city_and_centre_share() -> None:
    with time_machine.travel(PRESENT, tick=False):
        site = open_for_booking()
        before = now_figures()
        slots = Slot.objects.filter(site=site, starts_at__gt=PRESENT, starts_at__lt=clock.day_interval(TODAY).end)
        assert before.places[0].day == TODAY
        assert before.places[0].left == sum(slot.people_limit for slot in slots)
        last = slots.order_by("starts_at").last()
        assert last
        made = make_booking(wish(last), channel=Channel.TELEPHONE, by=actor(Role.OPERATOR))
        after = now_figures()
        assert after.places[0].left == before.places[0].left - 1
        assert dict(after.bookings or ()) == {"web": 0, "telephone": 1, "city": 0}
        cancel_booking(made, by=actor(Role.OPERATOR))
        assert now_figures().places == before.places
        assert dict(now_figures().bookings or ())["telephone"] == 1  # it was made all the same


def test_every_entry_can_be_read_and_says_how_it_is_counted() -> None:
    assert len({one.key for one in FIGURES}) == len(FIGURES)
    assert all(one.label and one.english and one.formula.endswith("。") for one in FIGURES)
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        happen([Made(PRESENT, "answered", 10), Made(PRESENT, "abandoned", 10), Made(PRESENT, "waiting", 10)])
        found = now_figures()
        read = {one.key: one.at(found) for one in OF_NOW}
    assert read["answer_rate_day"] == read["answer_rate_month"] == 50
    assert read["received_day"] == 3
    assert read["waiting"] == 1
    assert figure("answer_rate_day").label == "今日の応答率"


def test_before_any_contract_there_are_figures_all_the_same() -> None:
    found = now_figures()
    assert found.bookings is None
    assert found.today == found.month == figures_between(clock.now(), clock.now() + LATER)
