"""The web server: one process, or several that share a listening socket, one for each processor of the machine."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from types import FrameType

import uvicorn

from madoguchi.core.search.analysis import load_dictionary
from madoguchi.web.live.hub import hub

GRACE_SECONDS = 10  # for requests under way when the server is asked to stop
FAILED_TO_START = 3
PAUSE_SECONDS = 0.2
# A process that has lived so long may die once and is started again; one that dies at once ends the server.
SETTLED_SECONDS = 5.0
LISTENING, LIFELINE = "MADOGUCHI_LISTENING_FD", "MADOGUCHI_LIFELINE_FD"


class Server(uvicorn.Server):
    """Open streams say goodbye when the server is asked to stop; they would hold it up otherwise."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        hub.close_soon()
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


def serve(host: str, port: int) -> int:
    """One process: of its own, or one of several that were given a socket to listen on."""
    config = uvicorn.Config(
        "madoguchi.config.asgi:application",
        host=host,
        port=port,
        lifespan="on",
        ws="none",
        # Who is in front of us is decided by MADOGUCHI_TRUSTED_PROXIES, not believed from a header.
        proxy_headers=False,
        server_header=False,
        log_config=None,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = Server(config)
    # Beside the start, so that nobody's first search waits for it.
    threading.Thread(target=load_dictionary, name="dictionary", daemon=True).start()
    if LISTENING in os.environ:
        _end_with_parent(int(os.environ[LIFELINE]))
        server.run(sockets=[socket.socket(fileno=int(os.environ[LISTENING]))])
    else:
        server.run()
    return 0 if server.started else FAILED_TO_START


def serve_in_processes(host: str, port: int, *, processes: int) -> int:
    """Start them, start again the one that dies, and stop them all when this one is asked to stop."""
    with socket.create_server((host, port), family=_family(host), backlog=2048) as listening:
        family = _Processes(listening)
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, family.ask_to_stop)
        return family.run(processes)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


class _Processes:
    def __init__(self, listening: socket.socket) -> None:
        self.listening = listening
        # Only this process holds the writing end: it closes when we end, however we end.
        self.lifeline, self._our_end = os.pipe()
        self.stopping = False

    def ask_to_stop(self, sign: int, frame: FrameType | None) -> None:
        self.stopping = True

    def run(self, count: int) -> int:
        running = [self._start() for _ in range(count)]
        failure = 0
        while not self.stopping:
            time.sleep(PAUSE_SECONDS)
            for place, (child, since) in enumerate(running):
                if child.poll() is None or self.stopping:
                    continue
                if time.monotonic() - since < SETTLED_SECONDS:
                    self.stopping, failure = True, child.returncode or FAILED_TO_START
                else:
                    running[place] = self._start()
        for child, _ in running:
            child.terminate()
        for child, _ in running:
            child.wait()
        return failure

    def _start(self) -> tuple["subprocess.Popen[bytes]", float]:
        handed = self.listening.fileno(), self.lifeline
        environment = {**os.environ, LISTENING: str(handed[0]), LIFELINE: str(handed[1])}
        code = "import sys; from madoguchi.config.cli import main; sys.exit(main(['serve']))"
        child = subprocess.Popen(  # noqa: S603 - this program itself, no shell
            [sys.executable, "-c", code], env=environment, pass_fds=handed
        )
        return child, time.monotonic()


def _end_with_parent(lifeline: int) -> None:
    def wait() -> None:
        os.read(lifeline, 1)  # nobody ever writes
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()
