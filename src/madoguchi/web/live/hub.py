"""Between the follower and the streams: renders what was touched, once for everybody who may see the same.

Everything here runs on the event loop's thread; `touch_soon` and `resync_soon` are for other threads. Memory is
bounded by what is followed: a stream keeps the newest fragment of each of its topics, never a queue.
"""

import asyncio
import json
import logging
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import connections
from django.utils import translation

from madoguchi.core.actors import Actor
from madoguchi.web.live.register import screen_of

log = logging.getLogger(__name__)

GAP_SECONDS = 0.5  # between two renderings of a topic: at most two a second
AGAIN_SECONDS = 2.0  # after a rendering that failed
RENDERERS = 2
STREAMS = 1000
STREAMS_OF_A_SESSION = 6  # as many as a browser opens to one host over HTTP/1.1


def audience_of(actor: Actor) -> Actor:
    """Everybody with the same rights sees the same."""
    return Actor(kind=actor.kind, rights=actor.rights)


def message(event: str, content: object) -> bytes:
    return f"event: {event}\ndata: {json.dumps(content, ensure_ascii=False)}\n\n".encode()


@dataclass(eq=False)
class Stream:
    """What one browser has still to be told."""

    session: str
    audience: Actor
    topics: tuple[str, ...]
    waiting: dict[str, bytes] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    goodbye: bytes | None = None

    def tell(self, about: str, words: bytes) -> None:
        """The newest words about something replace older ones that were not sent yet: a slow browser skips."""
        self.waiting.pop(about, None)
        self.waiting[about] = words
        self.news.set()

    def end(self, words: bytes = b"") -> None:
        self.goodbye = words
        self.news.set()

    def take(self) -> bytes:
        words, self.waiting = b"".join(self.waiting.values()), {}
        self.news.clear()
        return words


@dataclass(eq=False)
class Channel:
    """A topic as one audience sees it, while somebody follows it."""

    topic: str
    audience: Actor
    streams: set[Stream] = field(default_factory=set)
    html: str | None = None
    words: bytes = b""
    touched: bool = True
    rendered_at: float = float("-inf")
    rendering: "asyncio.Task[None] | None" = None


class Hub:
    def __init__(self) -> None:
        self.streams: set[Stream] = set()
        self.channels: dict[tuple[str, Actor], Channel] = {}
        self.renderings = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._renderers: ThreadPoolExecutor | None = None

    def open(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._renderers = ThreadPoolExecutor(RENDERERS, thread_name_prefix="live-render")

    def close(self) -> None:
        """Streams end, so that the server can; browsers come back by themselves."""
        for stream in self.streams:
            stream.end()
        for channel in self.channels.values():
            if channel.rendering:
                channel.rendering.cancel()
        if self._renderers:
            self._renderers.shutdown(wait=False, cancel_futures=True)
        self._loop = None

    # From other threads

    def followed(self) -> set[str]:
        return {topic for topic, _ in list(self.channels)}

    def touch_soon(self, topics: Collection[str]) -> None:
        if self._loop and topics:
            self._loop.call_soon_threadsafe(self.touch, topics)

    def resync_soon(self) -> None:
        """Nobody knows what was missed: browsers are told, and everything is rendered anew."""
        if self._loop:
            self._loop.call_soon_threadsafe(self._resync)

    def close_soon(self) -> None:
        if self._loop:
            self._loop.call_soon_threadsafe(self.close)

    # On the loop

    def has_room_for(self, session: str) -> bool:
        of_session = sum(1 for stream in self.streams if stream.session == session)
        return len(self.streams) < STREAMS and of_session < STREAMS_OF_A_SESSION

    def join(self, stream: Stream) -> None:
        """From now on; it begins with everything as it is now."""
        self.streams.add(stream)
        for topic in stream.topics:
            channel = self.channels.setdefault(
                (topic, stream.audience), Channel(topic=topic, audience=stream.audience)
            )
            channel.streams.add(stream)
            if channel.words:
                stream.tell(topic, channel.words)
            self._refresh_soon(channel)

    def leave(self, stream: Stream) -> None:
        self.streams.discard(stream)
        for topic in stream.topics:
            channel = self.channels.get((topic, stream.audience))
            if channel is None:
                continue
            channel.streams.discard(stream)
            if not channel.streams:
                del self.channels[topic, stream.audience]

    def touch(self, topics: Iterable[str]) -> None:
        wanted = set(topics)
        for channel in self.channels.values():
            if channel.topic in wanted:
                channel.touched = True
                self._refresh_soon(channel)

    def _resync(self) -> None:
        for stream in self.streams:
            stream.tell("", message("resync", {}))
        for channel in self.channels.values():
            channel.html = None
        self.touch(self.followed())

    def _refresh_soon(self, channel: Channel) -> None:
        if channel.touched and channel.rendering is None:
            channel.rendering = asyncio.ensure_future(self._refresh(channel))

    async def _refresh(self, channel: Channel) -> None:
        loop = asyncio.get_running_loop()
        try:
            while channel.touched and channel.streams:
                await asyncio.sleep(max(0.0, channel.rendered_at + GAP_SECONDS - loop.time()))
                channel.touched = False
                channel.rendered_at = loop.time()
                html = await loop.run_in_executor(self._renderers, _render, channel.topic, channel.audience)
                self.renderings += 1
                if html is None:
                    channel.touched = True
                    await asyncio.sleep(AGAIN_SECONDS)
                elif html != channel.html:
                    self._publish(channel, html)
        finally:
            channel.rendering = None

    def _publish(self, channel: Channel, html: str) -> None:
        channel.html = html
        channel.words = message("fragment", {"topic": channel.topic, "html": html})
        for stream in channel.streams:
            stream.tell(channel.topic, channel.words)


def _render(topic: str, audience: Actor) -> str | None:
    """In a thread of its own; None when it failed. Its database connection goes back at once."""
    screen = screen_of(topic)
    assert screen, topic  # noqa: S101 - a stream is only opened for topics that are registered
    try:
        with translation.override("ja"):
            return screen.render(topic, audience)
    except Exception:
        log.exception("the live topic %s cannot be rendered", topic)
        return None
    finally:
        connections.close_all()


hub = Hub()
