"""Several processes behind one port, and requests in a few threads."""

import os
import signal
import socket
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from madoguchi.config.in_threads import THREADS
from madoguchi.config.serving import SETTLED_SECONDS
from tests.services.processes import Installation, Running, new_installation, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def installation() -> Iterator[Installation]:
    with new_installation("sqlite") as made:
        yield made


def children_of(server: Running) -> set[int]:
    return {int(pid) for pid in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()}


def is_running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def answers(installation: Installation) -> bool:
    with urllib.request.urlopen(f"{installation.address}/healthz", timeout=5) as answer:
        return bool(answer.status == 200)


def test_one_that_dies_is_started_again_while_the_other_answers(installation: Installation) -> None:
    server = installation.serve("--processes", "2")
    wait_until(lambda: server.said().count("Application startup complete") == 2)
    before = children_of(server)
    time.sleep(SETTLED_SECONDS)  # one that dies at once would end the server
    victim = min(before)
    os.kill(victim, signal.SIGKILL)
    assert all(answers(installation) for _ in range(20))
    wait_until(lambda: len(children_of(server) - {victim}) == 2)
    wait_until(lambda: server.said().count("Application startup complete") == 3)
    assert all(answers(installation) for _ in range(20))


def test_all_end_with_the_one_that_was_asked_to_stop(installation: Installation) -> None:
    server = installation.serve("--processes", "2")
    children = children_of(server)
    assert len(children) == 2
    assert server.stop() == 0
    assert not any(is_running(pid) for pid in children)


def test_none_goes_on_alone_when_their_parent_is_killed(installation: Installation) -> None:
    server = installation.serve("--processes", "2")
    wait_until(lambda: server.said().count("Application startup complete") == 2)
    children = children_of(server)
    server.kill()
    wait_until(lambda: not any(is_running(pid) for pid in children))


def test_a_taken_port_ends_the_server_with_an_error(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", installation.port)):
        server = installation.start("serve", "--port", str(installation.port), "--processes", "2")
        wait_until(lambda: server.process.poll() is not None)
        assert server.process.returncode


def test_who_sends_slowly_holds_nobody_up(installation: Installation) -> None:
    installation.serve()
    begun = b"POST /my/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nnumber="
    slow = [socket.create_connection(("127.0.0.1", installation.port)) for _ in range(THREADS * 3)]
    try:
        for connection in slow:
            connection.sendall(begun)
        assert all(answers(installation) for _ in range(20))
    finally:
        for connection in slow:
            connection.close()
