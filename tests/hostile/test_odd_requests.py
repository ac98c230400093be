"""Whatever is sent, the answer is a page or a kind refusal, never an error of ours."""

from datetime import time

import pytest
from django.test import Client

from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import Role
from madoguchi.booking.online.address import new_token
from madoguchi.core.text.my_number import MyNumberRefused, check_digit
from madoguchi.municipality.models import Procedure
from madoguchi.municipality.procedures import change_procedure
from madoguchi.reports.at_hand import period_written_as
from madoguchi.reports.schedule import Cycle
from madoguchi.web.live.register import may_follow
from tests.hostile.conftest import SignIn
from tests.web.on_the_way import address_of, browser, hold
from tests.worlds import ADMIN, TOMORROW, applied, open_for_booking, slot_at

pytestmark = pytest.mark.django_db
INVENTED = f"12345678901{check_digit('12345678901')}"
ENDS = ("0001-01-01", "9999-12-31")


@pytest.mark.parametrize("day", ENDS)
def test_the_ends_of_the_calendar_are_no_addresses(day: str, signed_in: SignIn) -> None:
    open_for_booking()
    assert signed_in(Role.CITY_CLERK).get(f"/staff/city/days/{day}/").status_code == 404
    assert Client().get(f"/book/day/{day}/", {"procedure": "pickup"}).status_code == 404


@pytest.mark.parametrize("day", ENDS)
def test_the_ends_of_the_calendar_are_told_at_their_field(day: str, signed_in: SignIn) -> None:
    auditor = signed_in(Role.AUDITOR)
    for field in ("since", "until"):
        assert "日付は、年・月・日で" in auditor.get("/staff/office/history/", {field: day}).content.decode()
        assert auditor.post("/staff/office/history/export/", {field: day}).status_code == 200


@pytest.mark.parametrize("day", ["2026-13-45", *ENDS])
def test_nobody_follows_a_day_that_is_none(day: str) -> None:
    """Its rendering failed twice a second, for as long as somebody asked for it."""
    assert may_follow(ADMIN, "day:2026-12-01")
    assert not may_follow(ADMIN, f"day:{day}")


def test_a_procedure_that_is_no_longer_offered_leads_back_to_the_choice() -> None:
    slot, client = slot_at(open_for_booking(), TOMORROW, time(10)), browser()
    for key in ("", "x", new_token()):
        answer = client.post("/book/hold/", {"procedure": "gone", "slot": slot.pk, "key": key})
        assert (answer.status_code, answer["Location"]) == (302, "/book/")
    held = address_of(hold(client, slot))
    change_procedure(Procedure.objects.get(code="pickup"), by=ADMIN, is_active=False)
    for do in ("check", "edit", "book"):
        answer = client.post(held, {"name": "見本 花子", "do": do})
        assert (answer.status_code, answer["Location"]) == (302, "/book/")


@pytest.mark.parametrize("slot", ["", "x", "-1", "９" * 30, "99999999999", "1 OR 1=1"])
def test_a_time_that_is_none_is_not_there(slot: str) -> None:
    open_for_booking()
    data = {"procedure": "pickup", "slot": slot, "key": new_token()}
    assert browser().post("/book/hold/", data).status_code == 404


@pytest.mark.req("PDR-08")
def test_a_number_that_is_only_looked_for_is_not_found(signed_in: SignIn) -> None:
    answer = signed_in(Role.CITY_ADMIN).get(f"/staff/office/staff/person/{INVENTED}/")
    assert answer.status_code == 404
    answer = Client().post("/staff/account/login/", {"login": INVENTED, "password": "なにかのあいことば"})
    assert answer.status_code == 200
    assert "ログインIDかパスワードが違います" in answer.content.decode()


@pytest.mark.req("PDR-08")
def test_a_number_is_refused_by_every_way_of_writing(signed_in: SignIn) -> None:
    signed_in(Role.OPERATOR)
    staff = Staff.objects.get()
    staff.name = INVENTED
    for write in (
        staff.save,
        lambda: Staff.objects.get_queryset().update(name=INVENTED),
        lambda: Staff.objects.bulk_update([staff], ["name"]),
        lambda: Staff.objects.bulk_create([Staff(login_id="new-1", name=INVENTED, role="operator")]),
    ):
        with pytest.raises(MyNumberRefused):
            write()


@pytest.mark.parametrize(
    "path",
    [
        "/staff/office/settings/sites/%00/",
        "/staff/office/settings/days/?site=%00",
        "/staff/office/staff/person/a%00/",
    ],
)
def test_a_null_sign_in_an_address_is_refused(path: str, signed_in: SignIn) -> None:
    assert signed_in(Role.CITY_ADMIN).get(path).status_code == 400


def test_a_null_sign_in_a_cookie_is_refused() -> None:
    client = Client(raise_request_exception=False)
    assert client.get("/staff/", headers={"cookie": 'session="\\000aaaaaaaaaaaaaaaa"'}).status_code == 400


@pytest.mark.req("REP-17")
@pytest.mark.parametrize("month", ["0001-01", "9999-12", "1899-12", "2200-01", "2026-13", "2026-1", "x"])
def test_a_month_out_of_reach_has_no_records_and_no_figures(month: str, signed_in: SignIn) -> None:
    applied("nishitokyo")
    manager = signed_in(Role.MANAGER)
    for form in ("csv", "csv_cp932", "xlsx"):
        assert manager.post(f"/staff/manager/reports/records/{month}/file/", {"form": form}).status_code == 404
        assert manager.post(f"/staff/manager/reports/published/{month}/file/", {"form": form}).status_code == 404
    assert manager.get("/staff/manager/reports/records/", {"month": month}).status_code == 404
    assert manager.get(f"/staff/knowledge/usage/reports/{month}/").status_code == 404


@pytest.mark.parametrize(
    ("cycle", "written"),
    [
        ("weekly", "0001-W01"),
        ("weekly", "9999-W52"),
        ("yearly", "0001"),
        ("yearly", "9999"),
        ("daily", "9999-12-31"),
    ],
)
def test_a_period_out_of_reach_is_none(cycle: str, written: str) -> None:
    with pytest.raises(ValueError, match="out of reach"):
        period_written_as(written, Cycle(cycle))


@pytest.mark.req("WFM-01")
def test_a_crowd_that_no_counter_has_is_refused_in_words(signed_in: SignIn) -> None:
    """One page kept one of few threads for many minutes."""
    open_for_booking()
    typed = {"calls": 500_000, "days": 1, "minutes": 60, "target": 99, "patience": 3600}
    shown = signed_in(Role.OPERATOR).get("/staff/manager/staffing/plan/what-if/", typed)
    assert shown.status_code == 200
    assert "500件を超える通話は計算できません" in shown.content.decode()
    assert 'value="500000"' in shown.content.decode()


@pytest.mark.parametrize("number", ["0", "9" * 19, "9" * 40])
def test_a_number_that_no_database_holds_is_nowhere(number: str, signed_in: SignIn) -> None:
    applied("nishitokyo")
    manager, base = signed_in(Role.MANAGER), "/staff/manager/"
    assert manager.get(f"{base}meetings/{number}/packs/1/").status_code == 404
    assert manager.get(f"{base}meetings/{number}/minutes/1/").status_code == 404
    assert manager.get(f"{base}reports/{number}/versions/1/").status_code == 404
    assert manager.post(f"{base}reports/{number}/versions/1/file/", {"form": "json"}).status_code == 404
