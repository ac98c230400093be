"""A browser's side of a live stream, without a browser."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True)
class Said:
    event: str
    data: Any


@dataclass
class Heard:
    """What one stream has said so far."""

    status: int = 0
    said: list[Said] = field(default_factory=list)
    beats: list[str] = field(default_factory=list)  # each with the time at the server
    has_ended: bool = False

    def events(self) -> list[str]:
        return [said.event for said in self.said]

    def newest(self, topic: str) -> str:
        """The fragment that the screen shows now."""
        fragments = [said.data for said in self.said if said.event == "fragment"]
        shown: list[str] = [fragment["html"] for fragment in fragments if fragment["topic"] == topic]
        return shown[-1] if shown else ""


@contextmanager
def following(port: int, session: str, *topics: str) -> Iterator[Heard]:
    heard = Heard()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    query = urlencode([("topic", topic) for topic in topics])
    headers = {"Host": f"localhost:{port}", "Cookie": f"session={session}"}
    connection.request("GET", f"/staff/live?{query}", headers=headers)
    # Closed by shutting the socket down: a reading thread does not notice anything else.
    sock = connection.sock
    response = connection.getresponse()
    heard.status = response.status
    thread = threading.Thread(target=_listen, args=(response, heard), daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
        thread.join(5)
        connection.close()


def _listen(response: http.client.HTTPResponse, heard: Heard) -> None:
    event = ""
    try:
        for raw in response:
            name, _, value = raw.decode().rstrip("\n").partition(": ")
            if name == "event":
                event = value
            elif name == "data" and event == "beat":
                heard.beats.append(json.loads(value)["now"])
            elif name == "data":
                heard.said.append(Said(event, json.loads(value)))
    except (OSError, http.client.HTTPException, ValueError):
        pass
    heard.has_ended = True
