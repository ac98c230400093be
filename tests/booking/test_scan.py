"""Who stands at the counter, by code, number, name or telephone; and what was ticked on paper, entered afterwards."""

from datetime import time, timedelta

import pytest
import time_machine

from madoguchi.booking.actions import cancel_booking, make_booking
from madoguchi.booking.counter.actions import set_state
from madoguchi.booking.counter.afterwards import OnPaper, enter_from_paper
from madoguchi.booking.counter.scan import Found, scanned
from madoguchi.booking.models import Booking
from madoguchi.booking.refusals import NotAtThatTime, NotThisStep
from madoguchi.booking.rules import BookingState, Channel
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.municipality.models import Site
from tests.worlds import CLERK, TODAY, TOMORROW, person, slot_at, wish

pytestmark = [pytest.mark.django_db, pytest.mark.req("STF-07")]


def booked(
    site: Site, *names: str, at: time = time(11), tomorrow: bool = False, phone: str = "09000000001"
) -> Booking:
    people = [person(name, kana) for name, kana in (one.split("/") for one in names)]
    slot = slot_at(site, TOMORROW if tomorrow else TODAY, at)
    asked = wish(slot, *people, name=people[0].name, kana=people[0].kana, phone=phone)
    return make_booking(asked, channel=Channel.CITY, by=CLERK)


@pytest.fixture
def hanako(site: Site) -> Booking:
    return booked(site, "見本 花子/ミホン ハナコ", "見本 太郎/ミホン タロウ")


def found(typed: str) -> tuple[Found, list[str]]:
    answer = scanned(typed, day=TODAY, by=CLERK)
    return answer.found, [booking.number for booking in answer.bookings]


def test_a_scanned_code_a_number_a_name_and_a_telephone_find_the_one_who_comes_today(hanako: Booking) -> None:
    number = hanako.number
    wide = number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    spoken = hanako.spoken_number
    for typed in (
        f"MADOGUCHI:{number}", f"madoguchi+{number}", number, spoken, wide, f" {wide[:4]}－{wide[4:]} ", "見本花子", "みほん たろう",
        "ﾀﾛｳ", "090-0000-0001",
    ):  # fmt: skip
        assert found(typed) == (Found.EXPECTED, [number]), typed


def test_several_of_today_are_shown_to_be_told_apart(site: Site, hanako: Booking) -> None:
    other = booked(site, "見本 花子/ミホン ハナコ", at=time(14), phone="09000000002")
    booked(site, "見本 花子/ミホン ハナコ", tomorrow=True)
    assert found("見本花子") == (Found.SEVERAL, [hanako.number, other.number])
    assert found("09000000002") == (Found.EXPECTED, [other.number])


def test_another_days_booking_is_told_as_such_with_the_coming_ones_first(site: Site) -> None:
    coming = booked(site, "見本 花子/ミホン ハナコ", tomorrow=True)
    assert found(f"MADOGUCHI:{coming.number}") == (Found.OTHER_DAY, [coming.number])
    with time_machine.travel(clock.moment(TODAY + timedelta(days=2), time(9)), tick=False):
        assert scanned(coming.number, day=TODAY + timedelta(days=2), by=CLERK).found is Found.OTHER_DAY


def test_who_is_here_already_was_cancelled_or_is_unknown_is_told_apart(site: Site, hanako: Booking) -> None:
    set_state(hanako, BookingState.ARRIVED, by=CLERK)
    assert found(hanako.number) == (Found.HERE_ALREADY, [hanako.number])
    gone = booked(site, "取消 一郎/トリケシ イチロウ")
    cancel_booking(gone, by=CLERK)
    assert found(gone.number) == (Found.CANCELLED, [gone.number])
    assert found("MADOGUCHI:12345678") == (Found.NOBODY, [])
    assert found("だれもいない") == (Found.NOBODY, [])


def test_who_was_given_up_may_still_be_checked_in(hanako: Booking) -> None:
    set_state(hanako, BookingState.NO_SHOW, by=CLERK)
    assert found(hanako.number)[0] is Found.EXPECTED


# Entered from paper

NINE = clock.moment(TODAY, time(9, 5))


def test_what_was_ticked_on_paper_is_entered_with_its_true_time(hanako: Booking) -> None:
    assert enter_from_paper([OnPaper(hanako, BookingState.SERVED, "done", NINE)], by=CLERK) == []
    hanako.refresh_from_db()
    assert (hanako.state, hanako.outcome) == ("served", "done")
    events = Event.objects.filter(about_key=hanako.number, kind__in=["booking.arrived", "booking.served"]).order_by(
        "id"
    )
    assert [(event.kind, facts_of(event)["happened_at"]) for event in events] == [
        ("booking.arrived", NINE.isoformat()),
        ("booking.served", NINE.isoformat()),
    ]


def test_one_that_does_not_go_holds_up_none_of_the_others(site: Site, hanako: Booking) -> None:
    other = booked(site, "例田 一郎/レイダ イチロウ", at=time(14))
    later = clock.moment(TODAY, time(23))
    refused = enter_from_paper(
        [OnPaper(hanako, BookingState.ARRIVED, "", later), OnPaper(other, BookingState.NO_SHOW)], by=CLERK
    )
    assert refused == [(hanako, NotAtThatTime.message)]
    hanako.refresh_from_db()
    other.refresh_from_db()
    assert (hanako.state, other.state) == ("booked", "no_show")


def test_a_booking_that_somebody_finished_meanwhile_is_told(hanako: Booking) -> None:
    stale = Booking.objects.get(pk=hanako.pk)
    set_state(hanako, BookingState.NO_SHOW, by=CLERK)
    assert enter_from_paper([OnPaper(stale, BookingState.NO_SHOW)], by=CLERK) == [(stale, NotThisStep.message)]


def test_nothing_half_done_is_left_when_the_result_is_unknown(hanako: Booking) -> None:
    ((_, why),) = enter_from_paper([OnPaper(hanako, BookingState.SERVED, "flown_away")], by=CLERK)
    assert why
    hanako.refresh_from_db()
    assert hanako.state == "booked"
