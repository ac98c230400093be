"""The screen of deliveries: who sees, hands over, receives and takes out; what stands on the staff home."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import time, timedelta

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import cancel_booking, make_booking
from madoguchi.booking.deliveries.models import Delivery
from madoguchi.booking.models import Booking
from madoguchi.booking.rules import Channel
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.municipality.models import Site
from tests.worlds import OPERATOR, PRESENT, TODAY, TOMORROW, slot_at, wish

PAGE = "/staff/city/deliveries/"
DEADLINE = clock.moment(TODAY, time(17, 30))
SignIn = Callable[[Role], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.req("STF-12")]


@pytest.fixture(autouse=True)
def present() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PRESENT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def booking(site: Site) -> Booking:
    return make_booking(wish(slot_at(site, TOMORROW, time(9))), channel=Channel.TELEPHONE, by=OPERATOR)


def text_of(client: Client, address: str = PAGE) -> str:
    return client.get(address).content.decode()


def test_the_supervisor_hands_over_and_the_city_sees_and_receives_it(booking: Booking, signed_in: SignIn) -> None:
    supervisor, clerk = signed_in(Role.SUPERVISOR), signed_in(Role.CITY_CLERK)
    assert "1件を市へ提出する" in text_of(supervisor)
    assert "提出する</button>" not in text_of(clerk)
    answer = supervisor.post(f"{PAGE}hand-over/", follow=True).content.decode()
    assert "第1号として、予約1件（1人）を市へ提出しました。" in answer
    assert booking.spoken_number in text_of(clerk, f"{PAGE}1/")
    assert "受領する" not in text_of(supervisor, f"{PAGE}1/")
    assert "第1号を受領しました。" in clerk.post(f"{PAGE}1/receipt/", follow=True).content.decode()
    viewed = Event.objects.filter(kind="disclosure.viewed", about_kind="delivery")
    assert set(viewed.values_list("actor_key", flat=True)) == {"test-supervisor", "test-city_clerk"}


def test_handing_over_nothing_is_said_in_words(site: Site, signed_in: SignIn) -> None:
    answer = signed_in(Role.SUPERVISOR).post(f"{PAGE}hand-over/", follow=True).content.decode()
    assert "コールセンターが入力した予約はありません" in answer
    assert Delivery.objects.count() == 0


@pytest.mark.parametrize("form", ["csv", "csv_cp932", "xlsx"])
def test_the_file_is_the_same_at_any_time_and_in_every_form(
    form: str, booking: Booking, signed_in: SignIn, present: time_machine.Traveller
) -> None:
    signed_in(Role.SUPERVISOR).post(f"{PAGE}hand-over/")
    first = signed_in(Role.CITY_ADMIN).post(f"{PAGE}1/file/", {"form": form}).content
    cancel_booking(booking, by=OPERATOR)
    present.move_to(PRESENT + timedelta(days=3))
    second = signed_in(Role.CITY_ADMIN).post(f"{PAGE}1/file/", {"form": form}).content
    assert first == second
    if form == "csv":
        (row,) = csv.DictReader(io.StringIO(first.decode("utf-8-sig")))
        assert (row["区分"], row["お名前"], row["状態"]) == ("新規", "見本 花子", "予約")


@pytest.mark.req("SEC-18")
def test_taking_the_file_out_needs_its_own_right_and_is_on_record(booking: Booking, signed_in: SignIn) -> None:
    signed_in(Role.SUPERVISOR).post(f"{PAGE}hand-over/")
    assert signed_in(Role.SUPERVISOR).post(f"{PAGE}1/file/", {"form": "csv"}).status_code == 403
    assert signed_in(Role.CITY_ADMIN).post(f"{PAGE}1/file/", {"form": "pdf"}).status_code == 404
    signed_in(Role.CITY_ADMIN).post(f"{PAGE}1/file/", {"form": "csv"})
    event = Event.objects.get(kind="disclosure.exported")
    assert (event.about_key, facts_of(event)) == ("deliveries", {"rows": 1, "form": "csv", "number": 1})


def test_operators_have_no_such_page(site: Site, signed_in: SignIn) -> None:
    assert signed_in(Role.OPERATOR).get(PAGE).status_code == 403
    assert signed_in(Role.CITY_CLERK).get(f"{PAGE}7/").status_code == 404


def test_the_home_warns_the_centre_and_the_city_before_and_after_the_deadline(
    booking: Booking, signed_in: SignIn, present: time_machine.Traveller
) -> None:
    both = (Role.SUPERVISOR, Role.CITY_ADMIN)
    assert not any("市への提出の期限" in text_of(signed_in(role), "/staff/") for role in both)
    present.move_to(DEADLINE - timedelta(minutes=30))
    for role in both:
        assert "市への提出の期限は、12月1日 17:30です" in text_of(signed_in(role), "/staff/")
    assert "市への提出の期限は" not in text_of(signed_in(Role.OPERATOR), "/staff/")
    present.move_to(DEADLINE + timedelta(minutes=1))
    for role in both:
        assert "市への提出の期限（12月1日 17:30）を過ぎています" in text_of(signed_in(role), "/staff/")
        assert "提出の期限を過ぎています" in text_of(signed_in(role))
    signed_in(Role.SUPERVISOR).post(f"{PAGE}hand-over/")
    assert "期限（12月1日" not in text_of(signed_in(Role.SUPERVISOR), "/staff/")
    assert "まだ受領していない提出が 1 件あります" in text_of(signed_in(Role.CITY_CLERK), "/staff/")
    assert "まだ受領していない" not in text_of(signed_in(Role.SUPERVISOR), "/staff/")
