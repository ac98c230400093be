"""`madoguchi serve`: the web, for citizens and staff."""

import argparse
import logging
import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from madoguchi.config.access_log import NothingPersonal
from madoguchi.config.environment import LOCAL_HOSTS
from madoguchi.config.probing import start_probing
from madoguchi.config.serving import LISTENING, serve, serve_in_processes

HELP = "Serves the screens and the live streams. Stop it with SIGTERM."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--processes", type=int, default=1, help="one for each processor that may be used")


def run(options: argparse.Namespace) -> int:
    if (settings.DEMO or settings.PLAIN_HTTP) and options.host not in LOCAL_HOSTS:
        # Names can be held to this machine, but anybody on the network may send the name "localhost".
        raise ImproperlyConfigured(f"a demo, or plain HTTP, is served on this machine only, not on {options.host}")
    logging.getLogger("uvicorn.access").addFilter(NothingPersonal())
    if settings.PROBE_SECONDS and LISTENING not in os.environ:  # once a server, not in each of its processes
        start_probing(options.host, options.port, pause_seconds=settings.PROBE_SECONDS)
    if options.processes > 1:
        return serve_in_processes(options.host, options.port, processes=options.processes)
    return serve(options.host, options.port)
