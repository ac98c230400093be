"""The city at work: bookings at a steady pace, each in a transaction of its own. Says when each was committed."""

import sys
import time
import uuid
from pathlib import Path

import django

django.setup()

from django.db import transaction  # noqa: E402

from madoguchi.core import clock  # noqa: E402
from madoguchi.core.actors import CITIZEN  # noqa: E402
from madoguchi.core.history.record import About, record  # noqa: E402


def write(number: int) -> int:
    with transaction.atomic():
        event = record(
            "booking.made",
            by=CITIZEN,
            about=About("booking", str(uuid.uuid4())),
            facts={"starts_at": clock.now().isoformat(), "people": 1},
            personal={"name": ("", f"見本 {number}"), "phone": ("", "09000000001")},
        )
    return event.pk


def main(seconds: float, per_second: float, file: Path) -> None:
    started = time.monotonic()
    with file.open("w") as out:
        number = 0
        while (due := number / per_second) < seconds:
            time.sleep(max(0.0, started + due - time.monotonic()))
            out.write(f"{write(number)} {time.time()}\n")
            number += 1


main(float(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3]))
