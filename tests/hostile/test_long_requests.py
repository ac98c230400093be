"""A request of any length is refused before it is kept anywhere."""

import asyncio
import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from madoguchi.config.body_limit import BodyLimit, Message, Receive, Send


async def inside(scope: Any, receive: Receive, send: Send) -> None:
    """Takes everything in, like Django; leaves without a word when the browser is gone."""
    while (part := await receive())["type"] != "http.disconnect":
        if not part.get("more_body"):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return


def answer_to(parts: Iterable[bytes], announced: bytes | None = None, *, path: str = "/") -> list[Message]:
    sent: list[Message] = []
    waiting = iter(
        [*({"type": "http.request", "body": part, "more_body": True} for part in parts), {"type": "http.request"}]
    )

    async def receive() -> Message:
        return next(waiting)

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"content-length", announced)] if announced is not None else []
    scope = {"type": "http", "path": path, "headers": headers}

    async def ask() -> None:
        await BodyLimit(inside, most_bytes=10)(scope, receive, send)

    with ThreadPoolExecutor(1) as own_thread:  # a browser of other tests keeps a loop running in this one
        own_thread.submit(asyncio.run, ask()).result()
    return sent


def status_of(parts: Iterable[bytes], announced: bytes | None = None) -> int:
    return int(answer_to(parts, announced)[0]["status"])


def test_what_is_announced_as_too_long_is_not_read() -> None:
    assert status_of([], announced=b"11") == 413


def test_what_turns_out_too_long_is_refused_on_the_way() -> None:
    assert status_of([b"12345", b"123456", b"1"]) == 413
    assert status_of([b"1234567"] * 2, announced=b"7") == 413


def test_the_api_says_so_as_it_says_everything_else() -> None:
    start, body = answer_to([], announced=b"11", path="/api/v1/bookings")
    assert (b"content-type", b"application/problem+json") in start["headers"]
    assert json.loads(body["body"])["type"] == "urn:madoguchi:problem:too-large"


@pytest.mark.parametrize("announced", [b"10", b"nonsense", None])
def test_a_bearable_request_passes(announced: bytes | None) -> None:
    assert status_of([b"12345", b"12345"], announced=announced) == 200
