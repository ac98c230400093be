"""`madoguchi worker`: one thread a queue and a watch, one that keeps leases and time. A lost database makes it wait, not end."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from django.db import DatabaseError, InterfaceError, connections
from django.utils.module_loading import import_string

from madoguchi.core import clock
from madoguchi.core.tasks.leases import Taken, renew, requeue_lost_tasks
from madoguchi.core.tasks.periodic import PeriodicJob, Watch, tick
from madoguchi.core.tasks.runner import LEASE, QUEUES, run_next

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """How a worker spends its time; the tests are in a hurry, an installation is not."""

    lease: timedelta = LEASE
    poll_seconds: float = 0.5
    threads: int = 1  # for each queue
    grace_seconds: float = 25.0  # for a task in hand when the worker is asked to stop


def worker_name() -> str:
    return f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"


@dataclass
class Worker:
    jobs: Sequence[PeriodicJob] = ()
    watches: Sequence[Watch] = ()
    queues: Sequence[str] = QUEUES
    pace: Pace = Pace()
    name: str = field(default_factory=worker_name)

    def __post_init__(self) -> None:
        self._stopping = threading.Event()
        self._held: dict[str, Taken] = {}
        self._lock = threading.Lock()

    def stop(self) -> None:
        """Take nothing new; what is in hand is finished."""
        self._stopping.set()

    def run(self) -> None:
        """Until `stop` is called. Whatever is not finished within the grace falls to others when its lease ends."""
        threads = [
            self._start(f"{queue}-{number}", partial(self._work, queue), self.pace.poll_seconds)
            for queue in self.queues
            for number in range(self.pace.threads)
        ]
        for watch in self.watches:  # nobody waits for them at the end: what they had begun is undone
            self._start(f"watch {watch.name}", partial(self._look, watch.look), watch.seconds)
        keeper = self._start("keeper", self._keep, min(1.0, self.pace.lease.total_seconds() / 4))
        log.info("worker %s: queues %s", self.name, ", ".join(self.queues))
        self._stopping.wait()
        log.info("worker %s: stopping", self.name)
        until = time.monotonic() + self.pace.grace_seconds  # for all of them together
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        keeper.join(1)

    def _start(self, what: str, step: Callable[[], bool], pause: float) -> threading.Thread:
        thread = threading.Thread(target=self._loop, args=(what, step, pause), name=what, daemon=True)
        thread.start()
        return thread

    def _loop(self, what: str, step: Callable[[], bool], pause: float) -> None:
        """Step after step, for ever. Trouble is logged once, when it begins and when it is over."""
        trouble = ""
        while not self._stopping.is_set() or (what == "keeper" and self._held):
            try:
                busy = step()
            except Exception as error:
                trouble, before = type(error).__name__, trouble
                if trouble != before:
                    is_database = isinstance(error, DatabaseError | InterfaceError)
                    log.error("%s: %s; waiting", what, error, exc_info=not is_database)
                connections.close_all()
                self._rest(max(pause, 0.5))
            else:
                if trouble:
                    log.info("%s: goes on", what)
                    trouble = ""
                if not busy:
                    connections.close_all()
                    self._rest(pause)

    def _rest(self, seconds: float) -> None:
        if self._stopping.is_set():  # the keeper, while something is still in hand
            time.sleep(seconds)
        else:
            self._stopping.wait(seconds)

    def _work(self, queue: str) -> bool:
        return run_next(queue, worker=self.name, length=self.pace.lease, holding=self._holding)

    @staticmethod
    def _look(path: str) -> bool:
        import_string(path)()
        return False

    @contextmanager
    def _holding(self, taken: Taken) -> Iterator[None]:
        key = str(taken.row.pk)
        with self._lock:
            self._held[key] = taken
        try:
            yield
        finally:
            with self._lock:
                del self._held[key]

    def _keep(self) -> bool:
        """Heartbeat, lost tasks, due jobs."""
        self._renew_leases()
        requeue_lost_tasks(length=self.pace.lease)
        if not self._stopping.is_set():
            tick(self.jobs, now=clock.now())
        return False

    def _renew_leases(self) -> None:
        with self._lock:
            held = [taken.row.pk for taken in self._held.values()]
        if held:
            renew(self.name, held, length=self.pace.lease)
