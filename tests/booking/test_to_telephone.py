"""Who has to be telephoned: asked once, tried as often as needed, gone when done."""

from datetime import time

import pytest
from django.db import IntegrityError, transaction

from madoguchi.booking.actions import cancel_booking, make_booking, move_booking
from madoguchi.booking.models import Booking, CallTask
from madoguchi.booking.rules import Channel
from madoguchi.booking.to_telephone.actions import CallIsOver, ask_to_telephone, close_calls, note_attempt
from madoguchi.booking.to_telephone.queries import open_tasks_visible_to
from madoguchi.booking.to_telephone.rules import CallReason, CallResult
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN, SYSTEM, Actor, UserKind
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality.models import Site
from tests.worlds import CLERK, OPERATOR, TOMORROW, slot_at, wish

pytestmark = pytest.mark.django_db
NOBODY = Actor(UserKind.CALL_CENTRE, "nobody")


@pytest.fixture
def booking(site: Site) -> Booking:
    return make_booking(wish(slot_at(site, TOMORROW, time(9))), channel=Channel.WEB, by=CITIZEN)


def test_one_reason_is_one_call_however_often_it_is_asked(booking: Booking) -> None:
    first = ask_to_telephone(booking, reason=CallReason.MAIL, by=SYSTEM)
    again = ask_to_telephone(booking, reason=CallReason.MAIL, by=SYSTEM)
    ask_to_telephone(booking, reason=CallReason.OUTAGE, by=CLERK)
    assert first == again
    assert open_tasks_visible_to(CLERK).count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        CallTask.objects.create(booking=booking, reason="mail", asked_at=clock.now(), due_at=clock.now())


def test_the_earlier_moment_counts(booking: Booking) -> None:
    task = ask_to_telephone(booking, reason=CallReason.OUTAGE, by=CLERK)
    assert task.due_at == booking.slot.starts_at
    task = ask_to_telephone(booking, reason=CallReason.OUTAGE, by=CLERK, due_at=clock.now())
    assert task.due_at == clock.now()


@pytest.mark.req("NTF-10")
def test_who_was_reached_leaves_the_list_and_who_was_not_stays(booking: Booking) -> None:
    task = ask_to_telephone(booking, reason=CallReason.MAIL, by=SYSTEM)
    for result in (CallResult.NO_ANSWER, CallResult.LEFT_MESSAGE, CallResult.WRONG_NUMBER):
        note_attempt(task, result, by=OPERATOR)
        assert list(open_tasks_visible_to(OPERATOR)) == [task]
    note_attempt(task, CallResult.REACHED, by=CLERK)
    assert not open_tasks_visible_to(OPERATOR)
    assert [(attempt.by, attempt.result) for attempt in task.attempts.all()] == [
        ("operator", "no_answer"),
        ("operator", "left_message"),
        ("operator", "wrong_number"),
        ("city_clerk", "reached"),
    ]
    with pytest.raises(CallIsOver):
        note_attempt(task, CallResult.NO_ANSWER, by=OPERATOR)


@pytest.mark.req("HIS-01")
def test_every_attempt_is_in_the_history_with_who_made_it(booking: Booking) -> None:
    task = ask_to_telephone(booking, reason=CallReason.MAIL, by=SYSTEM)
    note_attempt(task, CallResult.NO_ANSWER, by=OPERATOR)
    kinds = Event.objects.filter(about_key=booking.number, kind__startswith="booking.call_").order_by("pk")
    assert list(kinds.values_list("kind", "actor_kind")) == [
        ("booking.call_asked", "system"),
        ("booking.call_tried", "call_centre"),
    ]


def test_a_call_that_is_settled_otherwise_needs_nobody(booking: Booking) -> None:
    ask_to_telephone(booking, reason=CallReason.OUTAGE, by=CLERK)
    ask_to_telephone(booking, reason=CallReason.MAIL, by=SYSTEM)
    assert close_calls(booking, reason=CallReason.OUTAGE, by=CITIZEN) == 1
    assert close_calls(booking, reason=CallReason.OUTAGE, by=CITIZEN) == 0
    assert [task.reason for task in open_tasks_visible_to(CLERK)] == ["mail"]


def test_nobody_is_telephoned_about_a_visit_that_is_off(booking: Booking) -> None:
    ask_to_telephone(booking, reason=CallReason.MAIL, by=SYSTEM)
    cancel_booking(booking, by=CITIZEN)
    assert not open_tasks_visible_to(CLERK)


def test_the_list_follows_a_visit_to_its_new_time(booking: Booking, site: Site) -> None:
    ask_to_telephone(booking, reason=CallReason.MAIL, by=SYSTEM)
    move_booking(booking, to_slot_id=slot_at(site, TOMORROW, time(11)).pk, by=CITIZEN)
    (task,) = open_tasks_visible_to(CLERK)
    assert clock.in_tokyo(task.booking.slot.starts_at).hour == 11


def test_without_the_right_nobody_sees_or_notes_a_call(booking: Booking) -> None:
    task = ask_to_telephone(booking, reason=CallReason.MAIL, by=SYSTEM)
    assert not open_tasks_visible_to(NOBODY)
    with pytest.raises(MissingRight):
        note_attempt(task, CallResult.REACHED, by=NOBODY)
    with pytest.raises(MissingRight):
        ask_to_telephone(booking, reason=CallReason.OTHER, by=NOBODY)
