"""bin/bench live: from the commit of an event to the screens of everybody who follows it.

One server, one writer, all browsers: everything on this machine. Each stream follows two topics, as a day list with
the pulse beside it does; the browsers belong to all roles, so each change is rendered for several audiences.
"""

import argparse
import asyncio
import re
import time
from bisect import bisect_left
from pathlib import Path
from urllib.parse import urlencode

from bench._ground import machine, percentile, prepare, publish

prepare()

from tests.services.processes import PYTHON, ROOT, Installation, new_installation  # noqa: E402
from tests.services.signed_in import session_for, staff_of  # noqa: E402

from madoguchi.accounts.rights import Role  # noqa: E402
from madoguchi.core import clock  # noqa: E402
from madoguchi.web.live.pulse import TOPIC  # noqa: E402

NEWEST = re.compile(rb'data-newest=\\"(\d+)\\"')
WARM_UP_SECONDS = 5


class Browser:
    """One stream: which event it was shown, and when."""

    def __init__(self, port: int, session: str, topics: list[str]) -> None:
        self.port, self.session, self.topics = port, session, topics
        self.newest: list[int] = []
        self.shown_at: list[float] = []
        self.error = ""

    async def follow(self) -> None:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
            query = urlencode([("topic", topic) for topic in self.topics])
            head = f"GET /staff/live?{query} HTTP/1.1\r\nHost: localhost\r\nCookie: session={self.session}\r\n\r\n"
            writer.write(head.encode())
            status = await reader.readline()
            if b" 200 " not in status:
                raise ConnectionError(status.decode())
            while line := await reader.readline():
                if found := NEWEST.search(line):
                    self.newest.append(int(found[1]))
                    self.shown_at.append(time.time())
            self.error = "ended"
        except OSError as error:
            self.error = repr(error)

    def waits(self, committed: list[tuple[int, float]]) -> tuple[list[float], int]:
        """Seconds from each commit to this screen, and how many events were never shown."""
        waits, missing = [], 0
        for key, at in committed:
            position = bisect_left(self.newest, key)
            if position == len(self.newest):
                missing += 1
            else:
                waits.append(max(0.0, self.shown_at[position] - at))
        return waits, missing


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench live", description=__doc__)
    parser.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--streams", type=int, default=150)
    parser.add_argument("--per-second", type=float, default=24)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    conditions = {**machine(), "streams": options.streams, "seconds": options.seconds, "topics_of_a_stream": 2}
    with new_installation(options.db) as installation:
        server = installation.serve()
        with installation.as_own_database():
            roles = list(Role)
            sessions = [session_for(staff_of(roles[number % len(roles)])) for number in range(options.streams)]
        publish(asyncio.run(measure(installation, server.pid, sessions, options, conditions)))


async def measure(
    installation: Installation,
    server: int,
    sessions: list[str],
    options: argparse.Namespace,
    conditions: dict[str, object],
) -> dict[str, object]:
    topics = [TOPIC, f"day:{clock.today().isoformat()}"]
    browsers = [Browser(installation.port, session, topics) for session in sessions]
    following = [asyncio.ensure_future(browser.follow()) for browser in browsers]
    await asyncio.sleep(WARM_UP_SECONDS)
    log = installation.folder / "committed"
    seconds = str(options.seconds + WARM_UP_SECONDS)
    writer = await asyncio.create_subprocess_exec(
        *(PYTHON, "-m", "bench._live_writer", seconds, str(options.per_second), str(log)),
        cwd=ROOT,
        env=installation.environment(),
    )
    await asyncio.sleep(WARM_UP_SECONDS)
    rss_start, _ = memory_and_threads(server)
    threads = 0
    while writer.returncode is None:
        threads = max(threads, memory_and_threads(server)[1])
        await asyncio.sleep(1)
    await asyncio.sleep(2)
    rss_end, _ = memory_and_threads(server)
    committed = [(int(key), float(at)) for key, at in (line.split() for line in log.read_text().splitlines())]
    measured = [browser.waits(committed) for browser in browsers]
    errors = [browser.error for browser in browsers if browser.error]
    for task in following:
        task.cancel()
    waits = sorted(wait for of_browser, _ in measured for wait in of_browser)
    return {
        "name": "live",
        "db": options.db,
        "n": len(waits),
        "per_second": round(len(committed) / (options.seconds + WARM_UP_SECONDS), 1),
        "p50_ms": round(percentile(waits, 0.50) * 1000),
        "p95_ms": round(percentile(waits, 0.95) * 1000),
        "errors": len(errors) + sum(missing for _, missing in measured),
        "rss_start_mb": rss_start,
        "rss_end_mb": rss_end,
        "threads": threads,
        "conditions": conditions,
    }


def memory_and_threads(pid: int) -> tuple[float, int]:
    lines = dict(
        line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":\t" in line
    )
    return round(int(lines["VmRSS"].split()[0]) / 1024, 1), int(lines["Threads"])


main()
