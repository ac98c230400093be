"""The supervisor's floor, everybody's day as a picture, added seats."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.actions import change_state, sign_in
from madoguchi.calls.agents.administration import add_agent
from madoguchi.calls.agents.following import follow
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.agents.rules import Device, State
from madoguchi.calls.orders.models import Order
from madoguchi.calls.policy.actions import close_now
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from madoguchi.web.live.register import may_follow, stamps_of, topics_touched_by
from madoguchi.web.supervisor.floor.live import FLOOR_SCREEN, TOPIC
from madoguchi.workforce.models import AddedSeats
from tests.calls.people import SUPERVISOR, agent, ready, seat, themselves
from tests.services.signed_in import staff_of
from tests.web.pages import seen, words
from tests.worlds import ADMIN, PRESENT, actor, applied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]
SignedIn = Callable[[Role], Client]
FLOOR = "/staff/supervisor/floor/"


@pytest.fixture
def someone(db: None) -> Agent:
    applied("kawagoe")
    one = agent("op-a")
    sign_in(one, seat(), by=themselves(one))
    change_state(one, State.READY, by=themselves(one))
    return one


@pytest.fixture
def supervisor(someone: Agent, signed_in: SignedIn) -> Client:
    return signed_in(Role.SUPERVISOR)


@pytest.mark.req("RTV-01", "OPC-05")
def test_the_floor_shows_every_state_since_when_and_who_set_it(someone: Agent, supervisor: Client) -> None:
    page = words(seen(supervisor, FLOOR))
    assert "見本 op-a" in page
    assert "受付可 1" in page
    assert "本人 10:00:00" in page
    change_state(someone, State.AWAY, "呼び出し", by=Actor(SUPERVISOR.kind, "op-a", SUPERVISOR.rights))
    change_state(someone, State.BREAK, by=SUPERVISOR)
    assert "supervisor" in words(seen(supervisor, FLOOR))
    change_state(someone, State.READY, by=themselves(someone))
    follow(someone.extension, State.TALKING, at=clock.now(), call_key="c1")
    assert "電話の動き" in words(seen(supervisor, FLOOR))


@pytest.mark.req("RTV-01")
def test_who_has_not_sat_down_is_named_apart(supervisor: Client) -> None:
    agent("op-b")
    assert "着席していない人（1人） 見本 op-b" in words(seen(supervisor, FLOOR))


@pytest.mark.req("RTV-01")
def test_each_change_of_a_state_and_each_switch_touches_the_floor(someone: Agent) -> None:
    before = stamps_of([TOPIC])
    follow(someone.extension, State.TALKING, at=clock.now(), call_key="c1")
    after = stamps_of([TOPIC])
    assert before != after
    assert stamps_of([TOPIC]) == after
    close_now(until_at=clock.start_of(PRESENT.date()).replace(hour=15), reason="停電", by=SUPERVISOR)
    event = Event.objects.get(kind="closing.made")
    assert TOPIC in topics_touched_by(event)


@pytest.mark.req("ESC-11", "INC-10")
@pytest.mark.switch("multi_base")
@pytest.mark.preset_key("switches.multi_base")
def test_the_floor_can_be_read_by_base_and_stays_there_after_a_press(someone: Agent, supervisor: Client) -> None:
    change_settings({"switches.multi_base": True}, by=ADMIN)
    seat("東1", base="東京"), seat("沖1", base="沖縄")
    ready("op-t", at="東1")
    there = ready("op-o", at="沖1")
    page = seen(supervisor, FLOOR + "?base=沖縄")
    assert "見本 op-o" in page
    assert "見本 op-t" not in page
    assert "見本 op-a" not in page
    assert "1 / この拠点に 1席" in words(page)
    press = {"wish": f"listen:{there.extension}", "base": "沖縄"}
    assert supervisor.post(FLOOR + "do/", press)["Location"] == f"{FLOOR}?base=%E6%B2%96%E7%B8%84"
    assert supervisor.post(FLOOR + "do/", {**press, "base": "//無"})["Location"] == FLOOR
    assert supervisor.get(FLOOR + "?base=無").status_code == 404
    topics = topics_touched_by(Event(kind="seat.made", about_key="1", body='{"facts": {}, "changes": {}}'))
    assert {"floor", "floor:沖縄", "floor:東京"} <= topics
    assert "見本 op-t" not in FLOOR_SCREEN.render("floor:沖縄", actor(Role.SUPERVISOR))
    assert not may_follow(actor(Role.SUPERVISOR), "floor:無")
    change_settings({"switches.multi_base": False}, by=ADMIN)
    for path in (
        FLOOR,
        "/staff/supervisor/seats/",
        "/staff/telephone/seats/",
        "/staff/telephone/seats/new/",
    ):
        page = seen(supervisor, path)
        assert "拠点" not in page, path
        assert "沖縄" not in page, path


def test_the_fragment_has_no_form_of_its_own_and_no_button_for_who_may_only_look(someone: Agent) -> None:
    follow(someone.extension, State.TALKING, at=clock.now(), call_key="c1")
    for role, has_buttons in ((Role.SUPERVISOR, True), (Role.CITY_ADMIN, False)):
        html = FLOOR_SCREEN.render(TOPIC, actor(role))
        assert "<form" not in html
        assert ('value="listen:' in html) is has_buttons


def test_buttons_of_a_call_are_wishes_to_the_exchange(someone: Agent, supervisor: Client) -> None:
    assert 'value="listen:' not in seen(supervisor, FLOOR)
    follow(someone.extension, State.TALKING, at=clock.now(), call_key="c1")
    page = seen(supervisor, FLOOR)
    assert all(
        f'value="{wish}:{someone.extension}"' in page for wish in ("listen", "whisper", "barge", "take_over")
    )
    assert 'value="finish:' not in page
    press = {"wish": f"listen:{someone.extension}"}
    assert "自分の内線と電話機がないため" in seen(supervisor, FLOOR + "do/", press)
    ear = add_agent(staff_of(Role.SUPERVISOR), device=Device.SOFT_PHONE, by=SUPERVISOR)
    Order.objects.all().delete()
    assert "通話を聞けます" in seen(supervisor, FLOOR + "do/", press)
    order = Order.objects.get()
    assert (order.kind, order.call_key, order.wished) == ("listen", "c1", {"ear": ear.extension})
    with time_machine.travel(PRESENT + timedelta(seconds=1), tick=True):  # two wishes, one after the other
        seen(supervisor, FLOOR + "do/", {"wish": f"take_over:{someone.extension}"})
    Order.objects.update(state="done")
    page = seen(supervisor, FLOOR)
    assert f'value="finish:{someone.extension}"' in page
    assert "支援：試験 太郎（引き取り" in words(page)


def test_only_who_supervises_presses_and_only_what_there_is(
    someone: Agent, supervisor: Client, operator: Client
) -> None:
    assert operator.get(FLOOR).status_code == 403
    assert operator.post(FLOOR + "do/", {"wish": "listen:101"}).status_code == 403
    assert supervisor.post(FLOOR + "do/", {"wish": "shout:101"}).status_code == 400
    assert supervisor.post(FLOOR + "do/", {"wish": "listen:999"}).status_code == 404


@pytest.mark.req("INC-12")
def test_the_queue_is_opened_again_from_the_floor(supervisor: Client) -> None:
    close_now(until_at=clock.start_of(PRESENT.date()).replace(hour=15), reason="停電", by=SUPERVISOR)
    page = seen(supervisor, FLOOR)
    assert "停電" in page
    assert 'form="open-again"' in page
    seen(supervisor, "/staff/telephone/emergency/open/", {})
    with time_machine.travel(PRESENT + timedelta(minutes=1), tick=False):
        assert "受付時間のとおり" in seen(supervisor, FLOOR)


@pytest.mark.req("RTV-01", "OPC-05")
def test_a_day_is_a_picture_with_a_table_of_the_same(someone: Agent, supervisor: Client, operator: Client) -> None:
    page = seen(supervisor, FLOOR + "days/")
    assert '<rect class="ready"' in page
    assert "見本 op-a" in page
    assert "受付可" in page
    own = seen(supervisor, f"/staff/telephone/agents/{someone.extension}/day/")
    assert '<rect class="ready"' in own
    assert "10:00〜続いています 受付可" in own
    assert "この日の記録はありません" in seen(supervisor, FLOOR + "days/?day=2026-11-01")
    assert supervisor.get(FLOOR + "days/?day=x").status_code == 404
    assert operator.get(FLOOR + "days/").status_code == 403


@pytest.mark.req("WFM-05", "WFM-12")
def test_seats_are_added_and_ended_on_the_screen_beside_plan_and_fact(supervisor: Client, admin: Client) -> None:
    url = "/staff/supervisor/seats/"
    typed = {"number": "2", "until_day": "2026-12-01", "until_time": "9:00", "reason": "広報の配布"}
    assert "いまより後に" in seen(supervisor, url + "add/", typed)
    page = seen(supervisor, url + "add/", {**typed, "until_time": "17:00"})
    assert "席を2席増やしました" in page
    assert "4（うち増席 2）" in words(page)
    assert "計画 4席" in words(seen(supervisor, FLOOR))
    added = AddedSeats.objects.get()
    assert "増席を終えました" in seen(supervisor, f"{url}{added.pk}/end/", {})
    with time_machine.travel(PRESENT + timedelta(minutes=1), tick=False):
        assert "いま終える" not in seen(supervisor, url)
    assert admin.post(url + "add/", typed).status_code == 403
    assert "席を増やす" not in seen(admin, url)
    assert supervisor.get(url + "?day=x").status_code == 404


def test_an_agreement_is_asked_for_where_the_contract_wants_one(signed_in: SignedIn, db: None) -> None:
    applied("hatsukaichi")
    page = seen(
        signed_in(Role.SUPERVISOR),
        "/staff/supervisor/seats/add/",
        {"number": "1", "until_day": "2026-12-01", "until_time": "17:00", "reason": "急増"},
    )
    assert "「協議した相手」を入力してください" in page
