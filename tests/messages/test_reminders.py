"""The day before: once, at a decent hour, only to whom it helps."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine

from madoguchi.booking.actions import cancel_booking, move_booking
from madoguchi.booking.rules import Channel
from madoguchi.config.clockwork import JOBS
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN
from madoguchi.core.tasks.periodic import tick
from madoguchi.messages.models import Message
from madoguchi.messages.reminders import remind
from madoguchi.messages.rules import Kind, needs_reminder, reminder_day
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from tests.messages.conftest import book, work
from tests.services.smtp import MailServer
from tests.worlds import ADMIN, PRESENT, TOMORROW, slot_at

pytestmark = pytest.mark.django_db
FRIDAY, THURSDAY_AT_TEN = date(2026, 12, 4), datetime(2026, 12, 3, 10, 0, tzinfo=clock.TOKYO)


def reminders() -> list[str]:
    return list(Message.objects.filter(kind=Kind.REMINDER).values_list("state", flat=True))


@pytest.mark.req("NTF-03")
@pytest.mark.preset_key("messages.reminder_days_before")
def test_on_the_day_before_everybody_is_reminded_once(
    site: Site, smtp: MailServer, present: time_machine.Traveller
) -> None:
    book(site, day=FRIDAY)
    work()
    smtp.taken.clear()
    present.move_to(THURSDAY_AT_TEN, tick=False)
    assert remind.call() == 1
    assert remind.call() == 0
    work()
    present.shift(timedelta(hours=3))
    assert remind.call() == 0
    work()
    assert reminders() == ["sent"]
    (taken,) = smtp.taken
    assert "予約の日が近づきました" in taken.text


@pytest.mark.req("NTF-03")
def test_the_clock_reminds_at_ten_and_once(site: Site, smtp: MailServer, present: time_machine.Traveller) -> None:
    book(site, day=FRIDAY)
    work()
    present.move_to(THURSDAY_AT_TEN, tick=False)
    for _ in range(3):
        tick(JOBS, now=clock.now())
        work()
        present.shift(timedelta(minutes=1))
    assert reminders() == ["sent"]


@pytest.mark.req("NTF-03")
def test_nobody_is_reminded_of_a_visit_that_was_cancelled_or_moved_away(
    site: Site, smtp: MailServer, present: time_machine.Traveller
) -> None:
    cancel_booking(book(site, day=FRIDAY), by=CITIZEN)
    later = slot_at(site, date(2026, 12, 8), time(9))
    move_booking(book(site, day=FRIDAY, at=time(10)), to_slot_id=later.pk, by=CITIZEN)
    work()
    present.move_to(THURSDAY_AT_TEN, tick=False)
    assert remind.call() == 0


@pytest.mark.req("NTF-03")
def test_a_reminder_that_waits_is_not_sent_once_the_booking_is_off(
    site: Site, smtp: MailServer, present: time_machine.Traveller
) -> None:
    booking = book(site, day=FRIDAY)
    work()
    present.move_to(THURSDAY_AT_TEN, tick=False)
    remind.call()
    cancel_booking(booking, by=CITIZEN)
    work()
    assert reminders() == ["not_needed"]


@pytest.mark.req("NTF-03")
def test_a_reminder_never_comes_after_the_visit(
    site: Site, smtp: MailServer, present: time_machine.Traveller
) -> None:
    book(site, day=FRIDAY)
    work()
    smtp.taken.clear()
    present.move_to(THURSDAY_AT_TEN, tick=False)
    remind.call()
    present.move_to(datetime(2026, 12, 4, 9, 0, tzinfo=clock.TOKYO), tick=False)
    work()
    assert reminders() == ["expired"]
    assert not smtp.taken


@pytest.mark.req("NTF-03")
def test_who_booked_today_for_tomorrow_has_all_of_it_already(
    site: Site, smtp: MailServer, present: time_machine.Traveller
) -> None:
    present.shift(timedelta(hours=-1))
    book(site, day=TOMORROW)
    work()
    present.shift(timedelta(hours=1))
    assert remind.call() == 0


@pytest.mark.req("NTF-03")
def test_who_was_told_by_telephone_only_is_reminded_though_booked_today(
    site: Site, smtp: MailServer, present: time_machine.Traveller
) -> None:
    change_settings({"messages.booking_made": False}, by=ADMIN)
    book(site, day=TOMORROW, channel=Channel.TELEPHONE)
    work()
    assert remind.call() == 1


@pytest.mark.req("NTF-03")
@pytest.mark.preset_key("messages.reminder_days_before")
def test_how_many_days_before_is_a_setting_and_nought_is_never(site: Site, smtp: MailServer) -> None:
    change_settings({"messages.booking_made": False, "messages.reminder_days_before": 3}, by=ADMIN)
    book(site, day=FRIDAY)
    assert remind.call() == 1
    change_settings({"messages.reminder_days_before": 0}, by=ADMIN)
    book(site, day=TOMORROW)
    assert remind.call() == 0


@pytest.mark.parametrize(
    ("now", "days_before", "day"),
    [
        (PRESENT, 1, TOMORROW),
        (PRESENT, 0, None),
        (PRESENT.replace(hour=7, minute=59), 1, None),
        (PRESENT.replace(hour=8), 1, TOMORROW),
        (PRESENT.replace(hour=20), 1, None),
    ],
)
def test_reminders_keep_decent_hours(now: datetime, days_before: int, day: date | None) -> None:
    assert reminder_day(now, days_before=days_before) == day


def test_the_night_is_no_new_day_for_who_was_told_in_the_evening() -> None:
    midnight = datetime(2026, 12, 2, 0, 0, tzinfo=clock.TOKYO)
    assert needs_reminder(told_at=midnight - timedelta(minutes=1), now=midnight + timedelta(hours=10))
    assert not needs_reminder(told_at=midnight, now=midnight + timedelta(hours=10))
    assert needs_reminder(told_at=None, now=midnight)
