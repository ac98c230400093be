"""Alerts in the database: raised from what really happens, acknowledged, escalated, ended, all in the history."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.accounts.rights import RIGHTS_BY_ROLE, Role
from madoguchi.alerts.actions import OverAlready, SeenAlready, acknowledge, set_rule, take_stock, watch
from madoguchi.alerts.describing import in_words
from madoguchi.alerts.models import Alert
from madoguchi.alerts.queries import (
    alerts_visible_to,
    calling,
    is_called,
    open_alerts,
    snapshot_now,
    terms_of_rules,
    watching,
)
from madoguchi.alerts.rules import USUAL_TERMS, RateSoFar, Rule, Since, Snapshot
from madoguchi.calls.agents.actions import change_state, sign_out
from madoguchi.calls.agents.following import follow
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.agents.rules import State
from madoguchi.calls.orders.actions import beat
from madoguchi.calls.policy.actions import close_now
from madoguchi.contacts.drafts.actions import open_contact
from madoguchi.contacts.marks.actions import mark_contact, see_mark
from madoguchi.contacts.marks.rules import Mark
from madoguchi.contacts.rules import Channel
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality.kept import change_table
from tests.calls.people import MANAGER, SUPERVISOR, ready, themselves
from tests.worlds import ADMIN, PRESENT, actor, applied

pytestmark = pytest.mark.django_db
Moment = time_machine.Traveller
CALM = Snapshot(at=PRESENT, people=3, open_since=PRESENT - timedelta(hours=1))
QUEUE = replace(CALM, waiting=(Since("c", PRESENT),) * 6)


@pytest.fixture(autouse=True)
def moment() -> Iterator[Moment]:
    with time_machine.travel(PRESENT, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def contract(moment: Moment, db: None) -> None:
    applied("hatsukaichi")


@pytest.fixture
def someone() -> Agent:
    one = ready("op-a")
    beat(started_at=clock.now(), exchange_is_up=True)
    return one


def at(snapshot: Snapshot) -> Snapshot:
    """The same now: who waits has only just come."""
    now = clock.now()
    return replace(snapshot, at=now, waiting=tuple(Since(one.key, now) for one in snapshot.waiting))


def kinds() -> list[str]:
    return list(Event.objects.filter(about_kind="alert").order_by("id").values_list("kind", flat=True))


def rules_open() -> list[str]:
    return [one.rule for one in open_alerts(SUPERVISOR)]


@pytest.mark.req("QUA-02")
def test_an_alert_is_raised_once_and_ends_with_its_cause_and_the_history_tells_both(moment: Moment) -> None:
    assert take_stock(QUEUE)
    moment.shift(3)
    assert not take_stock(at(QUEUE))
    alert = Alert.objects.get()
    assert (alert.rule, alert.measure, alert.threshold) == ("queue_length", 6, 5)
    assert in_words(alert) == "6件の電話が待っています"
    moment.shift(60)
    assert take_stock(at(CALM))
    alert.refresh_from_db()
    assert alert.ended_at == clock.now()
    assert kinds() == ["alert.raised", "alert.ended"]
    assert facts_of(Event.objects.filter(kind="alert.raised").get())["measure"] == 6


@pytest.mark.req("QUA-02")
def test_the_supervisor_is_called_first_the_manager_when_nobody_says_that_they_know(moment: Moment) -> None:
    take_stock(QUEUE)
    assert len(calling(SUPERVISOR)) == 1
    assert calling(MANAGER) == []
    moment.shift(timedelta(minutes=5))
    take_stock(at(QUEUE))
    assert len(calling(MANAGER)) == len(calling(SUPERVISOR)) == 1
    assert kinds() == ["alert.raised", "alert.escalated"]
    take_stock(at(QUEUE))
    assert len(kinds()) == 2


@pytest.mark.req("QUA-02")
def test_who_says_that_they_know_is_on_record_and_nobody_is_called_any_more(moment: Moment) -> None:
    take_stock(QUEUE)
    acknowledge(Alert.objects.get(), "席を1つ増やす", by=SUPERVISOR)
    assert calling(SUPERVISOR) == []
    moment.shift(timedelta(hours=1))
    take_stock(at(QUEUE))
    assert calling(MANAGER) == []
    alert = Alert.objects.get()
    assert (alert.acknowledged_by, alert.note, alert.escalated_at) == ("supervisor", "席を1つ増やす", None)
    with pytest.raises(SeenAlready):
        acknowledge(alert, by=MANAGER)
    assert kinds() == ["alert.raised", "alert.acknowledged"]


def test_what_is_over_cannot_be_acknowledged_and_not_everybody_may() -> None:
    take_stock(QUEUE)
    alert = Alert.objects.get()
    with pytest.raises(MissingRight):
        acknowledge(alert, by=actor(Role.OPERATOR))
    take_stock(CALM)
    with pytest.raises(OverAlready):
        acknowledge(alert, by=SUPERVISOR)


def test_operators_and_citizens_clerks_see_no_alert_and_only_two_roles_are_called() -> None:
    take_stock(QUEUE)
    for role in (Role.OPERATOR, Role.CITY_CLERK):
        assert not alerts_visible_to(actor(role)).exists()
    assert [role for role in RIGHTS_BY_ROLE if is_called(actor(role))] == [Role.SUPERVISOR, Role.MANAGER]


@pytest.mark.req("QUA-02")
def test_the_same_cause_is_silent_for_its_cool_down_and_comes_again_if_it_lasts(moment: Moment) -> None:
    take_stock(QUEUE)
    take_stock(CALM)
    for _ in range(4):
        moment.shift(timedelta(minutes=1))
        take_stock(at(QUEUE))
    assert Alert.objects.count() == 1
    moment.shift(timedelta(minutes=1))
    take_stock(at(QUEUE))
    assert Alert.objects.filter(ended_at=None).count() == 1


@pytest.mark.req("QUA-10")
def test_a_month_below_its_target_warns_once(moment: Moment) -> None:
    low = replace(CALM, month=RateSoFar(79.9, 500, 80))
    take_stock(low)
    moment.shift(timedelta(hours=3))
    take_stock(at(low))
    alert = Alert.objects.get(rule="answer_rate_month")
    assert in_words(alert) == "今月の応答率が79%で、目標に届いていません"


# From what really happens


@pytest.mark.req("QUA-02", "WFM-05")
def test_nobody_at_a_seat_in_opening_hours_is_found_and_over_when_somebody_sits_down(someone: Agent) -> None:
    assert snapshot_now().people == 1
    watch()
    assert rules_open() == []
    sign_out(someone, by=themselves(someone))
    watch()
    assert rules_open() == ["nobody_there"]
    close_now(until_at=clock.now() + timedelta(hours=1), reason="停電", by=SUPERVISOR)
    watch()
    assert rules_open() == []


@pytest.mark.req("QUA-02")
def test_a_call_counts_from_its_beginning_hold_included(someone: Agent, moment: Moment) -> None:
    follow(someone.extension, State.TALKING, at=clock.now(), call_key="c1")
    moment.shift(timedelta(minutes=15))
    follow(someone.extension, State.HOLD, at=clock.now(), call_key="c1")
    moment.shift(timedelta(minutes=5))
    beat(started_at=clock.now(), exchange_is_up=True)
    watch()
    alert = Alert.objects.get()
    assert (alert.rule, alert.subject, in_words(alert)) == (
        "long_call",
        someone.extension,
        "見本 op-aさんの通話が20分を超えました",
    )
    follow(someone.extension, State.AFTER_CALL, at=clock.now())
    watch()
    assert rules_open() == []


@pytest.mark.req("QUA-02")
def test_who_is_away_too_long_is_found_but_not_who_is_in_training(someone: Agent, moment: Moment) -> None:
    change_state(someone, State.TRAINING, by=themselves(someone))
    moment.shift(timedelta(minutes=45))
    beat(started_at=clock.now(), exchange_is_up=True)
    watch()
    assert rules_open() == []
    change_state(someone, State.AWAY, by=themselves(someone))
    moment.shift(timedelta(minutes=30))
    beat(started_at=clock.now(), exchange_is_up=True)
    watch()
    assert rules_open() == ["away_long"]


@pytest.mark.req("QUA-02")
def test_an_exchange_that_is_away_is_found(someone: Agent) -> None:
    beat(started_at=clock.now(), exchange_is_up=False)
    watch()
    assert rules_open() == ["exchange_down"]


@pytest.mark.req("QUA-02", "INC-14", "INC-16")
def test_a_complaint_and_an_emergency_are_told_and_the_emergency_until_somebody_knows(someone: Agent) -> None:
    operator = themselves(someone)
    contact = open_contact(uuid.uuid4(), channel=Channel.TELEPHONE, by=operator)
    complaint = mark_contact(contact, Mark.COMPLAINT, by=operator)
    threat = mark_contact(contact, Mark.EMERGENCY, by=operator)
    watch()
    assert rules_open() == ["emergency", "complaint"]
    assert [one.subject for one in open_alerts(SUPERVISOR)] == [str(threat.pk), str(complaint.pk)]
    assert in_words(Alert.objects.get(rule="emergency")) == "「脅迫・緊急」の印が付きました"
    see_mark(threat, by=SUPERVISOR)
    watch()
    assert rules_open() == ["complaint"]
    harassed = mark_contact(contact, Mark.HARASSMENT, by=operator)
    watch()
    acknowledge(Alert.objects.get(rule="emergency", ended_at=None), by=SUPERVISOR)
    harassed.refresh_from_db()
    assert harassed.seen_by == "supervisor"


def test_looking_writes_nothing_while_nothing_happens_but_says_that_it_looks(
    someone: Agent, moment: Moment
) -> None:
    assert not watching().is_alive
    watch()
    assert watching().is_alive
    moment.shift(3)
    beat(started_at=clock.now(), exchange_is_up=True)
    with CaptureQueriesContext(connection) as asked:
        watch()
    assert not [one["sql"] for one in asked if one["sql"].split(" ", 1)[0] in {"INSERT", "UPDATE", "DELETE"}]
    moment.shift(120)
    assert not watching().is_alive


# The rules as data


@pytest.mark.preset_key("alert_rules.csv")
def test_the_rules_are_the_contracts_and_change_at_once() -> None:
    assert terms_of_rules() == USUAL_TERMS
    assert terms_of_rules()[Rule.EMERGENCY].note == "INC-14・INC-16の印"
    head = "rule,is_used,threshold,cool_down_minutes,escalate_after_minutes,note\n"
    change_table("alert_rules.csv", head + "queue_length,true,7,5,5,\n", by=ADMIN, effective_on=PRESENT.date())
    assert not take_stock(QUEUE)
    change_table("alert_rules.csv", head + "queue_length,true,6,5,0,\n", by=ADMIN, effective_on=PRESENT.date())
    assert take_stock(QUEUE)
    assert terms_of_rules()[Rule.QUEUE_LENGTH].escalate_after is None


@pytest.mark.req("QUA-02")
def test_a_supervisor_sets_a_rule_and_the_change_is_on_record() -> None:
    set_rule(
        Rule.QUEUE_LENGTH,
        is_used=False,
        threshold=9,
        cool_down_minutes=1,
        escalate_after_minutes=2,
        by=SUPERVISOR,
    )
    terms = terms_of_rules()[Rule.QUEUE_LENGTH]
    assert (terms.is_used, terms.threshold, terms.escalate_after) == (False, 9, timedelta(minutes=2))
    assert terms_of_rules()[Rule.LONG_WAIT] == USUAL_TERMS[Rule.LONG_WAIT]
    event = Event.objects.filter(kind="setting.changed", about_key="alert_rules.csv").latest("id")
    assert event.actor_key == "supervisor"
    with pytest.raises(MissingRight):
        set_rule(
            Rule.QUEUE_LENGTH,
            is_used=True,
            threshold=1,
            cool_down_minutes=1,
            escalate_after_minutes=1,
            by=actor(Role.OPERATOR),
        )
