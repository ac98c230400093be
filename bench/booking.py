"""bin/bench booking: the morning on which a month opens, over HTTP.

Four measurements, one line each:
rush     250 clients (200 by the web, 50 operators), each as fast as it can until it has one of 192 places in 16 slots,
         or its page shows none
calendar 20 readers turn the calendar's pages, each as fast as it can
day      the same 250 with the pauses of people, on one opening day, while 20 others read
check    `madoguchi check` over what they left

Server, database and clients share this machine. A booking by the web is three requests that write (the time, the
details, the confirmation), one by an operator two; pages between them are read only by those who pause.
"""

import argparse
import asyncio
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench._ground import machine, percentile, prepare, publish

prepare()

from tests.services.processes import Installation, new_installation  # noqa: E402 - Django must be set up before
from tests.services.signed_in import session_for, staff_of  # noqa: E402
from tests.services.small_browser import Browser  # noqa: E402

from bench._people import BY_WEB, PROCEDURE, Person, Tally, people_of  # noqa: E402
from madoguchi.accounts.rights import Role  # noqa: E402
from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger  # noqa: E402
from madoguchi.booking.models import Booking, Slot  # noqa: E402
from madoguchi.core import clock  # noqa: E402

OPERATORS, READERS = 50, 20
SLOTS, PLACES = 16, 12
# 16 slots of 12 people a day, one band; the web's limits of one line do not matter here, each has its own.
BANDS = [{"site": "", "weekdays": "月火水木金土日", "starts": "09:00", "ends": "14:20", "minutes": 20,
          "people": PLACES, "bookings": PLACES}]  # fmt: skip
OPEN = """
from datetime import timedelta
from tests.worlds import ADMIN
from madoguchi.booking.capacity.actions import publish_slots
from madoguchi.core import clock
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.queries import sites_in_use
change_settings({{"booking.bands": {bands!r}}}, by=ADMIN)
publish_slots(sites_in_use().get(), first=clock.today(), until=clock.today() + timedelta(days=60), by=ADMIN)
"""
CLEAN = "相違はありません"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="bin/bench booking", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seconds", type=float, default=90, help="of the day with pauses")
    parser.add_argument("--only", choices=["rush", "calendar", "day"])
    options = parser.parse_args()
    with new_installation(options.db) as installation:
        installation.run("preset", "apply", "hatsukaichi")
        installation.python(OPEN.format(bands=BANDS))
        installation.collect_static()
        installation.also["MADOGUCHI_TRUSTED_PROXIES"] = "127.0.0.1/32"  # each client from an address of its own
        installation.serve("--processes", str(options.processes))
        conditions = {**machine(), "processes": options.processes, "web": BY_WEB, "operators": OPERATORS}
        with installation.as_own_database():
            staff = [session_for(staff_of(Role.OPERATOR, f"bench-{number}")) for number in range(OPERATORS)]
            first = clock.today() + timedelta(days=10)
            days = {
                name: (str(day), [str(slot.pk) for slot in Slot.objects.filter(starts_at__date=day)])
                for name, day in (("rush", first), ("day", first + timedelta(days=1)))
            }
            measured = {
                "rush": lambda: rush(installation, staff, *days["rush"]),
                "calendar": lambda: turn_pages(installation),
                "day": lambda: opening_day(installation, staff, *days["day"], seconds=options.seconds),
            }
            for name in [options.only] if options.only else measured:
                result = asyncio.run(measured[name]())
                publish(
                    {"name": f"booking {name}", "db": options.db, **result, **state(), "conditions": conditions}
                )
            installation.running[-1].stop()
        said = installation.run("check", check=False)
        publish({"name": "booking check", "db": options.db, "errors": int(CLEAN not in said), "said": said.strip()})


def cpu_seconds(server: int) -> float:
    """Of the server's processes so far; the database's own, where it has any, is not in it."""
    pids = [server, *map(int, Path(f"/proc/{server}/task/{server}/children").read_text().split())]
    ticks = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13] for pid in pids]
    return sum(int(user) + int(system) for user, system in ticks) / os.sysconf("SC_CLK_TCK")


def state() -> dict[str, int]:
    """What the database says afterwards."""
    overbooked = [slot for slot in Slot.objects.all() if slot.people_taken > slot.people_limit]
    return {
        "overbooked": len(overbooked),
        "ledger_difference": len(slots_that_differ_from_the_ledger()),
        "bookings": Booking.objects.exclude(number="").count(),
    }


async def rush(installation: Installation, staff: list[str], day: str, slots: list[str]) -> dict[str, Any]:
    tally = Tally()
    people = people_of(installation.port, staff, day, slots, tally)
    await asyncio.gather(*(person.look() for person in people))  # everybody has the page open when it begins
    server = installation.running[-1].pid
    begun, busy, own = time.perf_counter(), cpu_seconds(server), time.process_time()
    await asyncio.gather(*(person.book() for person in people))
    busy, own = cpu_seconds(server) - busy, time.process_time() - own
    took = max(tally.confirmed_at, default=begun) - begun
    cpu = {"server_cpu_seconds": round(busy, 1), "clients_cpu_seconds": round(own, 1)}
    return {**summary(tally, took), "places": SLOTS * PLACES, "seconds": round(took, 1), **cpu}


async def opening_day(
    installation: Installation, staff: list[str], day: str, slots: list[str], *, seconds: float
) -> dict[str, Any]:
    """Everybody books once, with pauses as people make them; who finds everything full goes away."""
    tally, reading = Tally(), Tally()
    people = people_of(installation.port, staff, day, slots, tally)
    over = time.perf_counter() + seconds

    async def come_and_book(person: Person) -> None:
        async def pause() -> None:
            await asyncio.sleep(person.random.uniform(1, 6))

        person.pause = pause
        await asyncio.sleep(person.random.uniform(0, seconds / 2))
        await person.look()
        await person.pause()
        await person.book()

    async def read(browser: Browser) -> None:
        while time.perf_counter() < over:
            begun = time.perf_counter()
            await browser.get(f"/book/calendar/?procedure={PROCEDURE}")
            reading.confirmed(time.perf_counter() - begun)
            await asyncio.sleep(1)

    begun = time.perf_counter()
    readers = [Browser(installation.port, f"203.0.113.{number + 1}") for number in range(READERS)]
    await asyncio.gather(*map(come_and_book, people), *map(read, readers))
    read_ms = sorted(reading.seconds)
    return {
        **summary(tally, time.perf_counter() - begun),
        "calendar_p95_ms": round(percentile(read_ms, 0.95) * 1000),
        "places": SLOTS * PLACES,
    }


async def turn_pages(installation: Installation, seconds: float = 10) -> dict[str, Any]:
    tally = Tally()
    over = time.perf_counter() + seconds

    async def read(browser: Browser) -> None:
        while time.perf_counter() < over:
            begun = time.perf_counter()
            answer = await browser.get(f"/book/calendar/?procedure={PROCEDURE}")
            tally.confirmed(time.perf_counter() - begun)
            if answer.status != 200:
                tally.error(str(answer.status))

    begun = time.perf_counter()
    await asyncio.gather(*(read(Browser(installation.port, f"203.0.113.{n + 1}")) for n in range(READERS)))
    return summary(tally, time.perf_counter() - begun)


def summary(tally: Tally, took: float) -> dict[str, Any]:
    seconds = sorted(tally.seconds)
    return {
        "n": len(seconds),
        "per_second": round(len(seconds) / took, 1) if took else 0,
        "p50_ms": round(percentile(seconds, 0.50) * 1000),
        "p95_ms": round(percentile(seconds, 0.95) * 1000),
        "full": tally.full,
        "errors": sum(tally.errors.values()),
        "errors_by_kind": tally.errors,
    }


main()
