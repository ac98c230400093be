"""貸与機器: the terminal by which the city follows the records stands in a register, where the contract wants one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.config.presets import export_preset, folder_of
from madoguchi.core.history.models import Event
from madoguchi.core.preset import PresetRefused
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.equipment.queries import equipment, lends_terminals, terminals_lent
from madoguchi.municipality.equipment.rules import Kind, kinds_offered
from madoguchi.municipality.equipment.table import EQUIPMENT_TABLE
from madoguchi.municipality.kept import change_table
from madoguchi.municipality.queries import kept_value
from madoguchi.web.home.needs import needs_of
from tests.worlds import ADMIN, TODAY, actor, applied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]
SignedIn = Callable[[Role], Client]
PAGE = "/staff/office/equipment/"
HEAD = "item,label,kind,count,place,provided_by\n"
MISSING = "市に貸す閲覧用端末が登録されていません"
MY_NUMBER = "123456789018"
LINE = {
    "row1.position": "1",
    "row1.label": "閲覧用端末",
    "row1.kind": "client_terminal",
    "row1.count": "2",
    "row1.place": "市民課",
    "row1.provided_by": "contractor",
    "row2.kind": "other",
    "row2.provided_by": "contractor",
    "row2.count": "1",
    "effective_on": f"{TODAY}",
}


def register(rows: str) -> None:
    change_table(EQUIPMENT_TABLE, f"{HEAD}{rows}", by=ADMIN, effective_on=TODAY)


def is_told(role: Role) -> bool:
    return any(need.title == MISSING for need in needs_of(actor(role)))


def text_of(client: Client) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.req("RTV-03")
@pytest.mark.preset_key("equipment.csv")
@pytest.mark.parametrize(
    ("body", "lent"), [("kawagoe", 1), ("hatsukaichi", 0), ("nishitokyo", 0), ("digital-agency", 0)]
)
def test_the_terminal_is_lent_at_kawagoe_and_nowhere_else(body: str, lent: int) -> None:
    applied(body)
    assert [device.source for device in terminals_lent()] == ["003 第2-2(4)セ (A-12)"] * lent
    assert lends_terminals() is bool(lent)
    assert not is_told(Role.MANAGER)
    assert export_preset()[EQUIPMENT_TABLE] == (folder_of(body) / EQUIPMENT_TABLE).read_bytes()


@pytest.mark.req("RTV-03")
@pytest.mark.switch("client_terminals")
@pytest.mark.preset_key("switches.client_terminals")
def test_without_a_terminal_of_the_contractors_manager_and_city_are_told_where_the_contract_wants_one() -> None:
    applied("kawagoe")
    for rows in ("", "desk,机,other,1,,contractor\n", "own,市の端末,client_terminal,1,,client\n"):
        register(rows)
        assert [is_told(role) for role in (Role.MANAGER, Role.CITY_ADMIN, Role.OPERATOR)] == [True, True, False]
    change_settings({"switches.client_terminals": False}, by=ADMIN)
    assert not is_told(Role.MANAGER)
    change_settings({"switches.client_terminals": True}, by=ADMIN)
    register("terminal,端末,client_terminal,1,,contractor\n")
    assert not is_told(Role.CITY_ADMIN)


def test_the_kind_of_a_terminal_is_offered_only_where_terminals_are_lent() -> None:
    assert kinds_offered(lends_terminals=True) == list(Kind)
    assert kinds_offered(lends_terminals=False) == [Kind.OTHER]


@pytest.mark.switch("client_terminals")
def test_where_none_are_lent_the_page_says_no_word_of_them_and_keeps_what_was_registered(
    signed_in: SignedIn,
) -> None:
    applied("kawagoe")
    manager = signed_in(Role.MANAGER)
    assert "市に貸している閲覧用端末" in text_of(manager)
    change_settings({"switches.client_terminals": False}, by=ADMIN)
    assert "閲覧用端末" not in text_of(manager)
    typed = {"row1.item": "router", "row1.label": "ルーター", "row1.count": "1", "row1.provided_by": "client"}
    day = {"effective_on": f"{TODAY}"}
    assert manager.post(PAGE, {**typed, **day, "row1.kind": "client_terminal"}).status_code == 200
    assert equipment() == []
    assert manager.post(PAGE, {**typed, **day, "row1.kind": "other"}).status_code == 302
    assert [device.item for device in equipment()] == ["router"]
    change_settings({"switches.client_terminals": True}, by=ADMIN)
    assert {device.item for device in equipment()} == {"router", "terminal"}


@pytest.mark.req("RTV-03")
def test_who_may_change_settings_keeps_the_register_and_the_others_read_it(signed_in: SignedIn) -> None:
    applied("kawagoe")
    manager, clerk = signed_in(Role.MANAGER), signed_in(Role.CITY_CLERK)
    new = {"row2.item": "lan", "row2.label": "LANケーブル", "row2.note": "予備"}
    assert manager.post(PAGE, LINE | new).status_code == 302
    assert [(one.item, one.count, one.place) for one in equipment()] == [
        ("terminal", 2, "市民課"),
        ("lan", 1, ""),
    ]
    assert Event.objects.filter(kind="setting.changed", about_key=EQUIPMENT_TABLE).count() >= 1
    seen = text_of(clerk)
    assert "市民課" in seen
    assert "保存する" not in seen
    assert clerk.post(PAGE, LINE).status_code == 403
    assert Client().get(PAGE).status_code == 302


def test_a_device_is_taken_out_from_a_day_on(signed_in: SignedIn) -> None:
    applied("kawagoe")
    later = TODAY + timedelta(days=30)
    signed_in(Role.MANAGER).post(PAGE, LINE | {"row1.gone": "on", "effective_on": f"{later}"})
    assert len(terminals_lent()) == 1
    assert terminals_lent(later) == []


WRONG: tuple[dict[str, str], ...] = (
    {"row1.count": "0"},
    {"row1.count": "たくさん"},
    {"row1.label": ""},
    {"row1.kind": "car"},
    {"row1.provided_by": "nobody"},
    {"row1.place": "あ" * 121},
    {"row1.place": MY_NUMBER},
    {"row2.item": "Terminal 2", "row2.label": "端末"},
    {"row2.item": "terminal", "row2.label": "同じ記号"},
    {"effective_on": f"{TODAY - timedelta(days=1)}"},
    {"effective_on": "いつか"},
)


@pytest.mark.req("RTV-03")
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_saved(signed_in: SignedIn) -> None:
    applied("kawagoe")
    before, manager = kept_value(EQUIPMENT_TABLE), signed_in(Role.MANAGER)
    for wrong in WRONG:
        answer = manager.post(PAGE, LINE | wrong)
        assert answer.status_code == 200, wrong
        assert "error-summary" in answer.content.decode(), wrong
        assert kept_value(EQUIPMENT_TABLE) == before, wrong


@pytest.mark.preset_key("equipment.csv")
def test_a_table_with_a_fault_is_refused() -> None:
    applied("kawagoe")
    for rows in ("a,あ,car,1,,client\n", "a,あ,other,0,,client\n", "a,あ,other,1,,client\n" * 2):
        with pytest.raises(PresetRefused):
            register(rows)
