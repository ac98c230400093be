"""What the city has decided holds for machines too: caps, outages of the national system, planned stops."""

from datetime import time, timedelta

import pytest
import time_machine

from madoguchi.booking.items import ITEMS_TABLE, accommodations
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.outages.actions import begin_outage
from madoguchi.core import clock
from madoguchi.messages.stops.actions import plan_stop
from madoguchi.messages.stops.queries import forget_stops
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.kept import change_table
from madoguchi.municipality.models import Site
from tests.api.conftest import Machine, is_problem, read, wanted
from tests.worlds import ADMIN, CLERK, PRESENT, TOMORROW, slot_at

NINE, ELEVEN = (clock.moment(TOMORROW, time(hour)) for hour in (9, 11))
WITHOUT_CARD = "application"
ASKED = f"/availability?from={TOMORROW}&until={TOMORROW + timedelta(days=1)}"


@pytest.fixture
def nine(site: Site) -> Slot:
    return slot_at(site, TOMORROW, time(9))


@pytest.fixture
def outage(nine: Slot) -> None:
    begin_outage(starts_at=NINE, ends_at=ELEVEN, by=CLERK)


@pytest.mark.usefixtures("outage")
def test_while_the_national_system_stands_still_only_its_procedures_are_closed(city: Machine, nine: Slot) -> None:
    answer = city.book(wanted(nine.pk))
    is_problem(answer, 409, "national-system-stops")
    assert len(read(answer)["next"]) == 3
    assert all(not NINE.isoformat() <= other["starts_at"] < ELEVEN.isoformat() for other in read(answer)["next"])
    body = wanted(nine.pk)
    body["people"][0]["procedure"] = WITHOUT_CARD
    assert city.book(body).status_code == 201


@pytest.mark.usefixtures("outage")
@pytest.mark.parametrize(("procedures", "is_shown"), [("pickup", False), (WITHOUT_CARD, True), ("", True)])
def test_availability_leaves_out_what_these_procedures_cannot_have(
    city: Machine, nine: Slot, procedures: str, is_shown: bool
) -> None:
    asked = f"{ASKED}&procedure={procedures}" if procedures else ASKED
    shown = [slot["id"] for slot in read(city.ask("GET", asked))["slots"]]
    assert (nine.pk in shown) is is_shown


def test_one_telephone_number_is_capped_for_citizens_machines_as_on_the_web(
    bot: Machine, city: Machine, site: Site, nine: Slot
) -> None:
    change_settings({"booking.bookings_per_phone": 2}, by=ADMIN)
    made = [bot.book(wanted(nine.pk, name=f"見本 {n}"), key=str(n)) for n in range(3)]
    assert [answer.status_code for answer in made] == [201, 201, 409]
    is_problem(made[2], 409, "too-many-bookings")
    assert bot.book(wanted(nine.pk, name="見本 1"), key="1").status_code == 201  # a retry is none more
    assert city.book(wanted(nine.pk)).status_code == 201  # at the counter somebody looks
    assert Booking.objects.count() == 3


@pytest.mark.req("RSV-15")
def test_what_the_city_requires_of_people_is_required_of_machines(bot: Machine, city: Machine, nine: Slot) -> None:
    lines = ["item,web,telephone", "name,required,required", "phone,required,required", "email,required,optional"]
    change_table(ITEMS_TABLE, "\n".join(lines), by=ADMIN, effective_on=clock.today())
    answer = bot.book(wanted(nine.pk))
    is_problem(answer, 422, "invalid")
    assert [error["pointer"] for error in read(answer)["errors"]] == ["#/contact/email"]
    assert not Booking.objects.exists()
    assert city.book(wanted(nine.pk)).status_code == 201  # by this way it may be left out
    made = bot.booked(nine.pk, email="hanako@example.jp")
    seen = {"If-Match": made["etag"]}
    emptied = bot.ask("PATCH", f"/bookings/{made['number']}", {"contact": {"email": ""}}, headers=seen)
    is_problem(emptied, 422, "invalid")
    moved = bot.ask("PATCH", f"/bookings/{made['number']}", {"contact": {"note": "車で行きます"}}, headers=seen)
    assert moved.status_code == 200


@pytest.mark.req("LNG-07")
def test_help_at_the_counter_is_asked_for_by_the_citys_codes(city: Machine, nine: Slot) -> None:
    code = accommodations()[0].code
    body = wanted(nine.pk)
    body["contact"]["accommodation"] = [code]
    made = city.book(body)
    assert read(made)["contact"]["accommodation"] == [code]
    assert Booking.objects.get().accommodation == code
    body["contact"]["accommodation"] = ["unknown"]
    is_problem(city.book(body), 422, "invalid")


def test_during_a_planned_stop_a_machine_is_told_when_to_come_again(city: Machine) -> None:
    starts_at = PRESENT + timedelta(hours=1)
    plan_stop(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        reason="更新",
        done_by="見本",
        stops_staff=False,
        by=ADMIN,
    )
    with time_machine.travel(starts_at + timedelta(minutes=50), tick=False):
        forget_stops()
        answer = city.ask("GET", ASKED)
    forget_stops()
    is_problem(answer, 503, "planned-stop")
    assert answer["Retry-After"] == "600"
