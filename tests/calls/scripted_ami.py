"""A manager interface that says what a test lets it say."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Answering = Callable[[dict[str, str]], list[str]]


def yes(asked: dict[str, str], **also: str) -> str:
    more = "".join(f"\r\n{name}: {value}" for name, value in also.items())
    return f"Response: Success\r\nActionID: {asked['ActionID']}{more}"


def no(asked: dict[str, str], message: str) -> str:
    return f"Response: Error\r\nActionID: {asked['ActionID']}\r\nMessage: {message}"


def event(name: str, asked: dict[str, str] | None = None, **values: str) -> str:
    lines = [f"Event: {name}", *([f"ActionID: {asked['ActionID']}"] if asked else [])]
    return "\r\n".join([*lines, *(f"{key}: {value}" for key, value in values.items())])


def always_yes(asked: dict[str, str]) -> list[str]:
    return [yes(asked)]


@dataclass
class Exchange:
    """`answers(action)` gives the messages that follow it; what was asked stands in `asked`."""

    answers: Answering = always_yes
    secret: str = "secret"
    asked: list[dict[str, str]] = field(default_factory=list)
    port: int = 0
    connects: int = 0
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)

    @asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator["Exchange"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.hang_up()

    def say(self, message: str) -> None:
        for writer in self._writers:
            writer.write(message.encode() + b"\r\n\r\n")

    def hang_up(self) -> None:
        for writer in self._writers:
            writer.close()
        self._writers.clear()

    def actions(self) -> list[str]:
        return [one["Action"] for one in self.asked if one["Action"] != "Login"]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connects += 1
        self._writers.append(writer)
        writer.write(b"Asterisk Call Manager/11.0.0\r\n")
        try:
            while block := await reader.readuntil(b"\r\n\r\n"):
                asked = dict(line.split(": ", 1) for line in block.decode().split("\r\n") if ": " in line)
                self.asked.append(asked)
                if asked["Action"] == "Login":
                    right = asked["Secret"] == self.secret
                    messages = [yes(asked) if right else no(asked, "Authentication failed")]
                else:
                    messages = self.answers(asked)
                for message in messages:
                    writer.write(message.encode() + b"\r\n\r\n")
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            writer.close()


async def until(what: Callable[[], object], *, seconds: float = 5) -> None:
    for _ in range(int(seconds * 100)):
        if what():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError(f"not within {seconds} s: {what}")
