"""Nobody fills the disk: Django takes a whole request in before any view sees it, however long it is."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from madoguchi.api.face import SIDE
from madoguchi.api.problems import PROBLEM_JSON
from madoguchi.api.words import TOO_LARGE

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

MOST_BYTES = 5 * 1024 * 1024  # forms are far smaller (DATA_UPLOAD_MAX_MEMORY_SIZE)
# Manuals and check sheets come as whole files (FAQ-14); around the file there is the form.
LARGER = {
    "/staff/knowledge/documents/": 21 * 1024 * 1024,
    "/staff/telephone/announcements/": 21 * 1024 * 1024,  # recordings to be said instead of the voice
}
WORDS = "送られた内容が大きすぎます。 / The request is too large.\n".encode()


class BodyLimit:
    """The ASGI application inside, for requests of a bearable size."""

    def __init__(self, inside: Application, *, most_bytes: int = MOST_BYTES) -> None:
        self.inside = inside
        self.most_bytes = most_bytes

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.inside(scope, receive, send)
            return
        most_bytes = _most_bytes_at(scope.get("path", ""), usual=self.most_bytes)
        if _announced_bytes(scope) > most_bytes:
            await _refuse(scope, send)
            return
        taken = 0

        async def bounded_receive() -> Message:
            nonlocal taken
            part = await receive()
            taken += len(part.get("body", b""))
            return {"type": "http.disconnect"} if taken > most_bytes else part

        await self.inside(scope, bounded_receive, send)
        if taken > most_bytes:
            await _refuse(scope, send)  # Django has left without a word, as from a browser that is gone


def _most_bytes_at(path: str, *, usual: int) -> int:
    return next((most for beginning, most in LARGER.items() if path.startswith(beginning)), usual)


def _announced_bytes(scope: MutableMapping[str, Any]) -> int:
    written = dict(scope["headers"]).get(b"content-length", b"0")
    return int(written) if written.isdigit() else 0


async def _refuse(scope: MutableMapping[str, Any], send: Send) -> None:
    kind, words = _problem() if scope.get("path", "").startswith(SIDE) else (b"text/plain; charset=utf-8", WORDS)
    headers = [
        (b"content-type", kind),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),  # what still comes is not read
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": words})


def _problem() -> tuple[bytes, bytes]:
    """The API says it as it says everything that goes wrong."""
    body = {"type": TOO_LARGE.type, "title": TOO_LARGE.ja, "status": TOO_LARGE.status, "detail": TOO_LARGE.en}
    return PROBLEM_JSON.encode(), json.dumps(body, ensure_ascii=False).encode()
