"""Rounds of misfortune: calls come in, and one part of the centre is killed in their midst at a random moment.

Whatever dies, each call is once in the ledger, and nobody is left without an answer whom the exchange was alive for.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from django.db import connection

from madoguchi.calls.agents.following import end_stale_after_call_work
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.ledger.models import Call
from madoguchi.core import clock
from madoguchi.municipality.actions import change_settings
from tests.services import postgres
from tests.services.centre import Centre, new_centre
from tests.services.processes import Running, wait_until
from tests.services.registering import desk_telephone
from tests.services.sipp import Telephone
from tests.worlds import ADMIN

CALLS = 5
FIRST_TO_LAST_SECONDS = 4.0
TALK_SECONDS = 1.5
PATIENCE_SECONDS = 25


class Part(StrEnum):
    WEB = "web"
    WORKER = "worker"
    SWITCHBOARD = "switchboard"
    DATABASE = "database"
    EXCHANGE = "exchange"


@dataclass
class Round:
    seed: int
    killed: Part
    calls: int = 0
    answered: int = 0
    missing: list[str] = field(default_factory=list)  # the exchange knows them, the ledger does not
    unended: list[str] = field(default_factory=list)  # the ledger still takes them for going on
    unknown: list[str] = field(default_factory=list)  # the ledger has them, the exchange does not
    unanswered: list[str] = field(default_factory=list)  # nobody took them although the exchange was alive

    @property
    def is_clean(self) -> bool:
        return not (self.missing or self.unended or self.unknown or self.unanswered)


@dataclass
class Stage:
    """A centre with everything that can die, and two desks."""

    centre: Centre
    cluster: "postgres.Cluster | None"
    web: Running
    worker: Running
    desks: list[Agent] = field(default_factory=list)

    def parts(self) -> list[Part]:
        return [part for part in Part if part is not Part.DATABASE or self.cluster is not None]

    def kill(self, part: Part) -> None:
        running = {Part.WEB: self.web, Part.WORKER: self.worker, Part.SWITCHBOARD: self.centre.switchboard}
        if part is Part.EXCHANGE:
            self.centre.exchange.kill()
        elif part is Part.DATABASE and self.cluster is not None:
            pid = int((self.cluster.folder / "data/postmaster.pid").read_text().split()[0])
            os.kill(pid, signal.SIGKILL)
        elif found := running.get(part):
            found.kill()

    def bring_back(self, part: Part) -> None:
        if part is Part.WEB:
            self.web = self.centre.installation.serve()
        elif part is Part.WORKER:
            self.worker = self.centre.installation.worker()
        elif part is Part.SWITCHBOARD:
            self.centre.start_switchboard()
        elif part is Part.EXCHANGE:
            self.centre.exchange.start()
        elif self.cluster is not None:
            time.sleep(2)  # its children notice that their parent is gone
            self.cluster.start()
            connection.close()

    def play(self, seed: int) -> Round:
        random = Random(seed)
        played = Round(seed, random.choice(self.parts()))
        fate = random.uniform(0.5, FIRST_TO_LAST_SECONDS)
        came = sorted(random.uniform(0, FIRST_TO_LAST_SECONDS) for _ in range(CALLS))
        began, callers, is_back = time.monotonic(), {}, False
        before = len(self.centre.exchange.queue_log("MG-ARRIVED"))
        dead_since = 0.0
        for number, at in enumerate([*came, FIRST_TO_LAST_SECONDS + 1]):
            while time.monotonic() - began < at:
                if not dead_since and time.monotonic() - began >= fate:
                    self.kill(played.killed)
                    dead_since = time.monotonic()
                time.sleep(0.02)
            if number < CALLS and not (played.killed is Part.EXCHANGE and dead_since and not is_back):
                callers[f"03{seed % 10_000:04}{number:04}"] = self._call(f"03{seed % 10_000:04}{number:04}")
            if dead_since and not is_back and time.monotonic() - dead_since > 1:
                self.bring_back(played.killed)
                is_back = True
        if not is_back:
            self.bring_back(played.killed)
        if played.killed is Part.EXCHANGE:
            self._telephones()
        for caller in callers.values():
            caller.process.wait(PATIENCE_SECONDS * 3)
        self._count(played, callers, before)
        return played

    def _call(self, caller: str) -> Telephone:
        return self.centre.exchange.call(caller=caller, hold_seconds=PATIENCE_SECONDS)

    def _telephones(self) -> None:
        for desk in self.desks:
            desk_telephone(self.centre.exchange, desk.extension, talk_seconds=TALK_SECONDS, pitch=0)

    def _count(self, played: Round, callers: dict[str, Telephone], before: int) -> None:
        arrived = self.centre.exchange.queue_log("MG-ARRIVED")[before:]
        keys = {line.call for line in arrived}
        known = Call.objects.filter(key__in=keys)
        wait_until(lambda: known.count() == len(keys) and not known.filter(outcome="going_on").exists(), seconds=40)
        played.calls = len(keys)
        ledger = list(Call.objects.filter(caller__startswith=f"03{played.seed % 10_000:04}"))
        played.answered = sum(call.outcome == "answered" for call in ledger)
        played.missing = sorted(keys - {call.key for call in ledger})
        played.unknown = sorted({call.key for call in ledger} - keys)
        played.unended = [call.key for call in ledger if call.outcome == "going_on"]
        if played.killed is not Part.EXCHANGE:
            played.unanswered = [call.key for call in ledger if call.outcome != "answered"]
            played.unanswered += [number for number, caller in callers.items() if not caller.was_answered]


@contextmanager
def new_stage(vendor: str) -> Iterator[Stage]:
    """With short after-call work, so that two desks take all calls."""
    cluster = None
    if vendor == "postgres":
        cluster = postgres.new_cluster()
    try:
        with new_centre(vendor, server=cluster, asks_web=True) as centre:
            change_settings({"telephone.after_call_seconds": 1}, by=ADMIN)
            installation = centre.installation
            stage = Stage(centre, cluster, installation.serve(), installation.worker())
            stage.desks = [centre.agent(f"desk-{number}") for number in (1, 2)]
            stage._telephones()
            for desk in stage.desks:
                centre.sit_down(desk)
            end_stale_after_call_work(now=clock.now())
            yield stage
    finally:
        if cluster is not None:
            cluster.remove()
