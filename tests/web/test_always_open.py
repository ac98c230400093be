"""The site is open at every hour (RSV-02), asks for a place only where there are several (RSV-19), and shows nothing of
an inquiry form that the city does not want (RSV-18)."""

import re
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from madoguchi.booking.capacity.actions import publish_slots
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.own_page.secret import secret_of
from madoguchi.core import clock
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import open_days, opening_of
from tests.web.on_the_way import book, browser, number_in, page
from tests.worlds import ADMIN, PRESENT, TODAY, TOMORROW, open_for_booking, slot_at

pytestmark = pytest.mark.django_db


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 30), tzinfo=clock.TOKYO)


def seen(path: str) -> str:
    answer = Client().get(path, follow=True)
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


@pytest.mark.req("RSV-02")
@pytest.mark.parametrize(
    "moment",
    [
        at(date(2026, 7, 1), 0),  # the first night of the service
        at(date(2026, 12, 5), 3),  # a Saturday, at night
        at(date(2026, 11, 23), 12),  # a public holiday
        at(date(2026, 12, 31), 23),  # the year-end closure
        at(date(2028, 2, 29), 4),
        at(date(2028, 6, 28), 22),  # the end is near
    ],
)
def test_one_books_at_any_hour_of_any_day_also_while_the_telephone_desk_is_closed(moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        site = open_for_booking()
        Slot.objects.all().delete()
        days = open_days("counter", moment.date() + timedelta(days=1), moment.date() + timedelta(days=30), site)
        day = next(day for day in days if day <= date(2028, 6, 30))
        publish_slots(site, first=day, until=day + timedelta(days=1), by=ADMIN)
        desk = opening_of("telephone", moment.date())
        assert not any(span.start <= moment < span.end for span in desk.intervals)
        number_in(book(browser(), slot_at(site, day, time(9))))


@pytest.mark.req("RSV-02")
@pytest.mark.parametrize("moment", [at(date(2026, 6, 1), 10), at(date(2028, 6, 30), 10), at(date(2028, 7, 3), 10)])
def test_outside_the_service_period_nothing_can_be_booked(moment: datetime) -> None:
    with time_machine.travel(PRESENT, tick=False):
        site = open_for_booking()
    with time_machine.travel(moment, tick=False):
        starts = datetime.combine(moment.date() + timedelta(days=3), time(9), tzinfo=clock.TOKYO)
        slot = Slot.objects.create(
            site=site, starts_at=starts, ends_at=starts + timedelta(minutes=30), people_limit=6, bookings_limit=6
        )
        book_page = Client().get(f"/book/slot/{slot.pk}/", {"procedure": "pickup"})
        assert book_page.status_code == 410
        assert not Booking.objects.exists()


# RSV-19


@pytest.mark.req("RSV-19")
def test_with_one_place_nobody_is_asked_and_a_branch_with_slots_is_a_choice_with_its_own_marks() -> None:
    with time_machine.travel(PRESENT, tick=False):
        open_for_booking()
        alone = seen("/book/calendar/?procedure=pickup")
        assert "場所を選ぶ" not in alone
        change_settings({"switches.branch_places": True}, by=ADMIN)
        branch = Site.objects.filter(kind="branch").first() or Site.objects.create(
            code="branch", name="見本支所", kind="branch", position=9
        )
        Site.objects.filter(pk=branch.pk).update(is_active=True)
        assert "場所を選ぶ" not in seen("/book/calendar/?procedure=pickup")  # it has no slots yet
        publish_slots(branch, first=TODAY, until=TODAY + timedelta(days=10), by=ADMIN)
        choice = seen("/book/calendar/?procedure=pickup")
        assert "場所を選ぶ" in choice
        assert branch.name in choice
        assert "<table" not in choice  # first the place, then its calendar
        assert choice.count("から空いています") == 2
        Slot.objects.filter(site=branch).update(people_limit=0)
        assert "いま空きはありません" in seen("/book/calendar/?procedure=pickup")
        of_branch = seen(f"/book/calendar/?procedure=pickup&site={branch.code}")
        assert of_branch.count("満員") > seen("/book/calendar/?procedure=pickup&site=main").count("満員")


# RSV-18

WORDS = ("問い合わせフォーム", "お問い合わせフォーム", "問合せ入力", "Inquiry form", "Contact form")


@pytest.mark.req("RSV-18")
@pytest.mark.parametrize("language", ["", "/ja-easy", "/en"])
def test_with_the_inquiry_form_off_no_page_of_the_citizens_leaves_a_trace_of_it(language: str) -> None:
    with time_machine.travel(PRESENT, tick=False):
        site = open_for_booking()
        day = TOMORROW + timedelta(days=2)
        client = browser()
        pages = [page(book(client, slot_at(site, day, time(9))))]
        own = f"{language}/my/{secret_of(Booking.objects.exclude(number='').get())}/"
        paths = [
            f"{language}/",
            f"{language}/book/",
            f"{language}/book/calendar/?procedure=pickup",
            f"{language}/book/day/{day}/?procedure=pickup",
            f"{language}/book/slot/{slot_at(site, day, time(10)).pk}/?procedure=pickup",
            f"{language}/my/",
            own,
            *(f"{own}{step}/" for step in ("time", "people", "contact", "cancel")),
        ]
        pages += [seen(path) for path in paths]
        for text in pages:
            assert not [word for word in WORDS if word in text]
            assert not [link for link in re.findall(r'href="([^"]*)"', text) if "inquir" in link]
