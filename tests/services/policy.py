"""What stands at the address where the exchange asks, for tests of the exchange alone: it answers as it is told, late, or
not at all."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

OPEN = "v1 open greeting,recording queue - congestion 0 -"


@dataclass
class Policy:
    port: int = 0
    answer: str = OPEN
    by_caller: dict[str, str] = field(default_factory=dict)
    by_path: dict[str, str] = field(default_factory=dict)
    status: int = 200
    hangs_seconds: float = 0
    asked: list[dict[str, str]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/exchange/"

    def asked_about(self, caller: str) -> list[dict[str, str]]:
        return [one for one in self.asked if one.get("caller") == caller]


@contextmanager
def new_policy() -> Iterator[Policy]:
    policy = Policy()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            asked = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
            policy.asked.append({**asked, "path": self.path})
            policy.tokens.append(self.headers.get("X-Madoguchi-Exchange", ""))
            time.sleep(policy.hangs_seconds)
            path = self.path.rpartition("/")[2]
            line = policy.by_path.get(path) or policy.by_caller.get(asked.get("caller", ""), policy.answer)
            content = f"{line}\n".encode()
            self.send_response(policy.status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments: Any) -> None:
            """Tests read `asked`."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """The exchange went away while it was made to wait."""

    server = Server(("127.0.0.1", 0), Handler)
    policy.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield policy
    finally:
        server.shutdown()
        server.server_close()
