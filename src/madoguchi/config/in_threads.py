"""Django behind the ASGI server, each request from its first line to its last in one of a few threads.

Django's own handler gives every request a thread and a database connection of its own, and steps in and out of it for
each middleware. Here a request waits in line for a thread that keeps its connection: one step in, one out, and no
more work at a time than the machine has hands for (ADR 0012). A browser that sends or takes slowly holds no thread.
"""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http import HttpResponseBase
from django.http.response import StreamingHttpResponse
from django.urls import get_resolver, set_script_prefix

from madoguchi.config.serving import LISTENING

# Threads of one process take the interpreter from each other, and from whoever holds SQLite's lock. Beside other
# processes one is enough; alone a second one answers while the first waits.
THREADS = 1 if LISTENING in os.environ else 2
# New objects until the collector looks for rings among them. A request makes some thousands, and nearly no rings.
COLLECT_AFTER = (20_000, 20, 50)


class InThreads(ASGIHandler):
    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        get_resolver().url_patterns  # noqa: B018 - or the first visitor waits until every screen has been loaded
        # What stands after the start stays for good: the collector need not look through it again at every turn.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*COLLECT_AFTER)
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="request")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        response = await asyncio.get_running_loop().run_in_executor(self.threads, self._answer, scope, body)
        await self.send_response(response, send)

    def _answer(self, scope: dict[str, Any], body: IO[bytes]) -> HttpResponseBase:
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, body)
        response: Any = refusal if request is None else self.get_response(request)
        if isinstance(response, StreamingHttpResponse):
            # Made whole in this thread, which has the database connection.
            response.streaming_content = _one_by_one(list(response))
        response.close()  # with it the request is over
        body.close()
        return response  # type: ignore[no-any-return]


async def _one_by_one(parts: Iterable[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
