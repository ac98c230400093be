"""Bookings counted apart by the way they came, and the four kinds of user in the history after real journeys."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import time, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.html import strip_tags

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import (
    cancel_booking,
    change_contact,
    contact_of,
    hold_places,
    make_booking,
    move_booking,
)
from madoguchi.booking.counter.actions import set_state
from madoguchi.booking.counter.counts import Basis, by_month, counts_by_day, total_of
from madoguchi.booking.deliveries.jobs import watch_deadlines
from madoguchi.booking.kept_holds import release_lapsed_holds
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.rules import BookingState, Channel
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN, UserKind
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import EventFilter, events_visible_to, filtered
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from tests.worlds import ADMIN, CLERK, OPERATOR, PRESENT, TODAY, TOMORROW, person, slot_at, wish

COUNTS = "/staff/city/counts/"
NEXT_DAY = TOMORROW + timedelta(days=1)
SignIn = Callable[[Role], Client]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def present() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PRESENT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def booked(site: Site) -> list[Booking]:
    """Two by telephone (a family of two and one that is cancelled), one by web, one by the city a day later."""
    tomorrow = slot_at(site, TOMORROW, time(9))
    family = wish(tomorrow, person(), person("見本 太郎", "ミホン タロウ"), phone="09000000011")
    made = [
        make_booking(family, channel=Channel.TELEPHONE, by=OPERATOR),
        make_booking(wish(tomorrow, phone="09000000012"), channel=Channel.TELEPHONE, by=OPERATOR),
        make_booking(wish(tomorrow, phone="09000000013"), channel=Channel.WEB, by=CITIZEN),
        make_booking(wish(slot_at(site, NEXT_DAY, time(9))), channel=Channel.CITY, by=CLERK),
    ]
    cancel_booking(made[1], by=OPERATOR)
    return made


@pytest.mark.req("STF-13")
def test_each_way_is_counted_apart_by_the_day_it_was_booked(booked: list[Booking]) -> None:
    (day,) = counts_by_day(CLERK, since=TODAY, until=TODAY, basis=Basis.MADE)
    assert day.bookings == {Channel.TELEPHONE: 2, Channel.WEB: 1, Channel.CITY: 1}
    assert (day.total, day.people, day.cancelled) == (4, 5, 1)
    assert (day.percent(Channel.TELEPHONE), day.percent(Channel.WEB)) == (50, 25)


@pytest.mark.req("STF-13", "CAL-09")
def test_by_the_day_of_the_visit_places_given_elsewhere_stand_apart(site: Site, booked: list[Booking]) -> None:
    Slot.objects.filter(pk=slot_at(site, NEXT_DAY, time(10)).pk).update(people_blocked=3)
    first, second = counts_by_day(CLERK, since=TODAY, until=NEXT_DAY, basis=Basis.VISIT)
    assert (first.first, first.total, first.blocked) == (TOMORROW, 3, 0)
    assert (second.first, second.total, second.blocked) == (NEXT_DAY, 1, 3)
    (month,) = by_month([first, second])
    assert (month.first, month.total, month.blocked) == (TODAY.replace(day=1), 4, 3)
    assert total_of([first, second]).people == 5


@pytest.mark.req("STF-13")
def test_the_screen_shows_figures_shares_and_months_and_takes_them_out(
    booked: list[Booking], signed_in: SignIn
) -> None:
    text = strip_tags(signed_in(Role.CITY_CLERK).get(COUNTS).content.decode())
    assert "電話 2 件（50%）" in text
    assert "2026-12-01（火）" in text
    monthly = signed_in(Role.CITY_CLERK).get(COUNTS, {"unit": "month", "basis": "visit", "until": "2026-12-31"})
    assert "2026年12月" in monthly.content.decode()
    assert signed_in(Role.CITY_CLERK).post(f"{COUNTS}export/", {}).status_code == 403
    file = signed_in(Role.CITY_ADMIN).post(f"{COUNTS}export/", {"basis": "visit", "until": NEXT_DAY.isoformat()})
    rows = list(csv.DictReader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))
    assert [(row["日"], row["電話"], row["予約外に当てた人数"]) for row in rows] == [
        ("2026-12-02", "2", "0"),
        ("2026-12-03", "0", "0"),
    ]


# 001 §7(4)エ: who did it, by the kind of user


@pytest.mark.req("STF-09")
def test_after_real_journeys_the_history_tells_the_four_kinds_of_user_apart(
    site: Site, signed_in: SignIn, present: time_machine.Traveller
) -> None:
    slot, later = slot_at(site, TOMORROW, time(9)), slot_at(site, TOMORROW, time(10))
    by_web = make_booking(wish(slot), channel=Channel.WEB, by=CITIZEN)
    change_contact(by_web, contact_of(by_web).__class__("見本 桃子", "", "09000000002"), by=OPERATOR)
    by_telephone = make_booking(wish(slot), channel=Channel.TELEPHONE, by=OPERATOR)
    move_booking(by_telephone, to_slot_id=later.pk, by=CLERK)
    by_city = make_booking(wish(slot_at(site, TODAY, time(11))), channel=Channel.CITY, by=CLERK)
    cancel_booking(by_web, by=CITIZEN)
    hold_places(slot.pk, people=1, once_key=wish(slot).once_key, channel=Channel.WEB, language="ja", by=CITIZEN)
    change_settings({"deliveries.automatic": True}, by=ADMIN)
    present.move_to(clock.moment(TODAY, time(17, 30)))
    set_state(by_city, BookingState.ARRIVED, by=CLERK)
    release_lapsed_holds()
    watch_deadlines.call()

    def done_by(kind: UserKind) -> set[str]:
        events = filtered(events_visible_to(ADMIN), EventFilter(user_kind=kind))
        return {
            kind for kind in events.values_list("kind", flat=True) if kind.startswith(("booking.", "delivery."))
        }

    assert done_by(UserKind.CITIZEN) == {"booking.made", "booking.cancelled", "booking.held"}
    assert done_by(UserKind.CALL_CENTRE) == {"booking.contact_changed", "booking.made"}
    assert done_by(UserKind.CITY) == {"booking.moved", "booking.made", "booking.arrived"}
    assert done_by(UserKind.SYSTEM) == {"booking.lapsed", "delivery.made"}
    # Of one booking, and over all, on the screens that people have.
    admin = signed_in(Role.CITY_ADMIN)
    of_one = strip_tags(admin.get(f"/staff/city/bookings/{by_web.number}/").content.decode())
    for words in ("市民", "コールセンター", "予約を取り消しました", "予約の連絡先を変えました"):
        assert words in of_one
    for kind, words in (("citizen", "予約を取り消しました"), ("call_centre", "予約の連絡先を変えました"),
                        ("city", "予約の日時を変えました"), ("system", "仮押さえの期限が切れました")):  # fmt: skip
        page = admin.get("/staff/office/history/", {"user_kind": kind})
        table = page.content.decode().split("<tbody>")[1]
        assert words in table
        others = {
            "予約を取り消しました",
            "予約の連絡先を変えました",
            "予約の日時を変えました",
            "仮押さえの期限が切れました",
        } - {words}
        assert not any(other in table for other in others), kind


@pytest.mark.req("STF-09")
def test_no_row_of_the_history_can_be_changed_or_taken_away(booked: list[Booking]) -> None:
    event = Event.objects.order_by("id")[0]
    for forbidden in (event.save, event.delete, Event.objects.all().delete, lambda: Event.objects.update(kind="x")):
        with pytest.raises(TypeError, match="append-only"):
            forbidden()
