"""`madoguchi worker`: background tasks and the clock."""

import argparse
import signal
from datetime import timedelta

from madoguchi.config.clockwork import JOBS, WATCHES
from madoguchi.core.tasks.runner import QUEUES
from madoguchi.core.tasks.worker import Pace, Worker

HELP = "Runs background tasks and periodic jobs. Several may run at once; stop it with SIGTERM."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    usual = Pace()
    parser.add_argument("--queue", action="append", choices=QUEUES, help="only this queue; may be repeated")
    parser.add_argument("--threads", type=int, default=usual.threads, help="tasks at once in each queue")
    parser.add_argument(
        "--lease-seconds",
        type=float,
        default=usual.lease.total_seconds(),
        help="how long a task waits for a worker that has vanished; the same for all workers",
    )
    parser.add_argument("--poll-seconds", type=float, default=usual.poll_seconds)
    parser.add_argument("--grace-seconds", type=float, default=usual.grace_seconds)
    parser.add_argument("--no-clock", action="store_true", help="leaves the periodic jobs to other workers")


def run(options: argparse.Namespace) -> None:
    pace = Pace(
        lease=timedelta(seconds=options.lease_seconds),
        poll_seconds=options.poll_seconds,
        threads=options.threads,
        grace_seconds=options.grace_seconds,
    )
    jobs, watches = ((), ()) if options.no_clock else (JOBS, WATCHES)
    worker = Worker(jobs=jobs, watches=watches, queues=tuple(options.queue or QUEUES), pace=pace)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    worker.run()
