"""The process beside the exchange: it carries out, follows, sets right, and survives the loss of everything else."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from asgiref.sync import sync_to_async
from django.db import DatabaseError, connections

from madoguchi.calls.agents.actions import change_state, sign_in, sign_out
from madoguchi.calls.agents.models import Agent, AgentState
from madoguchi.calls.agents.queries import state_of
from madoguchi.calls.agents.rules import State
from madoguchi.calls.orders.actions import ask_exchange, call_out
from madoguchi.calls.orders.models import Order
from madoguchi.calls.orders.queries import Standing, standing
from madoguchi.calls.orders.rules import Purpose
from madoguchi.calls.ports import OrderKind
from madoguchi.core.actors import SYSTEM
from madoguchi.telephony.asterisk.ami import Address
from madoguchi.telephony.switchboard import books
from madoguchi.telephony.switchboard.guard import AlreadyRunning, only_one
from madoguchi.telephony.switchboard.process import Job, Pace, Switchboard
from madoguchi.telephony.switchboard.told import Told
from tests.calls.people import agent, ready, seat, themselves
from tests.calls.scripted_ami import Exchange, event, no, until, yes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("contract")]
Result = TypeVar("Result")
HURRIED = Pace(orders=0.02, journal=0.02, clock=0.05, settle=0.2, beat=0.05, upkeep=0.1, after_trouble=0.05)


@dataclass
class Queue:
    """As much of an exchange as answers the switchboard: who is in the queue, and paused why."""

    members: dict[str, str] = field(default_factory=dict)  # extension: reason of its pause
    channels: list[dict[str, str]] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)  # AstDB
    outcome: str = "Success"

    def answers(self, asked: dict[str, str]) -> list[str]:
        doing = getattr(self, f"do_{asked['Action']}", None)
        return doing(asked) if doing else [yes(asked)]

    def do_QueueAdd(self, asked: dict[str, str]) -> list[str]:  # noqa: N802
        extension = asked["Interface"].removeprefix("PJSIP/")
        if extension in self.members:
            return [no(asked, "Unable to add interface: Already there")]
        self.members[extension] = "-"
        return [yes(asked)]

    def do_QueueRemove(self, asked: dict[str, str]) -> list[str]:  # noqa: N802
        gone = self.members.pop(asked["Interface"].removeprefix("PJSIP/"), None)
        return [yes(asked) if gone is not None else no(asked, "Unable to remove interface: Not there")]

    def do_QueuePause(self, asked: dict[str, str]) -> list[str]:  # noqa: N802
        extension = asked["Interface"].removeprefix("PJSIP/")
        if extension not in self.members:
            return [no(asked, "Interface not found")]
        self.members[extension] = asked.get("Reason", "") if asked["Paused"] == "true" else ""
        return [yes(asked)]

    def do_QueueStatus(self, asked: dict[str, str]) -> list[str]:  # noqa: N802
        rows = [
            event("QueueMember", asked, Name=f"agent:{one}", Paused="1" if why else "0", PausedReason=why)
            for one, why in self.members.items()
        ]
        return [yes(asked, EventList="start"), *rows, event("QueueStatusComplete", asked, EventList="Complete")]

    def do_CoreShowChannels(self, asked: dict[str, str]) -> list[str]:  # noqa: N802
        rows = [event("CoreShowChannel", asked, **one) for one in self.channels]
        return [
            yes(asked, EventList="start"),
            *rows,
            event("CoreShowChannelsComplete", asked, EventList="Complete"),
        ]

    async def put(self, kind: str, name: str, fields: Mapping[str, str]) -> None:
        self.kept[f"{kind}/{name}"] = str(dict(fields))

    async def take_away(self, kind: str, name: str) -> None:
        self.kept.pop(f"{kind}/{name}", None)

    def do_DBPut(self, asked: dict[str, str]) -> list[str]:  # noqa: N802
        self.kept[f"{asked['Family']}/{asked['Key']}"] = asked["Val"]
        return [yes(asked)]

    def do_Originate(self, asked: dict[str, str]) -> list[str]:  # noqa: N802
        return [yes(asked), event("OriginateResponse", asked, Response=self.outcome, Reason="3")]


@dataclass
class Running:
    exchange: Exchange
    queue: Queue
    switchboard: Switchboard
    folder: Path


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., None]:
    def live(what: Callable[[Running], Awaitable[None]], **options: Any) -> None:
        async def whole() -> None:
            queue = options.pop("queue", None) or Queue()
            exchange = Exchange(queue.answers)
            async with asyncio.timeout(60), exchange.running():
                board = Switchboard(
                    tmp_path,
                    Address("127.0.0.1", exchange.port, "madoguchi", "secret"),
                    queue,
                    pace=HURRIED,
                    **options,
                )
                running = asyncio.create_task(board.run())
                living = asyncio.create_task(what(Running(exchange, queue, board, tmp_path)))
                await asyncio.wait({running, living}, return_when=asyncio.FIRST_COMPLETED)
                board.stop()
                await running
                await living

        asyncio.run(whole())

    return live


def in_database(do: Callable[..., Result]) -> Callable[..., Awaitable[Result]]:
    """In the thread that asgiref has for it, which keeps no connection: the test's own database goes away later."""

    def done(*arguments: Any, **named: Any) -> Result:
        try:
            return do(*arguments, **named)
        finally:
            connections.close_all()

    return sync_to_async(done)


async def until_known(what: Callable[[], object], *, seconds: float = 10) -> None:
    """In the database."""
    for _ in range(int(seconds * 50)):
        if await in_database(what)():
            return
        await asyncio.sleep(0.02)
    raise TimeoutError(f"not within {seconds} s")


def now_in(one: Agent) -> str:
    row = state_of(one)
    return row.state if row else ""


@pytest.mark.req("OPC-05")
def test_buttons_reach_the_queue_and_the_queue_knows_why(run: Callable[..., None]) -> None:
    one = agent()

    async def live(here: Running) -> None:
        await in_database(sign_in)(one, seat_of_one, by=themselves(one))
        await until(lambda: here.queue.members.get("101") == "away")
        await in_database(change_state)(one, State.READY, by=themselves(one))
        await until(lambda: here.queue.members.get("101") == "")
        await in_database(sign_out)(one, by=themselves(one))
        await until(lambda: "101" not in here.queue.members)
        await in_database(until_done)()

    def until_done() -> None:
        assert not Order.objects.filter(state="refused").exists()

    seat_of_one = seat()
    run(live)


@pytest.mark.req("TEL-17")
def test_a_telephone_is_made_known_without_a_restart_and_again_after_the_exchange_lost_its_memory(
    run: Callable[..., None],
) -> None:
    async def live(here: Running) -> None:
        await in_database(agent)()
        await until(lambda: "endpoint/101" in here.queue.kept)
        assert "MD5:" in here.queue.kept["auth/101"]
        here.queue.kept.clear()
        here.exchange.hang_up()
        await until(lambda: "endpoint/101" in here.queue.kept)

    run(live)


@pytest.mark.req("OPC-05", "TEL-18")
def test_a_call_is_followed_paused_at_once_and_its_work_is_told_when_it_ends(
    run: Callable[..., None], tmp_path: Path
) -> None:
    one = ready()
    values = {"MemberName": "agent:101", "Linkedid": "c7", "Channel": "PJSIP/101-1"}

    async def live(here: Running) -> None:
        await until(lambda: here.queue.members.get("101") == "")
        for name in ("Newchannel", "AgentCalled", "AgentConnect"):
            here.exchange.say(event(name, **values))
        await until(lambda: here.queue.members["101"] == "acw")
        here.exchange.say(event("Hold", **values))
        here.exchange.say(event("Hangup", **values))
        await until_known(lambda: now_in(one) == "after_call")
        await in_database(change_state)(one, State.READY, by=themselves(one))
        await until(lambda: here.queue.members["101"] == "")
        await until(lambda: len(told(here.folder)) == 3)

    run(live)
    kinds = [(one["kind"], one["values"].get("state", ""), one["call"]) for one in told(tmp_path)]
    assert kinds == [("held", "", "c7"), ("state", "after_call", "c7"), ("state", "over", "c7")]
    states = AgentState.objects.filter(agent=one).order_by("pk").values_list("state", flat=True)
    assert list(states) == ["away", "ready", "ringing", "talking", "hold", "after_call", "ready"]


def told(folder: Path) -> list[dict[str, Any]]:
    file = folder / "log/switchboard.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@pytest.mark.req("TEL-19")
@pytest.mark.parametrize(("outcome", "state"), [("Success", "done"), ("Failure", "refused")])
def test_an_outgoing_call_is_done_only_when_the_exchange_says_so(
    run: Callable[..., None], outcome: str, state: str
) -> None:
    one = ready()

    async def live(here: Running) -> None:
        order = await in_database(call_out)(one, "0312345678", Purpose.ESCALATION, by=themselves(one))
        await until_known(lambda: Order.objects.get(pk=order.pk).is_over)

    run(live, queue=Queue(outcome=outcome))
    order = Order.objects.get(kind="call_out")
    assert order.state == state
    assert ("not picked up" in order.answer) is (state == "refused")


def test_what_drifted_is_mended_and_who_is_not_there_is_taken_out(run: Callable[..., None]) -> None:
    ready()

    async def live(here: Running) -> None:
        await until(lambda: here.queue.members == {"101": ""})
        here.queue.members = {"101": "acw", "777": ""}
        await until(lambda: here.queue.members == {"101": ""})
        here.queue.members = {}
        await until(lambda: here.queue.members == {"101": ""})

    run(live, queue=Queue(members={"777": ""}))


def test_a_key_at_the_telephone_ends_after_call_work(run: Callable[..., None]) -> None:
    one = ready()

    async def live(here: Running) -> None:
        await until(lambda: here.queue.members == {"101": ""})
        values = {"MemberName": "agent:101", "Linkedid": "c7", "Channel": "PJSIP/101-1"}
        for name in ("Newchannel", "AgentConnect", "Hangup"):
            here.exchange.say(event(name, **values))
        await until_known(lambda: now_in(one) == "after_call")
        await until(lambda: here.queue.members == {"101": "acw"})
        here.queue.members["101"] = ""
        here.exchange.say(event("QueueMemberPause", MemberName="agent:101", Paused="0"))
        await until_known(lambda: now_in(one) == "ready")

    run(live)


def test_without_a_database_calls_are_followed_and_written_down_when_it_is_back(
    run: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = ready()
    write, is_gone = books.write_move, [False]

    def write_if_there(moved: Any) -> None:
        if is_gone[0]:
            raise DatabaseError("gone")
        write(moved)

    monkeypatch.setattr(books, "write_move", write_if_there)
    values = {"MemberName": "agent:101", "Linkedid": "c7", "Channel": "PJSIP/101-1"}

    async def live(here: Running) -> None:
        await until(lambda: here.queue.members == {"101": ""})
        is_gone[0] = True
        for name in ("Newchannel", "AgentCalled", "AgentConnect", "Hold", "Hangup"):
            here.exchange.say(event(name, **values))
        await until(lambda: here.queue.members == {"101": "acw"})
        await until(lambda: len(told(here.folder)) == 1)
        assert here.switchboard.board.desks["101"].state is State.AFTER_CALL
        is_gone[0] = False
        await until_known(lambda: now_in(one) == "after_call")

    run(live)
    states = AgentState.objects.filter(agent=one).order_by("pk").values_list("state", flat=True)
    assert list(states) == ["away", "ready", "ringing", "talking", "hold", "after_call"]


def test_its_heart_beats_and_says_whether_the_exchange_is_there(run: Callable[..., None]) -> None:
    agent()
    assert standing() is Standing.SWITCHBOARD_DOWN

    async def live(here: Running) -> None:
        await until_known(lambda: standing() is Standing.UP)
        here.exchange.secret = "changed"
        here.exchange.hang_up()
        await until_known(lambda: standing() is Standing.EXCHANGE_DOWN)

    run(live)


def test_orders_without_an_exchange_expire_and_nobody_is_rung_later(run: Callable[..., None]) -> None:
    one = ready()
    Order.objects.all().delete()
    order = ask_exchange(OrderKind.CALL_OUT, by=SYSTEM, agent=one, values={"number": "0312345678"})
    Order.objects.update(expires_at=order.asked_at)

    async def live(here: Running) -> None:
        await until_known(lambda: Order.objects.get(pk=order.pk).state == "expired")
        assert "Originate" not in here.exchange.actions()

    run(live)


def test_a_job_that_fails_goes_on_and_hinders_nobody(run: Callable[..., None]) -> None:
    counted: list[int] = []

    def step() -> int:
        counted.append(1)
        if len(counted) < 3:
            raise OSError("the disk is full")
        return 0

    async def live(here: Running) -> None:
        await until(lambda: len(counted) >= 4)

    run(live, jobs=[Job("recordings", step, 0.02)])


def test_the_schedule_is_told_when_it_changes(run: Callable[..., None]) -> None:
    schedule = {"20261201": "083000 v1 open - queue"}

    async def live(here: Running) -> None:
        await until(lambda: here.queue.kept.get("madoguchi-schedule/20261201") == "083000 v1 open - queue")
        schedule["20261202"] = "000000 v1 closed - hang_up"
        await until(lambda: "madoguchi-schedule/20261202" in here.queue.kept)
        assert sum(one.get("Key") == "20261201" for one in here.exchange.asked) == 1

    run(live, schedule=lambda: dict(schedule))


def test_two_switchboards_never_serve_one_exchange(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(AlreadyRunning), only_one(tmp_path):
        pass
    with only_one(tmp_path):
        pass


def test_a_fact_is_a_whole_line_even_after_a_death_in_mid_word(tmp_path: Path) -> None:
    file = tmp_path / "log/switchboard.jsonl"
    file.parent.mkdir()
    file.write_text('{"at": "2026')
    from madoguchi.calls.ports import FactKind

    Told(tmp_path).tell(FactKind.HELD, "c1", "101", {})
    assert [line[:6] for line in file.read_text().splitlines()] == ['{"at":', '{"at":']
    assert json.loads(file.read_text().splitlines()[1])["kind"] == "held"
