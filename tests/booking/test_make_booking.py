"""Taking a place: one actor, one transaction, one event; or a refusal that leaves nothing behind."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from madoguchi.booking.actions import Person, make_booking
from madoguchi.booking.capacity.actions import publish_slots
from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger
from madoguchi.booking.capacity.queries import availability_by_day, nearest_free_slots, slots_of_day
from madoguchi.booking.models import Booking, NumberIssued, PlacesTaken, Slot, Visitor
from madoguchi.booking.own_page.secret import secret_of
from madoguchi.booking.queries import booking_behind, bookings_visible_to
from madoguchi.booking.refusals import (
    BeyondService,
    FormUsedAlready,
    ProcedureNotOffered,
    SlotFull,
    SlotNotBookable,
)
from madoguchi.booking.rules import Channel, Mark, is_number
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN, Actor, UserKind
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import EventFilter, events_visible_to, facts_of, filtered
from madoguchi.core.refusals import MissingRight
from madoguchi.core.text.my_number import MyNumberRefused, check_digit
from madoguchi.municipality.days import set_opening_day
from madoguchi.municipality.models import Site
from madoguchi.municipality.rules import Calendar
from tests.worlds import ADMIN, CLERK, OPERATOR, PRESENT, TODAY, TOMORROW, open_for_booking, person, slot_at, wish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        yield


@pytest.fixture
def site() -> Site:
    return open_for_booking()


def book(slot: Slot, *people: Person, **contact: str) -> Booking:
    return make_booking(wish(slot, *people, **contact), channel=Channel.WEB, by=CITIZEN)


@pytest.mark.req("RSV-01", "RSV-13", "STF-09", "STF-13")
def test_a_citizen_takes_a_place_and_gets_a_number(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9))
    booking = book(slot)
    slot.refresh_from_db()
    assert is_number(booking.number)
    assert (slot.people_taken, slot.bookings_taken) == (1, 1)
    assert booking.channel == "web"
    event = Event.objects.get(kind="booking.made")
    assert (event.actor_kind, event.about_key) == ("citizen", booking.number)
    assert facts_of(event)["procedures"] == ["pickup"]
    assert "見本" not in event.body
    assert {value.text for value in event.personal_values.all()} >= {"見本 花子", "09000000001"}


@pytest.mark.req("STF-09")
def test_the_history_tells_citizen_call_centre_and_city_apart(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=3)
    book(slot)
    make_booking(wish(slot), channel=Channel.TELEPHONE, by=OPERATOR)
    make_booking(wish(slot), channel=Channel.CITY, by=CLERK)
    for kind in (UserKind.CITIZEN, UserKind.CALL_CENTRE, UserKind.CITY):
        events = filtered(events_visible_to(CLERK), EventFilter(user_kind=kind, kind="booking.made"))
        assert events.count() == 1


@pytest.mark.req("CAL-08", "CAL-02")
def test_two_people_do_not_fit_into_one_place(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=1)
    book(slot)
    with pytest.raises(SlotFull):
        book(slot)
    assert Booking.objects.count() == Visitor.objects.count() == PlacesTaken.objects.count() == 1
    assert NumberIssued.objects.count() == 1
    assert Event.objects.filter(kind="booking.made").count() == 1


def test_the_database_has_the_last_word(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.filter(pk=slot.pk).update(people_taken=2)


def test_the_same_form_sent_twice_is_one_booking(site: Site) -> None:
    asked = wish(slot_at(site, TOMORROW, time(9)))
    first, second = (make_booking(asked, channel=Channel.WEB, by=CITIZEN) for _ in range(2))
    assert first == second
    assert Booking.objects.count() == 1


@pytest.mark.req("RSV-20")
def test_another_persons_form_with_the_same_key_is_not_answered_with_the_first_ones_booking(site: Site) -> None:
    asked = wish(slot_at(site, TOMORROW, time(9)))
    make_booking(asked, channel=Channel.WEB, by=CITIZEN)
    with pytest.raises(FormUsedAlready):
        make_booking(replace(asked, people=[person("架空 健")]), channel=Channel.WEB, by=CITIZEN)
    assert Booking.objects.count() == 1


@pytest.mark.req("RSV-04")
def test_all_procedures_share_one_stock_of_places(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=2)
    book(slot, person(procedure="pickup"))
    book(slot, person(procedure="pin"))
    with pytest.raises(SlotFull):
        book(slot, person(procedure="application"))


@pytest.mark.req("RSV-03")
def test_only_the_municipalitys_procedures_can_be_chosen(site: Site) -> None:
    with pytest.raises(ProcedureNotOffered):
        book(slot_at(site, TOMORROW, time(9)), person(procedure="driving_licence"))


@pytest.mark.req("CAL-14")
@pytest.mark.preset_key("booking.closes_days_before", "booking.opens_days_ahead")
@pytest.mark.parametrize("days", [0, -1, 61])
def test_a_place_outside_the_window_is_refused(site: Site, days: int) -> None:
    day = TODAY + timedelta(days=days)
    slot = Slot.objects.create(
        site=site,
        starts_at=clock.moment(day, time(12)),
        ends_at=clock.moment(day, time(12, 30)),
        people_limit=1,
        bookings_limit=1,
    )
    with pytest.raises(SlotNotBookable):
        book(slot)


@pytest.mark.req("CAL-12", "CAL-06")
def test_a_day_closed_after_publishing_takes_no_more_bookings(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9))
    set_opening_day(
        Calendar.COUNTER, TOMORROW, by=ADMIN, hours="", note="停電", agreed_with="市民課", agreed_on=TODAY
    )
    assert slots_of_day(site, TOMORROW, now=PRESENT) == []
    with pytest.raises(SlotNotBookable):
        book(slot)
    book(slot_at(site, TOMORROW + timedelta(days=1), time(9)))


@pytest.mark.req("CAL-14")
def test_slots_cannot_be_published_beyond_the_service(site: Site) -> None:
    with pytest.raises(BeyondService):
        publish_slots(site, first=date(2028, 6, 1), until=date(2028, 7, 2), by=ADMIN)
    assert publish_slots(site, first=date(2028, 6, 30), until=date(2028, 7, 1), by=ADMIN) > 0


@pytest.mark.req("CAL-06")
@pytest.mark.preset_key("booking.bands")
def test_slots_are_published_on_opening_days_only(site: Site) -> None:
    publish_slots(site, first=TODAY, until=date(2027, 1, 13), by=ADMIN)
    days = {clock.in_tokyo(slot.starts_at).date() for slot in Slot.objects.filter(site=site)}
    assert date(2026, 12, 28) in days
    closed = [date(2026, 12, 5), date(2026, 12, 6), date(2026, 12, 29), date(2027, 1, 1), date(2027, 1, 11)]
    assert not days & set(closed)  # Saturday, Sunday, year-end, New Year, 成人の日
    assert date(2027, 1, 4) in days


def test_publishing_again_changes_nothing(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9))
    book(slot)
    assert publish_slots(site, first=TODAY, until=TODAY + timedelta(days=31), by=ADMIN) == 0
    slot.refresh_from_db()
    assert slot.people_taken == 1


def test_staff_without_the_right_neither_book_nor_publish(site: Site) -> None:
    visitor = Actor(UserKind.CITY, "somebody", frozenset({"bookings.view"}))
    with pytest.raises(MissingRight):
        make_booking(wish(slot_at(site, TOMORROW, time(9))), channel=Channel.CITY, by=visitor)
    with pytest.raises(MissingRight):
        publish_slots(site, first=TODAY, until=TOMORROW, by=visitor)
    assert not bookings_visible_to(CITIZEN).exists()


def test_a_my_number_is_never_stored_with_a_booking(site: Site) -> None:
    number = f"12345678901{check_digit('12345678901')}"
    with pytest.raises(MyNumberRefused):
        book(slot_at(site, TOMORROW, time(9)), name=number)
    assert not Booking.objects.exists()


@pytest.mark.req("RSV-05")
@pytest.mark.preset_key("booking.few_up_to")
def test_days_and_times_are_marked_free_few_or_full(site: Site) -> None:
    Slot.objects.filter(site=site).delete()
    for hour, places in ((9, 3), (10, 2), (11, 1)):
        Slot.objects.create(
            site=site,
            starts_at=clock.moment(TOMORROW, time(hour)),
            ends_at=clock.moment(TOMORROW, time(hour, 30)),
            people_limit=places,
            bookings_limit=places,
        )
    book(slot_at(site, TOMORROW, time(11)))
    marks = [shown.availability.mark for shown in slots_of_day(site, TOMORROW, now=PRESENT)]
    assert marks == [Mark.FREE, Mark.FEW, Mark.FULL]
    until = TOMORROW + timedelta(days=1)
    (day,) = availability_by_day(site, first=TODAY, until=until, now=PRESENT).values()
    assert (day.mark, day.remaining) == (Mark.FREE, 5)


def test_a_full_slot_leads_to_the_nearest_free_ones(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=1)
    book(slot)
    offered = nearest_free_slots(slot, now=PRESENT, people=1)
    assert [clock.in_tokyo(other.starts_at).time() for other in offered] == [time(9, 30), time(10), time(10, 30)]


@pytest.mark.req("RSV-20")
def test_only_the_secret_opens_the_page_of_a_booking(site: Site) -> None:
    booking = book(slot_at(site, TOMORROW, time(9)))
    secret = secret_of(booking)
    assert booking_behind(secret) == booking
    wrong = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    for guess in (wrong, booking.number, booking.once_key.hex, f"{booking.once_key.hex}~", ""):
        assert booking_behind(guess) is None


def test_the_counters_are_what_the_ledger_says(site: Site) -> None:
    book(slot_at(site, TOMORROW, time(9)))
    assert slots_that_differ_from_the_ledger() == []
    Slot.objects.filter(pk=slot_at(site, TOMORROW, time(9, 30)).pk).update(people_taken=1)
    assert len(slots_that_differ_from_the_ledger()) == 1
