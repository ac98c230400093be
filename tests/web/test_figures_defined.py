"""指標の定義, the rows behind a figure, its tables, and the comparison of all sides."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.test import Client
from django.utils.html import strip_tags

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import make_booking
from madoguchi.booking.rules import Channel
from madoguchi.contacts.models import Contact
from madoguchi.metrics.definitions import OF_PERIODS
from madoguchi.metrics.past.queries import TABLES
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from tests.contacts.town import recorded
from tests.metrics.days import Made, happen
from tests.worlds import ADMIN, OPERATOR, PRESENT, TODAY, TOMORROW, slot_at, wish

DEFINITIONS = "/staff/manager/figures/definitions/"
RECONCILING = "/staff/manager/figures/reconciling/"
SignIn = Callable[[Role], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]


@pytest.fixture
def happened(site: Site) -> None:
    happen(
        [Made(PRESENT - timedelta(minutes=number), end, 10) for number, end in enumerate(("answered", "abandoned"))]
    )
    recorded(at=PRESENT)
    make_booking(wish(slot_at(site, TOMORROW, time(9))), channel=Channel.TELEPHONE, by=OPERATOR)


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(strip_tags(response.content.decode()).split())


@pytest.mark.req("REP-03", "REP-13", "REP-21")
def test_every_figure_stands_with_its_number_and_the_formula_in_force(signed_in: SignIn, happened: None) -> None:
    client = signed_in(Role.CITY_CLERK)
    page = text(client, DEFINITIONS)
    assert "50.0 %" in page
    assert "契約の目標：80 %（月ごと）" in page
    assert "応答した件数 ÷ 1,500件（契約が見込む件数）" in page
    assert "混雑の案内での終話は応答なしに数えます" in page
    change_settings({"targets.overflow_counts": False}, by=ADMIN, effective_on=TODAY)
    assert "混雑の案内での終話は数えません" in text(client, DEFINITIONS)
    assert "契約の目標" not in text(client, f"{DEFINITIONS}?from=2026-12-01&until=2026-12-02")


def test_each_number_leads_to_its_rows(signed_in: SignIn, happened: None) -> None:
    client = signed_in(Role.SUPERVISOR)
    rate = text(client, f"{DEFINITIONS}of/answer_rate/")
    assert "1 ÷ 2" in rate
    assert "2026-12-01 10:00" in rate
    assert "待ち切れず切断" not in rate
    assert "待ち切れず切断" in text(client, f"{DEFINITIONS}of/answer_rate/?all=1")
    assert Contact.objects.get().written_number in text(client, f"{DEFINITIONS}of/contacts/").replace(" ", "")
    assert "電話" in text(client, f"{DEFINITIONS}of/bookings_made_telephone/")
    for one in OF_PERIODS:
        assert text(client, f"{DEFINITIONS}of/{one.key}/?month=2026-11")


def test_who_may_not_see_the_rows_sees_the_number_all_the_same(signed_in: SignIn, happened: None) -> None:
    change_settings({"switches.live_history": False}, by=ADMIN, effective_on=TODAY)
    page = text(signed_in(Role.CITY_CLERK), f"{DEFINITIONS}of/contacts/")
    assert "1 件" in page
    assert "一つひとつを見る権限がありません。" in page


@pytest.mark.req("REP-11", "REP-22")
def test_every_table_can_be_looked_at(signed_in: SignIn, happened: None) -> None:
    client = signed_in(Role.MANAGER)
    for key, heading in TABLES.items():
        assert heading in text(client, f"{DEFINITIONS}table/{key}/?from=2026-12-01&until=2026-12-01")
    assert client.get(f"{DEFINITIONS}table/nothing/").status_code == 404
    assert client.get(f"{DEFINITIONS}of/waiting/").status_code == 404


def test_what_does_not_agree_is_listed_with_its_name(signed_in: SignIn, happened: None) -> None:
    page = text(signed_in(Role.SUPERVISOR), RECONCILING)
    assert "交換機の記録と通話台帳 一致" in page
    assert "記録のない通話：1件" in page
    assert "応対の記録が示していない電話の予約：1件" in page


def test_it_is_for_those_who_may_see_figures(client: Client, signed_in: SignIn) -> None:
    assert client.get(DEFINITIONS).status_code in (302, 403)
    assert text(signed_in(Role.AUDITOR), RECONCILING)
