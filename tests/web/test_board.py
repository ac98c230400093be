"""いまの状況: what is happening now, for each reader as much as is theirs (RTV-01, RTV-04, RTV-05)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.following import follow
from madoguchi.calls.agents.rules import State
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from madoguchi.web.live.register import may_follow, screen_of, stamps_of, topics_touched_by
from tests.calls.people import ready, seat
from tests.metrics.days import Made, happen
from tests.telephone.told import Told
from tests.telephone.town import kept, signed_in
from tests.worlds import ADMIN, PRESENT, actor, applied

pytestmark = pytest.mark.django_db
HOME = "/staff/supervisor/board/"


@pytest.fixture(autouse=True)
def town() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PRESENT, tick=False) as traveller:
        applied("hatsukaichi")
        yield traveller


def shown_to(role: Role, path: str = HOME) -> str:
    answer = signed_in(role).get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.req("RTV-01")
def test_supervisors_and_the_citys_administrators_see_who_is_doing_what() -> None:
    one = ready("op-a")
    follow(one.extension, State.RINGING, at=PRESENT)
    for role in (Role.SUPERVISOR, Role.MANAGER, Role.CITY_ADMIN):
        page = shown_to(role)
        assert "見本 op-a" in page
        assert '<li data-state="ringing"><span class="board-name">見本 op-a</span>' in page


@pytest.mark.req("RTV-01", "RTV-05")
@pytest.mark.parametrize("role", [Role.CITY_CLERK, Role.OPERATOR])
@pytest.mark.parametrize("path", [HOME, f"{HOME}wall/"])
def test_who_may_not_see_people_sees_how_many_there_are_and_no_name(role: Role, path: str) -> None:
    ready("op-a")
    page = shown_to(role, path)
    assert "見本 op-a" not in page
    assert '受付可 <strong class="number">1</strong>人' in page
    fragment = screen_of("board")
    assert fragment
    assert "見本 op-a" not in fragment.render("board", actor(role))


@pytest.mark.req("RTV-05")
def test_a_call_that_waits_too_long_is_told_by_words_besides_the_colour(town: time_machine.Traveller) -> None:
    kept(Told("k").arrived().decided().queued(3600 - 5))
    assert 'data-level="calm"' in shown_to(Role.SUPERVISOR)
    town.move_to(PRESENT + timedelta(seconds=20))
    assert "△ 待たせています" in shown_to(Role.SUPERVISOR)
    town.move_to(PRESENT + timedelta(seconds=60))
    page = shown_to(Role.SUPERVISOR)
    assert "▲ 長く待たせています" in page
    assert "1:05" in page


@pytest.mark.req("RTV-05")
def test_a_missed_target_is_said_and_the_table_has_the_same_numbers() -> None:
    happen([Made(PRESENT, end, 10) for end in ("answered", "answered", "abandoned", "overflowed")])
    for path in (HOME, f"{HOME}wall/"):
        page = shown_to(Role.CITY_CLERK, path)
        assert "▼ 目標 80% 未満" in page
        assert '<strong class="number">50.0</strong>%' in page
    table = shown_to(Role.CITY_CLERK).partition("数の一覧と数え方")[2]
    for words in ("応答率", "50.0%", "放棄", "あふれ", "参考の応答率", "÷ 受付時間内の着信"):
        assert words in table


def test_a_rate_of_nothing_is_a_dash_and_no_percentage() -> None:
    for path in (HOME, f"{HOME}wall/"):
        page = shown_to(Role.CITY_CLERK, path)
        assert '<strong class="number">—</strong>' in page
        assert "—</strong>%" not in page
        assert "—</span>%" not in page


@pytest.mark.req("ESC-11", "INC-10")
@pytest.mark.switch("multi_base")
@pytest.mark.preset_key("switches.multi_base")
def test_the_board_can_be_read_by_base() -> None:
    change_settings({"switches.multi_base": True}, by=ADMIN)
    seat("東1", base="東京")
    seat("沖1", base="沖縄")
    ready("op-a", at="東1")
    ready("op-b", at="沖1")
    page = shown_to(Role.SUPERVISOR, f"{HOME}?base=沖縄")
    assert "見本 op-b" in page
    assert "見本 op-a" not in page
    assert "東京" in page  # the table of all bases, and the way to them
    assert signed_in(Role.SUPERVISOR).get(f"{HOME}?base=無").status_code == 404
    assert may_follow(actor(Role.SUPERVISOR), "board:沖縄")
    assert not may_follow(actor(Role.SUPERVISOR), "board:無")
    change_settings({"switches.multi_base": False}, by=ADMIN)
    page = shown_to(Role.SUPERVISOR)
    assert "見本 op-b" in page
    assert "拠点" not in page
    assert "沖縄" not in page
    assert signed_in(Role.SUPERVISOR).get(f"{HOME}?base=沖縄").status_code == 404
    assert not may_follow(actor(Role.SUPERVISOR), "board:沖縄")


@pytest.mark.req("RTV-05")
def test_calls_and_states_move_the_stamp_without_any_event() -> None:
    one, events = ready("op-a"), Event.objects.count()
    stamps = [stamps_of(["board"])]
    follow(one.extension, State.RINGING, at=PRESENT)
    stamps.append(stamps_of(["board"]))
    told = Told("k").arrived().decided().queued(1)
    kept(told)
    stamps.append(stamps_of(["board"]))
    kept(told.answered(5, one.extension, wait=4))
    stamps.append(stamps_of(["board"]))
    assert Event.objects.count() == events
    assert len({str(one) for one in stamps}) == len(stamps)
    assert stamps_of(["board"]) == stamps[-1]


@pytest.mark.req("RTV-04")
def test_a_booking_touches_every_board() -> None:
    change_settings({"switches.multi_base": True}, by=ADMIN)
    seat("沖1", base="沖縄")
    touched = topics_touched_by(Event(kind="booking.made", about_key="7", body='{"facts": {}, "changes": {}}'))
    assert {"board", "wall", "board:沖縄", "wall:沖縄"} <= touched


def test_who_has_not_signed_in_sees_no_board() -> None:
    assert Client(HTTP_HOST="localhost").get(HOME).status_code == 302
