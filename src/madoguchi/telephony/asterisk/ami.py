"""Asterisk's manager interface, as a calm client: one connection, questions with answers, events as they come.

`Connection` is one connection until it breaks; `Line` keeps one up for ever and tells when it comes and goes.
"""

import asyncio
import contextlib
import itertools
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from madoguchi.calls.ports import ExchangeRefused

log = logging.getLogger(__name__)

Message = Mapping[str, str]
Values = Mapping[str, "str | Sequence[str]"]

ANSWERS_WITHIN_SECONDS = 5.0
LIST_WITHIN_SECONDS = 15.0
SILENT_AFTER_SECONDS = 20.0  # then we ask whether anybody is there
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)  # between attempts to connect; the last one again and again
LONGEST_LINE = 1_000  # Asterisk cuts a header at 1024 bytes and goes on as if nothing were


class LineLost(ExchangeRefused):
    """There is no connection to the exchange (any more). Whether it did what was asked is not known."""


def written(action: str, key: str, values: Values) -> bytes:
    """An action as it goes over the line. Nothing that was typed can add a header or a second action."""
    lines = [f"Action: {action}", f"ActionID: {key}"]
    for name, value in values.items():
        lines += [f"{name}: {one}" for one in ([value] if isinstance(value, str) else value)]
    for line in lines:
        if any(sign in line for sign in "\r\n\0"):
            raise ExchangeRefused(f"{action}: a value holds a line break")
        if len(line.encode()) > LONGEST_LINE:
            raise ExchangeRefused(f"{action}: a value is too long")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def parsed(block: bytes) -> dict[str, str]:
    """The headers of a message. What is said twice (output of a command, variables) is joined by lines."""
    found: dict[str, str] = {}
    for raw in block.decode("utf-8", "replace").split("\r\n"):
        name, colon, value = raw.partition(":")
        if colon:
            value = value.strip()
            found[name] = f"{found[name]}\n{value}" if name in found else value
    return found


@dataclass
class _List:
    answer: "asyncio.Future[list[Message]]"
    events: list[Message] = field(default_factory=list)


class Connection:
    """One connection. `on_event` is called with every event that belongs to no question."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, on_event: Callable[[Message], None]
    ) -> None:
        self._reader, self._writer, self._on_event = reader, writer, on_event
        self._keys = itertools.count(1)
        self._answers: dict[str, asyncio.Future[Message]] = {}
        self._lists: dict[str, _List] = {}
        self._outcomes: dict[str, asyncio.Future[Message]] = {}
        self.heard = asyncio.get_running_loop().time()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def open(
        cls, host: str, port: int, *, user: str, secret: str, on_event: Callable[[Message], None]
    ) -> "Connection":
        async with asyncio.timeout(ANSWERS_WITHIN_SECONDS):
            reader, writer = await asyncio.open_connection(host, port, limit=2**20)
        connection = cls(reader, writer, on_event)
        try:
            await connection.ask("Login", {"Username": user, "Secret": secret, "Events": "on"})
        except BaseException:
            await connection.close()
            raise
        return connection

    async def ask(
        self, action: str, values: Values | None = None, *, seconds: float = ANSWERS_WITHIN_SECONDS
    ) -> Message:
        """The exchange's answer. `ExchangeRefused` with its words when it says no."""
        key = str(next(self._keys))
        answer = self._answers[key] = asyncio.get_running_loop().create_future()
        try:
            await self._send(written(action, key, values or {}))
            said: Message = await asyncio.wait_for(answer, seconds)
        except TimeoutError as error:
            raise LineLost(f"{action}: no answer within {seconds:g} s") from error
        finally:
            self._answers.pop(key, None)
        if said.get("Response") not in {"Success", "Goodbye"}:
            raise ExchangeRefused(said.get("Message", "no reason given"))
        return said

    async def ask_for_outcome(self, action: str, values: Values, *, event: str, seconds: float) -> Message:
        """For what takes its time: the event that says how it ended. The answer before it says only "queued"."""
        key = str(next(self._keys))
        loop = asyncio.get_running_loop()
        answer = self._answers[key] = loop.create_future()
        outcome = self._outcomes[f"{event} {key}"] = loop.create_future()
        try:
            await self._send(written(action, key, values))
            said = await asyncio.wait_for(answer, ANSWERS_WITHIN_SECONDS)
            if said.get("Response") != "Success":
                raise ExchangeRefused(said.get("Message", "no reason given"))
            return await asyncio.wait_for(outcome, seconds)
        except TimeoutError as error:
            raise LineLost(f"{action}: no outcome within {seconds:g} s") from error
        finally:
            self._answers.pop(key, None)
            self._outcomes.pop(f"{event} {key}", None)

    async def ask_list(self, action: str, values: Values | None = None) -> list[Message]:
        """The events with which the exchange answers, without the one that ends them."""
        key = str(next(self._keys))
        loop = asyncio.get_running_loop()
        whole = self._lists[key] = _List(loop.create_future())
        answer = self._answers[key] = loop.create_future()
        try:
            await self._send(written(action, key, values or {}))
            async with asyncio.timeout(LIST_WITHIN_SECONDS):
                said = await answer
                if said.get("Response") != "Success":
                    raise ExchangeRefused(said.get("Message", "no reason given"))
                return await whole.answer
        except TimeoutError as error:
            raise LineLost(f"{action}: no end within {LIST_WITHIN_SECONDS:g} s") from error
        finally:
            self._answers.pop(key, None)
            self._lists.pop(key, None)

    async def until_lost(self) -> None:
        """Returns when the connection is gone. One that has fallen silent is asked whether it lives."""
        while not self._reading.done():
            await asyncio.wait({self._reading}, timeout=SILENT_AFTER_SECONDS / 2)
            silent_for = asyncio.get_running_loop().time() - self.heard
            if not self._reading.done() and silent_for > SILENT_AFTER_SECONDS:
                try:
                    await self.ask("Ping")
                except ExchangeRefused:
                    return

    async def close(self) -> None:
        self._reading.cancel()
        self._writer.close()
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await self._writer.wait_closed()
        self._give_up()

    async def _send(self, message: bytes) -> None:
        if self._reading.done():
            raise LineLost("the connection is closed")
        try:
            self._writer.write(message)
            await self._writer.drain()
        except OSError as error:
            raise LineLost(str(error)) from error

    async def _read(self) -> None:
        try:
            await self._reader.readline()  # the banner
            while True:
                block = await self._reader.readuntil(b"\r\n\r\n")
                self.heard = asyncio.get_running_loop().time()
                self._take(parsed(block))
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError) as error:
            log.info("the exchange's manager line has ended: %s", type(error).__name__)
        finally:
            self._give_up()

    def _take(self, message: Message) -> None:
        key, event = message.get("ActionID", ""), message.get("Event", "")
        waiting = self._outcomes.get(f"{event} {key}") if event else self._answers.get(key)
        if waiting is not None or not event:
            if waiting is not None and not waiting.done():
                waiting.set_result(message)
        elif (whole := self._lists.get(key)) is not None:
            if message.get("EventList") == "Complete":
                if not whole.answer.done():
                    whole.answer.set_result(whole.events)
            else:
                whole.events.append(message)
        else:
            try:
                self._on_event(message)
            except Exception:
                log.exception("an event of the exchange was not understood: %s", message.get("Event"))

    def _give_up(self) -> None:
        waiting: list[asyncio.Future[Any]] = [*self._answers.values(), *self._outcomes.values()]
        waiting += [one.answer for one in self._lists.values()]
        for future in waiting:
            if not future.done():
                future.set_exception(LineLost("the connection is closed"))
                future.exception()  # whoever waits gets it; nobody waiting is no fault


@dataclass(frozen=True)
class Address:
    host: str
    port: int
    user: str
    secret: str


class Line:
    """A connection for ever: after each loss another, after a pause that grows."""

    def __init__(
        self, address: Address, on_event: Callable[[Message], None], pauses: Sequence[float] = PAUSES
    ) -> None:
        self._address, self._on_event, self._pauses = address, on_event, pauses
        self._connection: Connection | None = None
        self.trouble = "not connected yet"

    @property
    def is_up(self) -> bool:
        return self._connection is not None

    async def run(self, on_up: Callable[[], Awaitable[None]]) -> None:
        """Until it is cancelled. `on_up` after every connect, before anything is asked by others: it sets right what
        went on meanwhile; if it fails the connection counts as failed."""
        failed = 0
        while True:
            try:
                async with self._open() as connection:
                    await on_up()
                    failed, self.trouble = 0, ""
                    await connection.until_lost()
                    self.trouble = "the connection was lost"
            except (OSError, TimeoutError, ExchangeRefused) as error:
                trouble = str(error) or type(error).__name__
                if trouble != self.trouble:
                    log.warning("the exchange cannot be reached: %s", trouble)
                self.trouble = trouble
            await asyncio.sleep(self._pauses[min(failed, len(self._pauses) - 1)])
            failed += 1

    @contextlib.asynccontextmanager
    async def _open(self) -> AsyncIterator[Connection]:
        to = self._address
        connection = await Connection.open(
            to.host, to.port, user=to.user, secret=to.secret, on_event=self._on_event
        )
        self._connection = connection
        try:
            yield connection
        finally:
            self._connection = None
            await connection.close()

    async def ask(
        self, action: str, values: Values | None = None, *, seconds: float = ANSWERS_WITHIN_SECONDS
    ) -> Message:
        return await self._there().ask(action, values, seconds=seconds)

    async def ask_for_outcome(self, action: str, values: Values, *, event: str, seconds: float) -> Message:
        return await self._there().ask_for_outcome(action, values, event=event, seconds=seconds)

    async def ask_list(self, action: str, values: Values | None = None) -> list[Message]:
        return await self._there().ask_list(action, values)

    def _there(self) -> Connection:
        if self._connection is None:
            raise LineLost(self.trouble)
        return self._connection
