"""Handing over to the city what the call centre entered: nothing twice, nothing missing, by the city's deadline."""

import threading
from collections.abc import Iterator
from datetime import time, timedelta

import pytest
import time_machine
from django.db import connection, transaction

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import cancel_booking, change_contact, contact_of, make_booking, move_booking
from madoguchi.booking.counter.actions import set_state
from madoguchi.booking.deliveries.actions import deliver, digest_of, judge_deadlines, receive
from madoguchi.booking.deliveries.jobs import forget_rows, hand_over_at_deadline, watch_deadlines
from madoguchi.booking.deliveries.models import DeliveredEvent, DeliveredRow, Delivery, JudgedDeadline
from madoguchi.booking.deliveries.queries import dues_between, rows_of, standing, waiting_entries
from madoguchi.booking.deliveries.refusals import (
    AlreadyReceived,
    NothingToDeliver,
    OnlyTheCentreDelivers,
    OnlyTheCityReceives,
)
from madoguchi.booking.deliveries.rules import DatedRule, DeadlineRule, Due, dues_of_day, what_was_done
from madoguchi.booking.models import Booking
from madoguchi.booking.rules import BookingState, Channel
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from tests.at_once import all_at_once
from tests.worlds import ADMIN, CLERK, OPERATOR, PRESENT, TODAY, TOMORROW, actor, open_for_booking, slot_at, wish

pytestmark = [pytest.mark.django_db, pytest.mark.req("STF-12")]

SUPERVISOR = actor(Role.SUPERVISOR)
HALF_PAST_FIVE = clock.moment(TODAY, time(17, 30))


def by_telephone(site: Site, at: time = time(9), **contact: str) -> Booking:
    return make_booking(wish(slot_at(site, TOMORROW, at), **contact), channel=Channel.TELEPHONE, by=OPERATOR)


def setting(**values: object) -> None:
    change_settings({f"deliveries.{name}": value for name, value in values.items()}, by=ADMIN)


@pytest.fixture
def later() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PRESENT, tick=False) as traveller:
        yield traveller


# What goes along


def test_what_the_centre_entered_goes_along_and_what_citizens_and_the_city_did_does_not(site: Site) -> None:
    mine = by_telephone(site)
    make_booking(wish(slot_at(site, TOMORROW, time(10))), channel=Channel.WEB, by=CITIZEN)
    make_booking(wish(slot_at(site, TOMORROW, time(11))), channel=Channel.CITY, by=CLERK)
    made = deliver(by=SUPERVISOR)
    assert (made.number, made.bookings, made.rows) == (1, 1, 1)
    (row,) = rows_of(made)
    assert row == [
        "新規", mine.spoken_number, "2026-12-02 09:00", site.name, "見本 花子", "ミホン ハナコ",
        "マイナンバーカードの受取り", "090-0000-0001", "電話", "予約", "2026-12-01 10:00", "operator",
    ]  # fmt: skip


def test_a_change_by_the_centre_goes_along_whoever_made_the_booking(site: Site) -> None:
    by_web = make_booking(wish(slot_at(site, TOMORROW, time(9))), channel=Channel.WEB, by=CITIZEN)
    move_booking(by_web, to_slot_id=slot_at(site, TOMORROW, time(10)).pk, by=OPERATOR)
    change_contact(by_web, contact_of(by_web).__class__("見本 桃子", "", "09000000002"), by=OPERATOR)
    (row,) = rows_of(deliver(by=SUPERVISOR))
    assert row[:3] == ["日時の変更・連絡先の変更", by_web.spoken_number, "2026-12-02 10:00"]


def test_a_booking_that_was_made_and_cancelled_says_both(site: Site) -> None:
    cancel_booking(by_telephone(site), by=OPERATOR)
    (row,) = rows_of(deliver(by=SUPERVISOR))
    assert (row[0], row[9]) == ("新規・取消", "取消")


def test_checking_in_or_reading_out_is_no_entry(site: Site) -> None:
    booking = make_booking(wish(slot_at(site, TODAY, time(11))), channel=Channel.CITY, by=CLERK)
    set_state(booking, BookingState.ARRIVED, by=OPERATOR)
    with pytest.raises(NothingToDeliver):
        deliver(by=SUPERVISOR)


def test_the_second_delivery_holds_only_what_came_after_the_first(site: Site) -> None:
    by_telephone(site)
    first = deliver(by=SUPERVISOR)
    late = by_telephone(site, time(10))
    second = deliver(by=SUPERVISOR)
    assert (first.number, second.number, second.since) == (1, 2, first.made_at)
    assert [row[1] for row in rows_of(second)] == [late.spoken_number]
    with pytest.raises(NothingToDeliver):
        deliver(by=SUPERVISOR)


def test_a_delivery_stays_as_it_was_whatever_becomes_of_the_booking(site: Site) -> None:
    booking = by_telephone(site)
    made = deliver(by=SUPERVISOR)
    before = rows_of(made)
    cancel_booking(booking, by=OPERATOR)
    assert rows_of(made) == before
    assert made.digest == digest_of(before)


# Who may


def test_the_centre_hands_over_and_the_city_takes_receipt_not_the_other_way_round(site: Site) -> None:
    by_telephone(site)
    with pytest.raises(OnlyTheCentreDelivers):
        deliver(by=ADMIN)
    with pytest.raises(MissingRight):
        deliver(by=OPERATOR)
    made = deliver(by=SUPERVISOR)
    with pytest.raises(OnlyTheCityReceives):
        receive(made, by=SUPERVISOR)
    assert receive(made, by=CLERK).received_at == PRESENT
    with pytest.raises(AlreadyReceived):
        receive(made, by=CLERK)
    kinds = list(Event.objects.filter(about_kind="delivery").order_by("id").values_list("kind", "actor_kind"))
    assert kinds == [("delivery.made", "call_centre"), ("delivery.received", "city")]


# Deadlines


def rule(weekdays: str = "月火水木金", at: time = time(17, 30), **more: bool) -> DeadlineRule:
    return DeadlineRule(weekdays, at, **{"on_open_days": True, "until_day_before": False, **more})


def dues(*rules: DeadlineRule, dated: tuple[DatedRule, ...] = (), is_open: bool = True) -> list[Due]:
    return dues_of_day(TODAY, rules=rules, dated=dated, is_open=is_open, zone=clock.TOKYO)


def test_a_deadline_holds_on_its_weekdays_and_on_open_days_only() -> None:
    assert dues(rule()) == [Due(HALF_PAST_FIVE, HALF_PAST_FIVE)]
    assert dues(rule("水")) == []
    assert dues(rule(), is_open=False) == []
    assert dues(rule(on_open_days=False), is_open=False) == [Due(HALF_PAST_FIVE, HALF_PAST_FIVE)]


def test_a_deadline_in_the_morning_may_ask_for_the_day_before_only() -> None:
    (due,) = dues(rule(at=time(9), until_day_before=True))
    assert (due.at.time(), due.covers_until) == (time(9), clock.start_of(TODAY))


def test_a_dated_deadline_replaces_that_day_or_takes_it_out() -> None:
    (due,) = dues(rule(), dated=(DatedRule(TODAY, time(12)),))
    assert due.at.time() == time(12)
    assert dues(rule(), dated=(DatedRule(TODAY, None),)) == []


def test_the_words_of_a_line_stand_in_the_order_in_which_things_happen() -> None:
    assert what_was_done(["booking.cancelled", "booking.made", "booking.made"]) == "新規・取消"


@pytest.mark.preset_key("deliveries.deadlines", "deliveries.dated_deadlines")
def test_the_deadlines_come_from_the_settings_of_their_day(site: Site) -> None:
    friday, monday = TODAY + timedelta(days=3), TODAY + timedelta(days=6)
    assert [due.at.date() for due in dues_between(friday, monday)] == [friday, monday]
    setting(dated_deadlines=[{"day": friday.isoformat(), "at": "なし"}, {"day": monday.isoformat(), "at": "12:00"}])
    assert [due.at for due in dues_between(friday, monday)] == [clock.moment(monday, time(12))]
    setting(dated_deadlines=[], deadlines=[])
    assert dues_between(friday, monday) == []


@pytest.mark.preset_key("deliveries.warn_minutes")
def test_the_warning_begins_the_set_minutes_before_the_deadline(site: Site) -> None:
    by_telephone(site)
    assert standing().waiting == 1
    assert not standing().is_close(HALF_PAST_FIVE - timedelta(minutes=61))
    assert standing().is_close(HALF_PAST_FIVE - timedelta(minutes=60))
    setting(warn_minutes=10)
    assert not standing().is_close(HALF_PAST_FIVE - timedelta(minutes=60))


def test_a_missed_deadline_stays_a_fact_after_it_was_made_up_for(site: Site, later: time_machine.Traveller) -> None:
    by_telephone(site)
    later.move_to(HALF_PAST_FIVE + timedelta(minutes=1))
    assert standing().overdue == 1
    deliver(by=SUPERVISOR)
    assert standing().overdue == 0
    later.move_to(HALF_PAST_FIVE + timedelta(minutes=20))
    assert judge_deadlines() == 1
    assert judge_deadlines() == 0
    judged = JudgedDeadline.objects.get(due_at=HALF_PAST_FIVE)
    assert judged.entries_late == 1
    event = Event.objects.get(kind="delivery.missed")
    assert event.actor_kind == "system"


def test_a_deadline_that_was_kept_is_not_missed_by_what_comes_afterwards(
    site: Site, later: time_machine.Traveller
) -> None:
    by_telephone(site)
    deliver(by=SUPERVISOR)
    later.move_to(HALF_PAST_FIVE + timedelta(minutes=2))
    by_telephone(site, time(10))
    later.move_to(HALF_PAST_FIVE + timedelta(minutes=20))
    assert judge_deadlines() == 0
    assert standing().overdue == 0


def test_deadlines_that_passed_while_no_worker_ran_are_judged_afterwards(
    site: Site, later: time_machine.Traveller
) -> None:
    judge_deadlines()
    by_telephone(site)
    later.move_to(HALF_PAST_FIVE + timedelta(minutes=20))
    judge_deadlines()
    later.move_to(HALF_PAST_FIVE + timedelta(days=2, minutes=20))
    assert judge_deadlines() == 2
    assert JudgedDeadline.objects.filter(entries_late=1).count() == 3


@pytest.mark.preset_key("deliveries.automatic")
def test_the_clock_hands_over_at_the_deadline_where_the_city_wants_it(
    site: Site, later: time_machine.Traveller
) -> None:
    by_telephone(site)
    later.move_to(HALF_PAST_FIVE + timedelta(seconds=40))
    assert hand_over_at_deadline() is None
    setting(automatic=True)
    watch_deadlines.call()
    watch_deadlines.call()
    made = Delivery.objects.get()
    assert made.due_at == HALF_PAST_FIVE
    assert Event.objects.get(kind="delivery.made").actor_kind == "system"
    later.move_to(HALF_PAST_FIVE + timedelta(minutes=20))
    watch_deadlines.call()
    assert not JudgedDeadline.objects.filter(entries_late__gt=0).exists()


def test_a_worker_that_comes_too_late_hands_over_and_the_deadline_is_missed_all_the_same(
    site: Site, later: time_machine.Traveller
) -> None:
    setting(automatic=True)
    by_telephone(site)
    later.move_to(HALF_PAST_FIVE + timedelta(hours=2))
    watch_deadlines.call()
    assert Delivery.objects.get().due_at is None
    assert JudgedDeadline.objects.get(due_at=HALF_PAST_FIVE).entries_late == 1


@pytest.mark.preset_key("deliveries.keep_days")
def test_names_are_forgotten_after_the_set_days_and_the_record_stays(
    site: Site, later: time_machine.Traveller
) -> None:
    by_telephone(site)
    made = deliver(by=SUPERVISOR)
    setting(keep_days=30)
    later.move_to(PRESENT + timedelta(days=30))
    assert forget_rows.call() == 0
    later.move_to(PRESENT + timedelta(days=30, seconds=1))
    assert forget_rows.call() == 1
    assert rows_of(made) == []
    assert Delivery.objects.get().digest == made.digest


# Everything at the same moment


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_several_who_hand_over_at_the_same_moment_hand_over_everything_once() -> None:
    site = open_for_booking()
    for minute in range(12):
        by_telephone(site, time(9 + minute // 6), phone=f"0900000{minute:04}")
    answers = all_at_once([lambda: deliver(by=SUPERVISOR)] * 6)
    assert {type(answer) for answer in answers} <= {Delivery, NothingToDeliver}
    assert not waiting_entries().exists()
    assert DeliveredEvent.objects.count() == Event.objects.filter(kind="booking.made").count() == 12
    assert DeliveredRow.objects.count() == 12


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_commits_late_under_a_lower_number_joins_the_next_delivery() -> None:
    """On SQLite writers wait for each other, so nothing commits late; the rule holds there as well."""
    site = open_for_booking()
    slot, other = slot_at(site, TOMORROW, time(9)), slot_at(site, TOMORROW, time(10))
    written, may_commit = threading.Event(), threading.Event()

    def book_slowly() -> None:
        try:
            with transaction.atomic():
                make_booking(wish(slot), channel=Channel.TELEPHONE, by=OPERATOR)
                written.set()
                may_commit.wait(timeout=30)
        finally:
            connection.close()

    slow = threading.Thread(target=book_slowly)
    if connection.vendor == "sqlite":
        may_commit.set()
    slow.start()
    written.wait(timeout=30)
    make_booking(wish(other), channel=Channel.TELEPHONE, by=OPERATOR)
    deliver(by=SUPERVISOR)
    may_commit.set()
    slow.join()
    if waiting_entries().exists():
        deliver(by=SUPERVISOR)
    assert not waiting_entries().exists()
    assert DeliveredEvent.objects.count() == 2
