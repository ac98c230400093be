"""A browser as small as can be: one connection that is kept, cookies, forms. The machine is measured, not the browser."""

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urlsplit

FORM_VALUE = re.compile(rb'name="(\w+)" value="([^"]*)"')
Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    body: bytes

    def hidden(self, name: str) -> str:
        """The value of a field that the page carries."""
        for found, value in FORM_VALUE.findall(self.body):
            if found == name.encode():
                return unescape(value.decode())
        raise LookupError(f"no {name} in {self.status} {self.location} {self.body[-2000:].decode()}")

    def values(self, name: str) -> list[str]:
        """Of all fields and buttons of that name."""
        return [value.decode() for found, value in FORM_VALUE.findall(self.body) if found == name.encode()]


@dataclass
class Browser:
    port: int
    address: str  # from which it seems to come, for the throttles
    cookies: dict[str, str] = field(default_factory=dict)
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None

    async def get(self, path: str) -> Answer:
        return await self._ask("GET", path, b"")

    async def post(self, path: str, fields: Fields) -> Answer:
        # Django takes the cookie's secret as it is: no page has to be read again for it.
        return await self._ask(
            "POST", path, urlencode([("csrfmiddlewaretoken", self.cookies["csrf"]), *fields]).encode()
        )

    async def _ask(self, method: str, path: str, body: bytes) -> Answer:
        lines = [
            f"{method} {path} HTTP/1.1",
            "Host: localhost",
            f"X-Forwarded-For: {self.address}",
            f"Cookie: {'; '.join(f'{name}={value}' for name, value in self.cookies.items())}",
        ]
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        head = (await self._send("\r\n".join([*lines, "", ""]).encode() + body)).decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in head[1:-2]:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                self.cookies[cookie] = content
            else:
                headers[name.lower()] = value
        assert self._reader is not None
        assert self._writer is not None
        content = await self._reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            self._writer.close()
        where = urlsplit(headers.get("location", ""))
        return Answer(int(head[0].split()[1]), where.path + (f"?{where.query}" if where.query else ""), content)

    async def _send(self, request: bytes) -> bytes:
        """The head of the answer. A connection that the server closed for want of use is opened anew, as browsers do."""
        for _ in range(2):
            if self._writer is None or self._reader is None or self._reader.at_eof():
                await self.close()
                self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
            self._writer.write(request)
            try:
                return await self._reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError) as error:
                gone = error
                await self.close()
        raise ConnectionError("the server hangs up") from gone

    async def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            with suppress(ConnectionError):
                await self._writer.wait_closed()
        self._reader = self._writer = None
