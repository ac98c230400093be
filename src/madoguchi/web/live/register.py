"""The register of what can be followed live. It names no screen: the screens register themselves, like the bookings of
a day (`web/city/day_list.py`, from its `apps.py`) and the pulse of the history (`pulse.py`).
"""

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event


@dataclass(frozen=True)
class LiveScreen:
    topics: str  # a regular expression over the whole name
    right: str
    event_kinds: tuple[str, ...]  # "booking.made", or "booking." for all of them
    touched_by: Callable[[Event], Iterable[str]]
    render: Callable[[str, Actor], str]
    exists: Callable[[str], bool] = lambda topic: True  # where the expression also fits what is not there
    may_follow: Callable[[Actor, str], bool] = lambda actor, topic: True  # where the right alone does not say
    # For what changes without an event (who is on the telephone): topic -> a small value that is another one after
    # each change. Asked a few times a second while somebody follows, so it must cost next to nothing.
    stamp: Callable[[str], Hashable] | None = None


_screens: dict[str, LiveScreen] = {}


def register(screen: LiveScreen) -> None:
    re.compile(screen.topics)
    _screens[screen.topics] = screen


def screen_of(topic: str) -> LiveScreen | None:
    return next((screen for pattern, screen in _screens.items() if re.fullmatch(pattern, topic)), None)


def may_follow(actor: Actor, topic: str) -> bool:
    screen = screen_of(topic)
    return (
        screen is not None and screen.exists(topic) and actor.may(screen.right) and screen.may_follow(actor, topic)
    )


def topics_touched_by(event: Event) -> set[str]:
    return {
        topic
        for screen in _screens.values()
        if event.kind.startswith(screen.event_kinds)
        for topic in screen.touched_by(event)
    }


def stamps_of(topics: Iterable[str]) -> dict[str, Hashable]:
    """How it is now with those topics that do not wait for an event."""
    return {
        topic: screen.stamp(topic)
        for topic in topics
        if (screen := screen_of(topic)) is not None and screen.stamp is not None
    }
