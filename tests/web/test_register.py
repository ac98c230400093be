"""従事者名簿 on the screen."""

from collections.abc import Callable

import pytest
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.workforce.models import Assignment, Career, Worker
from tests.services.signed_in import staff_of
from tests.web.pages import seen, words
from tests.worlds import applied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]
REGISTER = "/staff/manager/staffing/register/"
SignedIn = Callable[[Role], Client]


@pytest.mark.req("WFM-14", "WFM-15")
def test_a_person_is_entered_with_their_career_and_held_against_the_contract(signed_in: SignedIn) -> None:
    applied("kawagoe")
    manager = signed_in(Role.MANAGER)
    assert words(seen(manager, REGISTER)).count("空席") == 2
    account = staff_of(Role.SUPERVISOR).login_id
    typed = {"name": "見本 運営", "employment": "direct", "employer": "見本株式会社", "staff": account}
    assert "見本 運営さん" in seen(manager, f"{REGISTER}new/", typed)
    one = f"{REGISTER}{Worker.objects.get().pk}/"
    assert manager.get(f"{one}add/other/").status_code == 404
    page = seen(manager, f"{one}add/post/", {"post": "supervisor", "since": "2026/12/1", "until": ""})
    assert "経験が0か月です（12か月以上" in page
    career = {
        "work": "management",
        "since": "令和7年4月1日",
        "until": "",
        "is_call_centre": "on",
        "note": "見本業務",
    }
    page = seen(manager, f"{one}add/career/", career)
    assert "満たしています" in page
    assert words(seen(manager, REGISTER)).count("空席") == 1
    assert "経歴を消しました" in seen(manager, f"{REGISTER}careers/{Career.objects.get().pk}/remove/", {})
    page = seen(manager, f"{REGISTER}posts/{Assignment.objects.get().pk}/end/", {"until": "2026/11/1"})
    assert "最後の日が、始まりの日より前" in page


@pytest.mark.req("WFM-19")
def test_posts_stand_side_by_side_with_tasks_and_rights(signed_in: SignedIn) -> None:
    applied("nishitokyo")
    page = words(seen(signed_in(Role.MANAGER), f"{REGISTER}posts/"))
    operator, data_staff = page.index("オペレーター 電話の応対"), page.index("情報処理要員 FAQの修正")
    assert "従事者名簿" in page[:operator]
    assert "従事者名簿" not in page[operator:data_staff]


def test_supervisors_read_the_register_and_operators_do_not(signed_in: SignedIn, operator: Client) -> None:
    applied("hatsukaichi")
    seen(signed_in(Role.MANAGER), f"{REGISTER}new/", {"name": "見本 一", "employment": "direct"})
    supervisor = signed_in(Role.SUPERVISOR)
    assert "見本 一" in seen(supervisor, REGISTER)
    assert supervisor.get(f"{REGISTER}new/").status_code == 403
    for url in (REGISTER, f"{REGISTER}posts/", f"{REGISTER}{Worker.objects.get().pk}/"):
        assert operator.get(url).status_code == 403
