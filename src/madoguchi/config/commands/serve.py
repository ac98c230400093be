"""`madoguchi serve`: the web, for citizens and staff."""

import argparse
import logging
import signal
from types import FrameType

import uvicorn
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from madoguchi.config.access_log import NothingPersonal
from madoguchi.config.environment import LOCAL_HOSTS
from madoguchi.web.live.hub import hub

HELP = "Serves the screens and the live streams. Stop it with SIGTERM."
GRACE_SECONDS = 10  # for requests under way when the server is asked to stop


class Server(uvicorn.Server):
    """Open streams say goodbye when the server is asked to stop; they would hold it up otherwise."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        hub.close_soon()
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)


def run(options: argparse.Namespace) -> int:
    if (settings.DEMO or settings.PLAIN_HTTP) and options.host not in LOCAL_HOSTS:
        # Names can be held to this machine, but anybody on the network may send the name "localhost".
        raise ImproperlyConfigured(f"a demo, or plain HTTP, is served on this machine only, not on {options.host}")
    logging.getLogger("uvicorn.access").addFilter(NothingPersonal())
    config = uvicorn.Config(
        "madoguchi.config.asgi:application",
        host=options.host,
        port=options.port,
        lifespan="on",
        ws="none",
        # Who is in front of us is decided by MADOGUCHI_TRUSTED_PROXIES, not believed from a header.
        proxy_headers=False,
        server_header=False,
        log_config=None,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = Server(config)
    server.run()
    return 0 if server.started else 3
