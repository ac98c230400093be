"""Tables, the month, the menu: what they show, to whom, in which order."""

from collections.abc import Collection
from datetime import date
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from madoguchi.core.actors import Actor, UserKind
from madoguchi.web.frame import navigation
from madoguchi.web.frame.calendar import Day, DayState, Filling, Month, month_of
from madoguchi.web.frame.navigation import NavEntry, NavItem, menu_for
from madoguchi.web.frame.tables import Column, Table

COLUMNS = [
    Column("name", "名前", lambda one: one.name, order_by=("name",), is_header=True),
    Column("size", "人数", lambda one: one.size, order_by=("size",), numeric=True),
    Column("note", "メモ", lambda one: one.note),
]
RECORDS = [SimpleNamespace(name=f"{number:03}", size=-number, note="<b>") for number in range(120)]


def table(address: str = "/list/", **more: object) -> Table:
    return Table(COLUMNS, RECORDS, RequestFactory().get(address), caption="一覧", **more)  # type: ignore[arg-type]


def test_a_table_shows_fifty_rows_and_says_which() -> None:
    assert len(table("/list/?page=2").rows) == 50
    assert table("/list/?page=2").count_words == "120件のうち51〜100件目"
    assert [page.label for page in table("/list/?page=2").pages] == ["前へ", "1", "2", "3", "次へ"]


def test_a_page_that_is_not_there_shows_the_last() -> None:
    assert table("/list/?page=99").rows[-1][0].value == "119"
    assert table("/list/?page=x").rows[0][0].value == "000"


def test_a_table_that_is_not_counted_says_only_whether_more_follows() -> None:
    assert (first := table(counted=False)).is_more
    assert "1〜50件目（ほかにもあります）" in first.count_words
    assert [page.label for page in first.pages] == ["1", "2", "次へ"]
    last_page = -(-len(RECORDS) // 50)
    last = table(f"/list/?page={last_page}", counted=False)
    assert not last.is_more
    assert last.rows == table(f"/list/?page={last_page}").rows
    assert last.count == len(RECORDS)
    for beyond in ("99", "0", "a", "９"):
        assert table(f"/list/?page={beyond}", counted=False).rows == first.rows


def test_a_second_press_turns_the_order_and_keeps_the_filter() -> None:
    head = table("/list/?sort=size&words=x").heads[1]
    assert (head.aria_sort, head.sort) == ("ascending", "-size")
    assert "words=x" in head.url
    assert table("/list/?sort=-size").rows[0][1].value == 0


def test_nobody_sorts_by_what_is_not_offered() -> None:
    assert table("/list/?sort=note").sort == ""
    assert table("/list/?sort=password", sort="-name").sort == "-name"


def test_a_search_for_persons_puts_nothing_into_addresses() -> None:
    request = RequestFactory().post("/list/", {"name": "市川"})
    shown = Table(COLUMNS, RECORDS, request, caption="一覧", method="post")
    assert all(not head.url for head in shown.heads)
    assert all(not page.url for page in shown.pages)
    assert "市川" not in render_to_string("frame/components/table.html", {"table": shown}).replace(
        'value="市川"', ""
    )


def test_cells_are_escaped() -> None:
    assert "<b>" not in render_to_string("frame/components/table.html", {"table": table()})


def test_an_empty_table_says_so() -> None:
    empty = Table(COLUMNS, [], RequestFactory().get("/"), caption="一覧", empty_hint="条件を変えてください")
    page = render_to_string("frame/components/table.html", {"table": empty})
    assert "該当するものはありません" in page
    assert "条件を変えてください" in page


def december(**more: object) -> Month:
    states = {
        date(2026, 12, 1): DayState(Filling.OPEN, 12),
        date(2026, 12, 2): DayState(Filling.FEW, 2),
        date(2026, 12, 3): DayState(Filling.FULL, 0),
    }
    return month_of(
        date(2026, 12, 15),
        states,
        today=date(2026, 12, 1),
        url_of_day=lambda on: f"/day/{on}",
        url_of_month=lambda on: f"?month={on:%Y-%m}",
        first_month=date(2026, 12, 1),
        last_month=date(2027, 1, 31),
        **more,  # type: ignore[arg-type]
    )


def day_of(month: Month, number: int) -> Day:
    return next(day for week in month.weeks for day in week if day and day.on.day == number)


@pytest.mark.req("RSV-05")
def test_a_day_carries_a_sign_words_and_the_number_left() -> None:
    month = december()
    assert (day_of(month, 1).sign, day_of(month, 1).words) == ("○", "残り12")
    assert (day_of(month, 2).sign, day_of(month, 2).words) == ("△", "残り2")
    assert (day_of(month, 3).sign, day_of(month, 3).words) == ("×", "満員")
    assert day_of(month, 4).sign == "休"


def test_a_day_is_read_aloud_whole() -> None:
    assert day_of(december(), 1).spoken == "今日、12月1日 火曜日、空きがあります、残り12"


def test_only_days_with_room_lead_on() -> None:
    month = december()
    assert day_of(month, 1).url == "/day/2026-12-01"
    assert day_of(month, 3).url == day_of(month, 4).url == ""


def test_a_month_begins_on_sunday_and_leaves_other_months_blank() -> None:
    month = december()
    assert [weekday.short for weekday in month.weekdays] == list("日月火水木金土")
    assert month.weeks[0][:2] == (None, None)


def test_turning_ends_where_there_is_nothing_to_book() -> None:
    month = december()
    assert month.previous_url == ""
    assert month.next_url == "?month=2027-01"


def test_the_month_is_named_in_the_readers_language() -> None:
    with translation.override("ja"):
        assert december().title == "2026年12月"
    with translation.override("en"):
        assert december().title == "December 2026"


@pytest.fixture
def menu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", {})
    monkeypatch.setattr(navigation, "_url", lambda item: f"/staff/{item.url_name}/")
    navigation.register(NavItem("履歴", "history", "history.view", order=900))
    navigation.register(NavItem("予約", "bookings", "bookings.view", order=100))
    navigation.register(NavItem("窓口", "desks", order=200, switch="support_desks"))


@pytest.mark.usefixtures("menu")
def test_the_menu_shows_what_a_person_may_open_in_order() -> None:
    clerk = Actor(UserKind.CITY, "c", frozenset({"bookings.view", "history.view"}))
    nobody = Actor(UserKind.CITY, "n")
    assert _labels(clerk, switches=set()) == ["予約", "履歴"]
    assert _labels(clerk, switches={"support_desks"}) == ["予約", "窓口", "履歴"]
    assert _labels(nobody, switches=set()) == []


@pytest.mark.usefixtures("menu")
def test_the_menu_marks_the_page_and_what_lies_above_it() -> None:
    clerk = Actor(UserKind.CITY, "c", frozenset({"bookings.view"}))
    [entry] = _entries(clerk, "/staff/bookings/")
    assert entry.current == "page"
    [entry] = _entries(clerk, "/staff/bookings/12345678/")
    assert entry.current == "true"


@pytest.mark.usefixtures("menu")
def test_a_long_menu_is_folded_into_groups_and_the_one_of_the_page_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(9):
        navigation.register(NavItem(f"応対{number}", f"contacts{number}", order=300, group="応対"))
        navigation.register(NavItem(f"管理{number}", f"office{number}", order=400, group="管理"))
    clerk = Actor(UserKind.CITY, "c")

    def opened(path: str) -> list[str]:
        return [group.label for group in menu_for(clerk, path, is_on=lambda name: False) if group.is_open]

    assert opened("/staff/office3/") == ["管理"]
    assert opened("/staff/") == ["応対"]  # the home lies in none: today's work
    monkeypatch.setattr(navigation, "AT_A_GLANCE", 18)
    assert opened("/staff/") == ["応対", "管理"]


@pytest.mark.usefixtures("menu")
def test_a_group_stays_together_whatever_stands_between_its_numbers() -> None:
    for label, url, order, group in (
        ("通話", "calls", 95, "電話"),
        ("許可", "keys", 96, "鍵"),
        ("番号", "lines", 99, "電話"),
    ):
        navigation.register(NavItem(label, url, order=order, group=group))
    groups = [group.label for group in menu_for(Actor(UserKind.CITY, "c"), "/staff/", is_on=lambda name: False)]
    assert groups.count("電話") == 1
    assert groups.index("電話") < groups.index("鍵")


@pytest.mark.usefixtures("menu")
def test_an_entry_may_be_the_citys_only_where_it_has_asked_for_it() -> None:
    navigation.register(NavItem("応対の履歴", "contacts", order=300, city_switch="live_history"))
    city, centre = Actor(UserKind.CITY, "c"), Actor(UserKind.CALL_CENTRE, "o")
    assert "応対の履歴" not in _labels(city, switches=set())
    assert "応対の履歴" in _labels(city, switches={"live_history"})
    assert "応対の履歴" in _labels(centre, switches=set())


def _labels(actor: Actor, *, switches: set[str]) -> list[str]:
    return [entry.label for entry in _entries(actor, "/staff/", switches)]


def _entries(actor: Actor, path: str, switches: Collection[str] = ()) -> list[NavEntry]:
    groups = menu_for(actor, path, is_on=lambda name: name in switches)
    return [entry for group in groups for entry in group.entries]
