"""When it is open: hours, holidays, the year's end, agreed closures, special openings, the service period."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from madoguchi.core.history.models import Event
from madoguchi.municipality import queries
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.days import (
    AgreementMissing,
    NotTheseHours,
    OutsideFrame,
    OutsideService,
    set_opening_day,
    withdraw_opening_day,
)
from madoguchi.municipality.models import Site
from madoguchi.municipality.rules import Calendar
from tests.worlds import ADMIN, TODAY

pytestmark = pytest.mark.django_db
Applied = Callable[[str], None]


def hours(day: date, calendar: str = "telephone", site: Site | None = None) -> str:
    opening = queries.opening_of(calendar, day, site)
    return " ".join(f"{interval.start:%H:%M}-{interval.end:%H:%M}" for interval in opening.intervals)


@pytest.mark.req("CAL-10", "CAL-11")
@pytest.mark.preset_key("telephone_hours.week", "telephone_hours.yearly_closure")
@pytest.mark.parametrize(
    ("preset", "day", "expected"),
    [
        ("hatsukaichi", "2026-12-01", "08:30-17:00"),  # 001 §4(3)ア
        ("hatsukaichi", "2026-12-05", ""),  # Saturday
        ("hatsukaichi", "2026-11-23", ""),  # 勤労感謝の日
        ("hatsukaichi", "2026-12-28", "08:30-17:00"),
        ("hatsukaichi", "2026-12-29", ""),
        ("hatsukaichi", "2027-01-03", ""),
        ("hatsukaichi", "2027-01-04", "08:30-17:00"),
        ("hatsukaichi", "2026-09-22", ""),  # 国民の休日 between two holidays
        ("kawagoe", "2025-06-02", "08:30-17:15"),  # 003 第2-2(1)
        ("kawagoe", "2025-06-01", ""),  # the first day of operation is a Sunday
        ("kawagoe", "2025-11-24", ""),  # 振替休日
        ("nishitokyo", "2026-08-01", "08:30-20:00"),  # 004 §8: Saturdays, Sundays and holidays too
        ("nishitokyo", "2026-11-23", "08:30-20:00"),
        ("nishitokyo", "2027-01-01", ""),  # reading A-28
        ("digital-agency", "2026-12-01", "09:30-20:00"),  # 002 No.6
        ("digital-agency", "2026-12-05", "09:30-17:30"),
        ("digital-agency", "2026-11-23", "09:30-17:30"),
        ("digital-agency", "2027-01-01", "09:30-17:30"),  # reading A-28: none
    ],
)
def test_each_body_answers_the_telephone_in_its_own_hours(
    applied: Applied, preset: str, day: str, expected: str
) -> None:
    applied(preset)
    assert hours(date.fromisoformat(day)) == expected


@pytest.mark.req("CAL-06")
@pytest.mark.preset_key("counter_hours.week", "counter_hours.yearly_closure")
def test_the_counter_is_open_on_about_twenty_days_a_month(applied: Applied) -> None:
    applied("hatsukaichi")
    months = [(date(2026, month, 1), date(2026, month + 1, 1) - timedelta(days=1)) for month in range(7, 12)]
    counts = [len(queries.open_days("counter", first, until)) for first, until in months]
    assert all(18 <= count <= 22 for count in counts)
    assert queries.opening_of("counter", date(2026, 12, 29)).reason == "年末年始"
    assert queries.opening_of("counter", date(2026, 11, 23)).reason == "勤労感謝の日"


@pytest.mark.req("CAL-14")
@pytest.mark.preset_key("contract.service_from", "contract.service_until")
def test_nothing_is_open_outside_the_service_period(applied: Applied) -> None:
    applied("hatsukaichi")
    for day in (date(2026, 6, 30), date(2028, 7, 3)):
        opening = queries.opening_of("counter", day)
        assert not opening.is_open
        assert opening.reason == "開設期間外"
    assert queries.opening_of("counter", date(2026, 7, 1)).is_open
    assert queries.opening_of("counter", date(2028, 6, 30)).is_open
    with pytest.raises(OutsideService):
        set_opening_day(Calendar.COUNTER, date(2028, 7, 1), by=ADMIN, hours="09:00-12:00", note="臨時")


@pytest.mark.usefixtures("db")
def test_without_a_contract_nothing_is_open() -> None:
    assert queries.open_days("counter", TODAY, TODAY + timedelta(days=30)) == []


@pytest.mark.req("CAL-12")
def test_a_closure_needs_the_agreement_and_keeps_it(applied: Applied) -> None:
    applied("hatsukaichi")
    day = TODAY + timedelta(days=7)
    with pytest.raises(AgreementMissing):
        set_opening_day(Calendar.TELEPHONE, day, by=ADMIN, hours="", note="設備点検")
    row = set_opening_day(
        Calendar.TELEPHONE, day, by=ADMIN, hours="", note="設備点検", agreed_with="市民課", agreed_on=TODAY
    )
    assert hours(day) == ""
    assert queries.opening_of("telephone", day).reason == "設備点検"
    assert hours(day, "counter") == "08:30-17:00"
    event = Event.objects.get(kind="opening_day.set")
    assert "市民課" in event.body
    withdraw_opening_day(row, by=ADMIN)
    assert hours(day) == "08:30-17:00"
    assert Event.objects.filter(kind="opening_day.withdrawn").exists()


@pytest.mark.req("CAL-06")
def test_an_evening_and_a_saturday_open_on_single_days(applied: Applied) -> None:
    applied("hatsukaichi")
    saturday, thursday = date(2026, 12, 12), date(2026, 12, 10)
    set_opening_day(Calendar.COUNTER, saturday, by=ADMIN, hours="9:00-12:00", note="休日開庁")
    set_opening_day(Calendar.COUNTER, thursday, by=ADMIN, hours="8:30-17:00、17:15-19:00", note="夜間開庁")
    assert hours(saturday, "counter") == "09:00-12:00"
    assert hours(thursday, "counter") == "08:30-17:00 17:15-19:00"
    assert hours(saturday + timedelta(days=7), "counter") == ""


def test_the_same_day_set_again_is_replaced_and_unchanged_leaves_no_event(applied: Applied) -> None:
    applied("hatsukaichi")
    saturday = date(2026, 12, 12)
    for _ in range(2):
        set_opening_day(Calendar.COUNTER, saturday, by=ADMIN, hours="09:00-12:00", note="休日開庁")
    assert Event.objects.filter(kind="opening_day.set").count() == 1
    set_opening_day(Calendar.COUNTER, saturday, by=ADMIN, hours="09:00-15:00", note="休日開庁")
    assert hours(saturday, "counter") == "09:00-15:00"


@pytest.mark.parametrize("written", ["12:00-09:00", "09:00-12:00 11:00-13:00", "朝から"])
def test_hours_that_are_none_are_refused(applied: Applied, written: str) -> None:
    applied("hatsukaichi")
    with pytest.raises(NotTheseHours):
        set_opening_day(Calendar.COUNTER, TODAY, by=ADMIN, hours=written, note="臨時")


@pytest.mark.req("CAL-13")
def test_a_special_opening_stays_inside_the_frame_too(applied: Applied) -> None:
    applied("digital-agency")
    saturday = date(2026, 12, 12)
    with pytest.raises(OutsideFrame):
        set_opening_day(Calendar.TELEPHONE, saturday, by=ADMIN, hours="09:30-18:00", note="延長")
    set_opening_day(Calendar.TELEPHONE, saturday, by=ADMIN, hours="10:00-17:00", note="短縮")


@pytest.mark.preset_key("sites.csv")
@pytest.mark.switch("support_desks")
def test_desks_have_their_own_week(applied: Applied) -> None:
    applied("kawagoe")
    station, hall = Site.objects.get(code="service-station"), Site.objects.get(code="city-hall")
    saturday, friday, holiday = date(2025, 7, 12), date(2025, 7, 11), date(2025, 7, 21)
    assert (hours(saturday, "counter", station), hours(saturday, "counter", hall)) == ("10:00-18:00", "")
    assert (hours(friday, "counter", station), hours(friday, "counter", hall)) == ("10:00-18:00", "09:00-17:00")
    assert hours(holiday, "counter", station) == hours(holiday, "counter", hall) == ""
    assert hours(date(2025, 12, 29), "counter", hall) == ""


def test_a_day_of_one_site_leaves_the_others_alone(applied: Applied) -> None:
    applied("kawagoe")
    station, hall = Site.objects.get(code="service-station"), Site.objects.get(code="city-hall")
    day = date(2025, 7, 11)
    set_opening_day(
        Calendar.COUNTER, day, by=ADMIN, hours="", note="停電", site=hall, agreed_with="市民課", agreed_on=day
    )
    assert hours(day, "counter", hall) == ""
    assert hours(day, "counter", station) == "10:00-18:00"


@pytest.mark.preset_key("holidays.csv")
def test_holidays_that_the_preset_adds_count(applied: Applied) -> None:
    from madoguchi.municipality.actions import keep_value

    applied("hatsukaichi")
    day = date(2026, 12, 3)
    keep_value("holidays.csv", [{"day": "2026-12-03", "name": "市の記念日"}], by=ADMIN, effective_on=TODAY)
    assert queries.opening_of("counter", day).reason == "市の記念日"


def test_many_days_cost_the_same_number_of_queries_as_one(
    applied: Applied, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    applied("hatsukaichi")
    queries.opening_of("counter", TODAY)  # takes the picture of the settings, once for all
    with django_assert_max_num_queries(4):  # type: ignore[attr-defined]
        assert len(queries.openings("counter", TODAY, TODAY + timedelta(days=364))) == 365


def test_a_longer_contract_opens_the_days_after_it_from_the_day_of_the_change(applied: Applied) -> None:
    applied("hatsukaichi")
    change_settings({"contract.service_until": "2028-09-29"}, by=ADMIN)
    assert queries.opening_of("counter", date(2028, 9, 29)).is_open
