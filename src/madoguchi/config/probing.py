"""The web server asks itself, as a stranger would, whether it serves people; what it sees is kept (PLT-05).

A thread beside the server, in the process that an operator has started: it knocks at the port by HTTP, so that a
server that hangs does not answer. When the database is away, nothing can be kept: what was seen is kept when it is
back, and of what nobody saw nothing is said, which counts as down.
"""

import http.client
import json
import logging
import socket
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError, connections

from madoguchi.core import clock
from madoguchi.metrics.availability.actions import NO_ANSWER, note_probe

log = logging.getLogger(__name__)

ANSWERS_WITHIN_SECONDS = 10
AGAIN_SECONDS = 5.0  # after a probe that was refused: the end of a stop is seen soon
STARTED_WITHIN = 60  # knocks, one a second, before a server that does not answer is one that is down
KEPT_BACK = 2000


@dataclass(frozen=True)
class Probe:
    at: datetime
    is_up: bool
    reason: str = ""


@dataclass
class Prober:
    knock: Callable[[], str]  # "" when it was answered, else why not
    pause_seconds: float
    witness: str = field(default_factory=lambda: socket.gethostname()[:64])
    unsaid: deque[Probe] = field(default_factory=lambda: deque(maxlen=KEPT_BACK))

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set; for ever in a server, whose end ends this thread."""
        for _ in range(STARTED_WITHIN):
            if not self.knock() or stop.wait(1):
                break
        while not stop.is_set():
            is_up = self.probe()
            stop.wait(self.pause_seconds if is_up else min(AGAIN_SECONDS, self.pause_seconds))

    def probe(self) -> bool:
        at = clock.now()
        reason = self.knock()
        self.unsaid.append(Probe(at, not reason, reason))
        try:
            while self.unsaid:
                one = self.unsaid[0]
                note_probe(one.at, witness=self.witness, is_up=one.is_up, reason=one.reason)
                self.unsaid.popleft()
        except DatabaseError:
            log.warning("what was seen of the server cannot be kept now; %d probes wait", len(self.unsaid))
        finally:
            connections.close_all()
        return not reason


def knocker(host: str, port: int) -> Callable[[], str]:
    """Asks /readyz of the server that listens there."""
    ours = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 - where we listen, not where to

    def knock() -> str:
        connection = http.client.HTTPConnection(ours, port, timeout=ANSWERS_WITHIN_SECONDS)
        try:
            connection.request("GET", "/readyz", headers={"Accept": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            return NO_ANSWER
        finally:
            connection.close()
        return "" if answer.status == http.client.OK else _reason_in(text)

    return knock


def start_probing(host: str, port: int, *, pause_seconds: float) -> None:
    prober = Prober(knocker(host, port), pause_seconds)
    threading.Thread(target=prober.run, args=[threading.Event()], name="prober", daemon=True).start()


def _reason_in(text: bytes) -> str:
    """What /readyz names first: "database", "migrations"."""
    try:
        return str(json.loads(text)["reasons"][0]["about"])[:40]
    except (ValueError, LookupError, TypeError):
        return NO_ANSWER
