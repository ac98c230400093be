"""The thread that follows the history and says which topics were touched. One for each web process."""

import logging
import threading
import time
from collections.abc import Hashable, Iterator
from typing import Any

import psycopg
from django.db import DatabaseError, InterfaceError, connection, connections
from django.db.models import Max

from madoguchi.core.history.models import Event
from madoguchi.core.history.wake import CHANNEL
from madoguchi.web.live.hub import Hub
from madoguchi.web.live.register import stamps_of, topics_touched_by

log = logging.getLogger(__name__)

POLL_SECONDS = 0.2
PATIENCE_SECONDS = 1.0  # of a LISTEN, before it is asked whether it still lives
STAMP_SECONDS = 0.2  # between two looks at what changes without an event
TOO_MANY = 500  # events at once: cheaper to render everything than to read them


class Follower:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._stopping = threading.Event()
        self._stamps: dict[str, Hashable] = {}
        self._stamped_at = float("-inf")
        self._thread: threading.Thread | None = None
        self.listening = threading.Event()

    def start(self) -> None:
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="live-follower", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread:
            self._thread.join(PATIENCE_SECONDS + 1)

    def _run(self) -> None:
        has_followed = False
        while not self._stopping.is_set():
            try:
                batches = _notified() if connection.vendor == "postgresql" else _polled()
                for numbers in batches:
                    if not self.listening.is_set():
                        self.listening.set()
                        if has_followed:
                            log.info("the live follower is back")
                            self._hub.resync_soon()
                        has_followed = True
                    self._pass_on(numbers)
                    if self._stopping.is_set():
                        break
            except (DatabaseError, InterfaceError, psycopg.Error) as error:
                if self.listening.is_set():
                    log.warning("the live follower has lost the database: %s", error)
                self.listening.clear()
                self._stopping.wait(0.5)
            except Exception:
                log.exception("the live follower stumbled over an event")
                self.listening.clear()
                self._stopping.wait(0.5)
            finally:
                connections.close_all()

    def _pass_on(self, numbers: list[int]) -> None:
        if not (followed := self._hub.followed()):
            self._stamps = {}
            return
        self._look_at_stamps(followed)
        if not numbers:
            return
        if len(numbers) > TOO_MANY:
            self._hub.touch_soon(followed)
            return
        touched: set[str] = set()
        for event in Event.objects.filter(pk__in=numbers):
            touched |= topics_touched_by(event)
        self._hub.touch_soon(touched & followed)

    def _look_at_stamps(self, followed: set[str]) -> None:
        """What somebody has begun to follow since the last look counts as changed: nobody knows what came between."""
        if time.monotonic() - self._stamped_at < STAMP_SECONDS:
            return
        before, self._stamps = self._stamps, stamps_of(followed)
        self._stamped_at = time.monotonic()
        self._hub.touch_soon(
            {topic for topic, stamp in self._stamps.items() if topic not in before or before[topic] != stamp}
        )


def _notified() -> Iterator[list[int]]:
    """PostgreSQL tells with the commit. The first batch is empty: from here on nothing is missed."""
    with psycopg.connect(**_connection_parameters(), autocommit=True) as listening:
        listening.execute(f"LISTEN {CHANNEL}")
        asked_at = time.monotonic()
        yield []
        while True:
            heard = list(listening.notifies(timeout=STAMP_SECONDS, stop_after=1))
            if not heard and time.monotonic() - asked_at > PATIENCE_SECONDS:
                listening.execute("SELECT 'LISTEN still lives'")
                asked_at = time.monotonic()
            yield [int(notice.payload) for notice in heard]
            connections.close_all()


def _connection_parameters() -> dict[str, Any]:
    """As Django connects, but a connection of our own: one that listens does nothing else."""
    parameters: dict[str, Any] = connection.get_connection_params()
    for ours in ("cursor_factory", "context"):
        parameters.pop(ours, None)
    # A network that swallows packets is found out, too.
    return {**parameters, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}


def _polled() -> Iterator[list[int]]:
    """SQLite commits in the order of ids; `data_version` says for next to nothing whether anybody wrote."""
    newest = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
    version = _data_version()
    yield []
    while True:
        time.sleep(POLL_SECONDS)
        if (seen := _data_version()) == version:
            yield []
            continue
        version = seen
        numbers = list(Event.objects.filter(pk__gt=newest).order_by("pk").values_list("pk", flat=True))
        newest = numbers[-1] if numbers else newest
        yield numbers


def _data_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        (version,) = cursor.fetchone()
    return int(version)
