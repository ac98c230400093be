"""Streams, in front of Django: a request for one goes through Django to its end (every door, then thread and
database connection are free again); only then does the stream begin, as one small task on the loop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

from madoguchi.core import clock
from madoguchi.web.live.follower import Follower
from madoguchi.web.live.hub import Hub, Stream, hub, message
from madoguchi.web.live.views import ADMITTED

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

log = logging.getLogger(__name__)

PATH = "/staff/live"
RETRY = b"retry: 3000\n\n"
# Often enough that a browser whose network is gone knows it before anybody acts on what stands there
# (`frontend/islands/_live-messages.ts`).
HEARTBEAT_SECONDS = 5.0
STILL_SECONDS = 20.0  # between two looks whether its person may still see it
STILL_AT_ONCE = 4
SLOW_SECONDS = 30.0  # a browser that takes nothing for so long is let go; it comes back and begins anew
SIGNED_OUT = message("signed-out", {})
OVER = range(300, 500)  # a redirect to sign-in, a refusal; an error of ours (5xx) is no reason to send people away


class LiveStreams:
    """The ASGI application around Django's."""

    def __init__(self, django: Application, hub: Hub = hub) -> None:
        self.django = django
        self.hub = hub
        self.follower = Follower(hub)
        self._looking = asyncio.Semaphore(STILL_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and scope["path"] == PATH:
            await self._stream(scope, receive, send)
        else:
            await self.django(scope, receive, send)

    def start(self) -> None:
        self.hub.open()
        self.follower.start()

    async def stop(self) -> None:
        self.hub.close()
        await asyncio.to_thread(self.follower.stop)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._answer_of_django(scope)
        stream: Stream | None = scope.get(ADMITTED)
        if stream is not None and not self.hub.has_room_for(stream.session):
            answer, stream = (
                [{"type": "http.response.start", "status": 429, "headers": [(b"retry-after", b"30")]}],
                None,
            )
            answer.append({"type": "http.response.body", "body": b""})
        if stream is None:
            for part in answer:
                await send(part)
            return
        headers = [(name, value) for name, value in answer[0]["headers"] if name.lower() != b"content-length"]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        self.hub.join(stream)
        tasks = [
            asyncio.ensure_future(work)
            for work in (_gone(receive), _talk(stream, send), self._watch(stream, scope))
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.hub.leave(stream)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _answer_of_django(self, scope: Scope) -> list[Message]:
        parts: list[Message] = []
        body_sent = False

        async def receive() -> Message:
            nonlocal body_sent
            if body_sent:
                await asyncio.Event().wait()  # nobody leaves before the answer is there
            body_sent = True
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(part: Message) -> None:
            parts.append(part)

        await self.django(scope, receive, send)
        return parts

    async def _watch(self, stream: Stream, scope: Scope) -> None:
        """Through every door again, from time to time, as if the stream were opened now."""
        question = {
            **{name: value for name, value in scope.items() if name != ADMITTED},
            "path": f"{PATH}/still",
            "raw_path": f"{PATH}/still".encode(),
        }
        while True:
            await asyncio.sleep(STILL_SECONDS)
            async with self._looking:
                answer = await self._answer_of_django(dict(question))
            if answer and answer[0]["status"] in OVER:
                stream.end(SIGNED_OUT)
                await asyncio.Event().wait()  # until the words are said


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _talk(stream: Stream, send: Send) -> None:
    await _say(send, RETRY + _beat())
    while True:
        words = _beat()
        with suppress(TimeoutError):
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                await stream.news.wait()
            words = stream.take()
        if stream.goodbye is not None:
            await _say(send, stream.goodbye, more=False)
            return
        await _say(send, words)


def _beat() -> bytes:
    """That the line lives, and what time it is here: the clock of a desk may be minutes off."""
    return message("beat", {"now": clock.now().isoformat()})


async def _say(send: Send, words: bytes, *, more: bool = True) -> None:
    async with asyncio.timeout(SLOW_SECONDS):
        await send({"type": "http.response.body", "body": words, "more_body": more})
