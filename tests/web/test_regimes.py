"""体制と協議 on the screen."""

from collections.abc import Callable

import pytest
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.workforce.models import Consultation
from tests.web.pages import seen, words
from tests.worlds import TODAY, TOMORROW, applied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]
REGIMES = "/staff/manager/staffing/regimes/"
SIGNED_IN = Callable[[Role], Client]


def typed(**other: str) -> dict[str, str]:
    held = {"held_on": f"{TODAY:%Y/%m/%d}", "held_with": "市民課 見本", "situation": "入電が増えた"}
    return {**held, "decision": "5席にする", "seats": "", "effective_on": "", "contract_change": "", **other}


@pytest.mark.req("WFM-09")
def test_a_consultation_begins_with_last_months_figures_and_changes_the_seats(signed_in: SIGNED_IN) -> None:
    applied("nishitokyo")
    manager = signed_in(Role.MANAGER)
    form = seen(manager, f"{REGIMES}new/")
    assert "2026年11月の実績" in form
    assert "・着信" in form
    assert "体制の切替え" not in form
    page = words(seen(manager, f"{REGIMES}new/", typed(seats="5", effective_on=f"{TOMORROW:%Y/%m/%d}")))
    assert "協議を記録しました" in page
    assert "これからの変更 2026年12月2日から 5席" in page
    rows = [words(seen(manager, f"/staff/manager/staffing/shifts/{day}/")) for day in (TODAY, TOMORROW)]
    assert "0 4 5 " not in rows[0]
    assert "9:00〜9:30 0 4 5 " in rows[1]
    row = Consultation.objects.get()
    assert "変更を取りやめました" in seen(manager, f"{REGIMES}{row.pk}/call-off/", {})


@pytest.mark.req("WFM-06")
def test_where_the_contract_has_regimes_they_are_switched_here(signed_in: SIGNED_IN) -> None:
    applied("digital-agency")
    manager = signed_in(Role.MANAGER)
    assert "いまの体制 体制1" in words(seen(manager, REGIMES))
    page = seen(manager, f"{REGIMES}new/", typed(regime="体制2", effective_on=f"{TODAY:%Y/%m/%d}"))
    assert "いまの体制 体制2" in words(page)
    assert "上限（150席）" in seen(manager, f"{REGIMES}new/", typed(seats="151", effective_on="2026/12/2"))


def test_the_city_reads_and_does_not_write_and_operators_have_no_part(
    signed_in: SIGNED_IN, admin: Client, operator: Client
) -> None:
    applied("nishitokyo")
    seen(signed_in(Role.MANAGER), f"{REGIMES}new/", typed())
    row = Consultation.objects.get()
    assert "入電が増えた" in seen(admin, f"{REGIMES}{row.pk}/")
    assert admin.get(f"{REGIMES}new/").status_code == 403
    assert operator.get(f"{REGIMES}{row.pk}/").status_code == 404
    assert "市民課 見本" not in seen(operator, REGIMES)
