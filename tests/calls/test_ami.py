"""The manager line: each question its answer, nothing smuggled in, no silence taken for success."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from madoguchi.calls.ports import ExchangeRefused
from madoguchi.telephony.asterisk import ami
from madoguchi.telephony.asterisk.ami import Address, Connection, Line, LineLost, parsed, written
from tests.calls.scripted_ami import Exchange, event, no, until, yes

Heard = list[ami.Message]


def run(what: Callable[[Exchange], Awaitable[None]], exchange: Exchange) -> None:
    async def whole() -> None:
        async with asyncio.timeout(10), exchange.running():
            await what(exchange)

    asyncio.run(whole())


async def connected(exchange: Exchange, heard: Heard | None = None, secret: str = "secret") -> Connection:
    return await Connection.open(
        "127.0.0.1", exchange.port, user="madoguchi", secret=secret, on_event=(heard or []).append
    )


@pytest.mark.parametrize("value", ["a\r\nAction: Originate", "a\nb", "a\0b", "x" * 1_200])
def test_nothing_that_was_typed_adds_a_header_or_an_action(value: str) -> None:
    with pytest.raises(ExchangeRefused):
        written("QueuePause", "1", {"Reason": value})


def test_a_header_that_comes_twice_keeps_both_lines() -> None:
    assert parsed(b"Output: a\r\nOutput: b\r\nX: y:z\r\n\r\n") == {"Output": "a\nb", "X": "y:z"}


def test_answers_find_their_questions_whatever_their_order() -> None:
    waiting: list[dict[str, str]] = []

    def answers(asked: dict[str, str]) -> list[str]:
        waiting.append(asked)
        return [yes(one, Message=one["Value"]) for one in reversed(waiting)] if len(waiting) == 3 else []

    async def ask(exchange: Exchange) -> None:
        line = await connected(exchange)
        said = await asyncio.gather(*(line.ask("Echo", {"Value": str(n)}) for n in range(3)))
        assert [one["Message"] for one in said] == ["0", "1", "2"]
        await line.close()

    run(ask, Exchange(answers))


def test_what_the_exchange_refuses_is_refused_with_its_words() -> None:
    async def ask(exchange: Exchange) -> None:
        line = await connected(exchange)
        with pytest.raises(ExchangeRefused, match="Interface not found"):
            await line.ask("QueuePause")
        with pytest.raises(ExchangeRefused, match="Interface not found"):
            await line.ask_list("QueueStatus")
        await line.close()

    run(ask, Exchange(lambda asked: [no(asked, "Interface not found")]))


def test_a_wrong_password_is_no_connection() -> None:
    async def ask(exchange: Exchange) -> None:
        with pytest.raises(ExchangeRefused, match="Authentication failed"):
            await connected(exchange, secret="wrong")

    run(ask, Exchange())


def test_a_list_ends_with_its_end_and_other_events_go_their_way() -> None:
    def answers(asked: dict[str, str]) -> list[str]:
        return [
            yes(asked, EventList="start"),
            event("QueueMember", asked, Name="agent:101"),
            event("Hangup", Channel="PJSIP/7-1"),
            event("QueueStatusComplete", asked, EventList="Complete"),
        ]

    async def ask(exchange: Exchange) -> None:
        heard: Heard = []
        line = await Connection.open(
            "127.0.0.1", exchange.port, user="madoguchi", secret="secret", on_event=heard.append
        )
        assert [one["Name"] for one in await line.ask_list("QueueStatus")] == ["agent:101"]
        assert [one["Event"] for one in heard] == ["Hangup"]
        await line.close()

    run(ask, Exchange(answers))


def test_what_takes_its_time_is_done_when_its_event_says_so() -> None:
    def answers(asked: dict[str, str]) -> list[str]:
        return [yes(asked, Message="queued"), event("OriginateResponse", asked, Response="Failure", Reason="3")]

    async def ask(exchange: Exchange) -> None:
        line = await connected(exchange)
        said = await line.ask_for_outcome("Originate", {}, event="OriginateResponse", seconds=1)
        assert (said["Response"], said["Reason"]) == ("Failure", "3")
        await line.close()

    run(ask, Exchange(answers))


def test_silence_is_no_success() -> None:
    async def ask(exchange: Exchange) -> None:
        line = await connected(exchange)
        with pytest.raises(LineLost, match="no answer"):
            await line.ask("QueueAdd", seconds=0.1)
        exchange.answers = lambda asked: [yes(asked)]
        with pytest.raises(LineLost, match="no outcome"):
            await line.ask_for_outcome("Originate", {}, event="OriginateResponse", seconds=0.1)
        await line.close()

    run(ask, Exchange(lambda asked: []))


def test_who_waits_for_an_answer_is_told_that_the_line_is_gone() -> None:
    async def ask(exchange: Exchange) -> None:
        line = await connected(exchange)
        asking = asyncio.create_task(line.ask("QueueAdd"))
        await asyncio.sleep(0.05)
        exchange.hang_up()
        with pytest.raises(LineLost):
            await asking
        with pytest.raises(LineLost):
            await line.ask("QueueAdd")
        await line.close()

    run(ask, Exchange(lambda asked: []))


def test_an_event_that_nobody_understands_does_not_end_the_line() -> None:
    def stumble(message: ami.Message) -> None:
        raise ValueError(message)

    async def ask(exchange: Exchange) -> None:
        line = await Connection.open(
            "127.0.0.1", exchange.port, user="madoguchi", secret="secret", on_event=stumble
        )
        exchange.say(event("Hangup"))
        await line.ask("Ping")
        await line.close()

    run(ask, Exchange())


def test_a_line_that_breaks_comes_back_and_sets_things_right_before_anything_else() -> None:
    async def live(exchange: Exchange) -> None:
        ups: list[int] = []
        line = Line(Address("127.0.0.1", exchange.port, "madoguchi", "secret"), lambda message: None, (0.05,))

        async def on_up() -> None:
            ups.append(exchange.connects)
            await line.ask("QueueStatus")

        keeping = asyncio.create_task(line.run(on_up))
        for round_ in (1, 2, 3):
            await until(lambda count=round_: len(ups) >= count and line.is_up and not line.trouble)  # type: ignore[misc]
            exchange.hang_up()
            await until(lambda: not line.is_up)
        with pytest.raises(LineLost):
            await line.ask("Ping")
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping
        assert ups[:3] == [1, 2, 3]

    run(live, Exchange())


def test_a_line_without_an_exchange_says_so_and_goes_on_trying() -> None:
    async def live() -> None:
        exchange = Exchange()
        async with exchange.running():
            port = exchange.port
        line = Line(Address("127.0.0.1", port, "madoguchi", "secret"), lambda message: None, (0.02,))
        up = asyncio.Event()

        async def on_up() -> None:
            up.set()

        keeping = asyncio.create_task(line.run(on_up))
        await asyncio.sleep(0.1)
        assert not line.is_up
        assert line.trouble
        async with asyncio.timeout(5), exchange.running(port):
            await up.wait()
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping

    asyncio.run(live())


def test_an_exchange_that_hangs_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ami, "SILENT_AFTER_SECONDS", 0.1)
    monkeypatch.setattr(ami, "ANSWERS_WITHIN_SECONDS", 0.1)

    async def live(exchange: Exchange) -> None:
        line = await connected(exchange)
        async with asyncio.timeout(6):
            await line.until_lost()
        await line.close()

    run(live, Exchange(lambda asked: []))
