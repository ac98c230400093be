"""Between the follower and the streams: once for all who may see the same, the newest and never a queue."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest

from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.models import Event
from madoguchi.web.live import hub as hub_module
from madoguchi.web.live import register
from madoguchi.web.live.hub import Hub, Stream, audience_of
from madoguchi.web.live.register import LiveScreen, may_follow, topics_touched_by

CLERK = Actor(UserKind.CITY, "clerk", frozenset({"bookings.view"}))
OTHER_CLERK = Actor(UserKind.CITY, "other", frozenset({"bookings.view"}))
OPERATOR = Actor(UserKind.CALL_CENTRE, "operator", frozenset({"bookings.view"}))


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A screen of days; what was rendered for whom."""
    seen: list[str] = []

    def render(topic: str, actor: Actor) -> str:
        seen.append(f"{topic} {actor.kind.value}{actor.key}")
        return f"<p>{len(seen)}</p>"

    monkeypatch.setattr(register, "_screens", {})
    monkeypatch.setattr(hub_module, "GAP_SECONDS", 0.05)
    register.register(
        LiveScreen(
            topics=r"day:\d+",
            right="bookings.view",
            event_kinds=("booking.",),
            touched_by=lambda event: [f"day:{event.about_key}"],
            render=render,
        )
    )
    return seen


def in_a_hub(scene: Callable[[Hub], Awaitable[None]]) -> None:
    async def play() -> None:
        hub = Hub()
        hub.open()
        try:
            await scene(hub)
        finally:
            hub.close()

    asyncio.run(play())


def stream_of(actor: Actor, *names: str) -> Stream:
    return Stream(session="s", audience=audience_of(actor), topics=names or ("day:1",))


async def heard(stream: Stream) -> str:
    async with asyncio.timeout(2):
        await stream.news.wait()
    return stream.take().decode()


def test_a_change_is_rendered_once_for_all_who_may_see_the_same(rendered: list[str]) -> None:
    async def scene(hub: Hub) -> None:
        streams = [stream_of(CLERK), stream_of(OTHER_CLERK), stream_of(OPERATOR)]
        for stream in streams:
            hub.join(stream)
        for stream in streams:
            await heard(stream)
        assert sorted(rendered) == ["day:1 call_centre", "day:1 city"]
        hub.touch({"day:1"})
        for stream in streams:
            await heard(stream)
        assert len(rendered) == 4

    in_a_hub(scene)


def test_who_comes_later_begins_with_what_the_others_see(rendered: list[str]) -> None:
    async def scene(hub: Hub) -> None:
        first, second = stream_of(CLERK), stream_of(CLERK)
        hub.join(first)
        shown = await heard(first)
        hub.join(second)
        assert await heard(second) == shown
        assert len(rendered) == 1

    in_a_hub(scene)


def test_a_storm_is_rendered_at_most_once_a_gap_and_its_end_is_shown(rendered: list[str]) -> None:
    async def scene(hub: Hub) -> None:
        stream = stream_of(CLERK)
        hub.join(stream)
        loop = asyncio.get_running_loop()
        started = loop.time()
        for _ in range(300):
            hub.touch({"day:1"})
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.1)
        assert 2 <= len(rendered) <= (loop.time() - started) / 0.05 + 2
        assert f"<p>{len(rendered)}</p>" in (await heard(stream))

    in_a_hub(scene)


def test_a_slow_browser_is_owed_the_newest_and_never_a_queue(rendered: list[str]) -> None:
    async def scene(hub: Hub) -> None:
        stream = stream_of(CLERK, "day:1", "day:2")
        hub.join(stream)
        for _ in range(5):
            hub.touch({"day:1", "day:2"})
            await asyncio.sleep(0.06)
        assert stream.take().count(b"event: fragment") == 2

    in_a_hub(scene)


def test_what_nobody_follows_is_not_rendered_and_not_remembered(rendered: list[str]) -> None:
    async def scene(hub: Hub) -> None:
        stream = stream_of(CLERK)
        hub.join(stream)
        await heard(stream)
        hub.leave(stream)
        hub.touch({"day:1", "day:2"})
        await asyncio.sleep(0.1)
        assert len(rendered) == 1
        assert not hub.channels

    in_a_hub(scene)


def test_after_a_gap_everybody_is_told_and_shown_everything_anew(rendered: list[str]) -> None:
    async def scene(hub: Hub) -> None:
        stream = stream_of(CLERK)
        hub.join(stream)
        await heard(stream)
        hub.resync_soon()
        told = await heard(stream)
        while "fragment" not in told:
            told += await heard(stream)
        assert told.index("event: resync") < told.index("event: fragment")

    in_a_hub(scene)


def test_a_fragment_that_cannot_be_rendered_is_tried_again(
    rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    results: list[str | None] = [None, "<p>at last</p>"]
    monkeypatch.setattr(hub_module, "AGAIN_SECONDS", 0.01)
    monkeypatch.setattr(hub_module, "_render", lambda topic, actor: results.pop(0))

    async def scene(hub: Hub) -> None:
        stream = stream_of(CLERK)
        hub.join(stream)
        assert "at last" in await heard(stream)

    in_a_hub(scene)


def test_a_topic_is_followed_only_with_its_right(rendered: list[str]) -> None:
    assert may_follow(CLERK, "day:1")
    assert not may_follow(Actor(UserKind.CITY, "nobody"), "day:1")
    assert not may_follow(CLERK, "day:1; anything else")


def test_an_event_touches_the_topics_that_its_screen_names(rendered: list[str]) -> None:
    assert topics_touched_by(Event(kind="booking.made", about_key="7")) == {"day:7"}
    assert topics_touched_by(Event(kind="staff.added", about_key="7")) == set()
