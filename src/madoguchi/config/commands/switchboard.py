"""`madoguchi switchboard`: the process beside the telephone exchange."""

import argparse
import asyncio
import signal

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from madoguchi.telephony.asterisk.ami import Address
from madoguchi.telephony.asterisk.config.machine import Machine
from madoguchi.telephony.asterisk.journal import Journal
from madoguchi.telephony.asterisk.provisioning import Telephones
from madoguchi.telephony.asterisk.telling import fall_back
from madoguchi.telephony.recordings.pick_up import pick_up_recordings
from madoguchi.telephony.switchboard.guard import only_one
from madoguchi.telephony.switchboard.process import Job, Pace, Switchboard

HELP = (
    "Carries out what is asked of the telephone exchange, follows calls, reads its logs into the ledger. One for each "
    "exchange; stop it with SIGTERM. Callers who wait do not notice."
)
MANAGER = "madoguchi"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    usual = Pace()
    parser.add_argument("--settle-seconds", type=float, default=usual.settle, help="how often drift is looked for")


def run(options: argparse.Namespace) -> None:
    machine: Machine = settings.EXCHANGE_MACHINE
    if not machine.ami_secret:
        raise ImproperlyConfigured(
            "MADOGUCHI_EXCHANGE_AMI_SECRET is missing: without it the exchange lets nobody in"
        )
    pace = Pace(settle=options.settle_seconds)
    journal = Journal(machine.folder)
    switchboard = Switchboard(
        machine.folder,
        Address("127.0.0.1", machine.ami_port, MANAGER, machine.ami_secret),
        Telephones(machine.http_port, MANAGER, machine.ami_secret),
        jobs=[
            Job("journal", journal.step, pace.journal),
            # At once; the worker looks every minute, for where this process does not run on the exchange's machine.
            Job("recordings", lambda: pick_up_recordings().stored, pace.recordings),
        ],
        schedule=fall_back,
        pace=pace,
    )
    with only_one(machine.folder):
        asyncio.run(_until_stopped(switchboard))


async def _until_stopped(switchboard: Switchboard) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, switchboard.stop)
    await switchboard.run()
