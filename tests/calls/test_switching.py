"""緊急案内 and 受付停止: on and off at once, by whom, and what callers and citizens notice of it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.calls.announcements.models import Announcement
from madoguchi.calls.announcements.rules import Kind
from madoguchi.calls.models import Order
from madoguchi.calls.policy import actions
from madoguchi.calls.policy.actions import (
    begin_test_time,
    close_now,
    end_test_time,
    open_again,
    switch_emergency_off,
    switch_emergency_on,
)
from madoguchi.calls.policy.models import Emergency
from madoguchi.calls.policy.queries import decision_for, emergency_notice, forget_notice, schedule_ahead
from madoguchi.calls.policy.rules import Name, Then
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.core.refusals import MissingRight, Refusal
from tests.calls.voices import quick_voice
from tests.worlds import ADMIN, OPERATOR, PRESENT, actor, applied

pytestmark = pytest.mark.django_db
SUPERVISOR, MANAGER, CLERK = actor(Role.SUPERVISOR), actor(Role.MANAGER), actor(Role.CITY_CLERK)
TEXT = "大きな地震がありました。窓口は閉じています。"


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False), quick_voice():
        forget_notice()
        yield
        forget_notice()


def now_decided() -> tuple[Name, Then]:
    decision = decision_for("", clock.now())
    return decision.name, decision.then


@pytest.mark.req("INC-12")
def test_an_emergency_is_on_the_line_and_on_the_site_at_once_and_off_again() -> None:
    applied("nishitokyo")
    assert now_decided() == (Name.OPEN, Then.QUEUE)
    switch_emergency_on(text=TEXT, notice="地震のため窓口を閉じています。", reason="地震", by=MANAGER)
    forget_notice()  # what the end of the transaction does
    assert now_decided() == (Name.EMERGENCY, Then.PLAY_AND_QUEUE)
    assert decision_for("", clock.now()).files[0].startswith("emergency-ja-2-")
    assert "地震のため窓口を閉じています。" in Client().get("/").content.decode()
    switch_emergency_off(by=CLERK)
    forget_notice()
    assert now_decided() == (Name.OPEN, Then.QUEUE)
    assert "地震のため" not in Client().get("/").content.decode()
    on, off = Event.objects.filter(kind__startswith="emergency.").order_by("id")
    assert (on.actor_key, facts_of(on)["reason"], facts_of(on)["text"]) == ("manager", "地震", TEXT)
    assert off.actor_key == "city_clerk"
    assert Order.objects.filter(kind="tell_schedule").count() >= 2


@pytest.mark.req("INC-12")
def test_a_prepared_text_may_be_said_by_the_supervisor_and_closes_the_lines_when_asked() -> None:
    applied("nishitokyo")
    from madoguchi.calls.announcements.jobs import speak_what_waits

    prepared = Announcement.objects.get(kind=Kind.EMERGENCY)
    with pytest.raises(actions.NotApprovedYet):  # nobody could hear it yet
        switch_emergency_on(chosen=prepared, reason="停電", by=SUPERVISOR)
    speak_what_waits()
    prepared.refresh_from_db()
    switch_emergency_on(chosen=prepared, reason="停電", closes_lines=True, by=SUPERVISOR)
    assert now_decided() == (Name.EMERGENCY, Then.HANG_UP)
    assert len(decision_for("", clock.now()).files) == 1
    assert {period.decision.name for period in schedule_ahead(days=3)} == {Name.EMERGENCY}


def test_the_text_that_was_chosen_is_said_even_when_another_was_written_later() -> None:
    applied("nishitokyo")
    switch_emergency_on(text="一つ目。", reason="試し", by=MANAGER)
    switch_emergency_off(by=MANAGER)
    first = Announcement.objects.get(kind=Kind.EMERGENCY, text="一つ目。")
    switch_emergency_on(text="二つ目。", reason="試し", by=MANAGER)
    switch_emergency_off(by=MANAGER)
    switch_emergency_on(chosen=first, reason="試し", by=SUPERVISOR)
    assert decision_for("", clock.now()).files[0].startswith(f"emergency-ja-{first.number}-")


def test_who_may_switch_and_who_may_say_new_words() -> None:
    applied("nishitokyo")
    with pytest.raises(MissingRight):
        switch_emergency_on(text=TEXT, reason="地震", by=OPERATOR)
    with pytest.raises(MissingRight):  # words that nobody has approved
        switch_emergency_on(text=TEXT, reason="地震", by=SUPERVISOR)
    with pytest.raises(MissingRight):
        close_now(until_at=clock.now() + timedelta(hours=1), reason="停電", by=OPERATOR)
    assert switch_emergency_on(text=TEXT, reason="地震", by=ADMIN).pk


def test_nothing_is_on_twice_and_nothing_goes_off_twice() -> None:
    applied("nishitokyo")
    switch_emergency_on(text=TEXT, reason="地震", by=MANAGER)
    with pytest.raises(actions.AlreadyOn):
        switch_emergency_on(text=TEXT, reason="地震", by=MANAGER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Emergency.objects.create(on_at=clock.now(), on_by="x")
    switch_emergency_off(by=MANAGER)
    with pytest.raises(actions.NotOn):
        switch_emergency_off(by=MANAGER)


@pytest.mark.parametrize(
    ("wishes", "refusal"),
    [
        ({"reason": "地震"}, actions.NothingToSay),
        ({"text": TEXT, "reason": " "}, actions.ReasonMissing),
        ({"text": TEXT, "reason": "地震", "notice": "あ" * 401}, actions.NoticeTooLong),
    ],
)
def test_an_emergency_without_words_or_reason_is_refused(wishes: dict[str, str], refusal: type[Refusal]) -> None:
    applied("nishitokyo")
    with pytest.raises(refusal):
        switch_emergency_on(by=MANAGER, **wishes)  # type: ignore[arg-type]
    assert not Emergency.objects.exists()


@pytest.mark.req("CAL-10", "TEL-09")
def test_the_supervisor_closes_the_telephone_now_and_opens_it_again() -> None:
    applied("hatsukaichi")
    close_now(until_at=clock.now() + timedelta(hours=2), reason="停電", agreed_with="市民課", by=SUPERVISOR)
    assert now_decided() == (Name.CLOSED, Then.HANG_UP)
    with pytest.raises(actions.ClosedAlready):
        close_now(until_at=clock.now() + timedelta(hours=1), reason="停電", by=SUPERVISOR)
    with time_machine.travel(PRESENT + timedelta(hours=2), tick=False):
        assert now_decided()[0] is Name.OPEN
    with time_machine.travel(PRESENT + timedelta(hours=1), tick=False):
        open_again(by=CLERK)
        assert now_decided()[0] is Name.OPEN
        with pytest.raises(actions.OpenAlready):
            open_again(by=CLERK)
    kinds = Event.objects.filter(about_key="closing").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["closing.made", "closing.ended"]


def test_a_closing_opened_in_its_own_moment_is_over() -> None:
    applied("hatsukaichi")
    close_now(until_at=clock.now() + timedelta(hours=2), reason="誤り", by=SUPERVISOR)
    open_again(by=SUPERVISOR)
    with time_machine.travel(PRESENT + timedelta(seconds=1), tick=False):
        assert now_decided()[0] is Name.OPEN


@pytest.mark.parametrize("hours", [-1, 0, 24 * 32])
def test_a_closing_ends_in_the_future_and_within_a_month(hours: int) -> None:
    applied("hatsukaichi")
    with pytest.raises((actions.EndsTooEarly, actions.TooLong)):
        close_now(until_at=clock.now() + timedelta(hours=hours), reason="停電", by=SUPERVISOR)


@pytest.mark.req("TEL-23")
def test_a_time_of_tests_begins_and_ends() -> None:
    applied("hatsukaichi")
    evening = PRESENT.replace(hour=19)
    with time_machine.travel(evening, tick=False):
        begin_test_time(minutes=60, by=SUPERVISOR)
        assert now_decided() == (Name.TEST, Then.PLAY_AND_QUEUE)
        with pytest.raises(actions.TestsOnAlready):
            begin_test_time(minutes=60, by=SUPERVISOR)
    with time_machine.travel(evening + timedelta(minutes=10), tick=False):
        end_test_time(by=SUPERVISOR)
        assert now_decided()[0] is Name.AFTER_HOURS


def test_the_notice_is_asked_for_once_in_some_seconds(django_assert_num_queries: object) -> None:
    emergency_notice()
    with django_assert_num_queries(0):  # type: ignore[operator]
        emergency_notice()
