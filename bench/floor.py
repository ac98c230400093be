"""bin/bench floor: a room at work, and how soon its boards show it.

150 operators and 20 boards follow one server; calls of the replaying exchange come in at 3 a second, each written into
the exchange's logs at its moments and read into the ledger as the switchboard does. Every half minute a third of all
lines is cut. Measured is from the commit of what came in or was answered to each board that shows it (a line that is
cut at that moment is left out: it begins with everything as it is); in the end every board has to show the ledger's
own figures, and the server may not have grown. All of it on this machine.
"""

import argparse
import asyncio
import html
import json
import random
import re
import time
from bisect import bisect_left
from pathlib import Path
from urllib.parse import urlencode

from bench._ground import machine, percentile, prepare, publish

prepare()

from tests.services.processes import PYTHON, ROOT, Installation, new_installation  # noqa: E402
from tests.services.signed_in import session_for, staff_of  # noqa: E402
from tests.worlds import ADMIN  # noqa: E402

from madoguchi.accounts.rights import Role  # noqa: E402
from madoguchi.calls.agents.models import Agent, AgentState, Seat  # noqa: E402
from madoguchi.calls.agents.rules import Device, State  # noqa: E402
from madoguchi.config.presets import apply_preset, folder_of  # noqa: E402
from madoguchi.core import clock  # noqa: E402
from madoguchi.metrics.now.queries import now_figures  # noqa: E402
from madoguchi.municipality.actions import change_settings  # noqa: E402
from madoguchi.web.live.pulse import TOPIC  # noqa: E402

RECEIVED = re.compile(r'data-received="(\d+)"')
ANSWERED = re.compile(r'data-answered="(\d+)"')
NEWEST = re.compile(r'data-newest="(\d+)"')
WARM_UP_SECONDS = 8
CUT_EVERY_SECONDS = 30
BACK_WITHIN_SECONDS = 3.0
BOARDS = (("board", Role.SUPERVISOR), ("wall", Role.SUPERVISOR), ("board", Role.CITY_CLERK), ("wall", Role.MANAGER))


class Browser:
    """One stream that comes back whenever it is cut: what it showed, and when."""

    def __init__(self, port: int, session: str, topics: list[str]) -> None:
        self.port, self.session, self.topics = port, session, topics
        self.shown: list[tuple[int, int]] = []  # received, answered
        self.shown_at: list[float] = []
        self.newest = 0
        self.away: list[tuple[float, float]] = []
        self.fragments = 0
        self.refused = 0
        self._writer: asyncio.StreamWriter | None = None

    async def follow(self, until: asyncio.Event) -> None:
        while not until.is_set():
            left_at = time.time()
            try:
                await self._once(left_at)
            except OSError:
                self.refused += 1
            self.away.append((time.time(), float("inf")))
            await asyncio.sleep(random.random() * BACK_WITHIN_SECONDS)

    async def _once(self, began: float) -> None:
        reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**22)
        query = urlencode([("topic", topic) for topic in self.topics])
        head = f"GET /staff/live?{query} HTTP/1.1\r\nHost: localhost\r\nCookie: session={self.session}\r\n\r\n"
        self._writer.write(head.encode())
        status = await reader.readline()
        if b" 200 " not in status:
            raise ConnectionError(status.decode())
        while line := await reader.readline():
            if line.startswith(b"data: "):
                self._see(line)

    def cut(self) -> None:
        if self._writer:
            self._writer.close()

    def _see(self, line: bytes) -> None:
        said = json.loads(line[6:]) if line.rstrip().endswith(b"}") else {}
        text = html.unescape(said.get("html", ""))
        if self.away and self.away[-1][1] == float("inf"):
            self.away[-1] = (self.away[-1][0], time.time())
        if found := NEWEST.search(text):
            self.newest = int(found[1])
        received, answered = RECEIVED.search(text), ANSWERED.search(text)
        if received and answered:
            self.fragments += 1
            self.shown.append((int(received[1]), int(answered[1])))
            self.shown_at.append(time.time())

    def waits(self, committed: list[tuple[int, int, float]]) -> tuple[list[float], int]:
        waits, missing = [], 0
        for place in (0, 1):
            values = [one[place] for one in self.shown]
            for change in committed:
                if self._was_away(change[2]):
                    continue
                position = bisect_left(values, change[place])
                if position == len(values):
                    missing += 1
                else:
                    waits.append(max(0.0, self.shown_at[position] - change[2]))
        return waits, missing

    def _was_away(self, at: float) -> bool:
        """Or was cut within a second of it."""
        return any(left - 1 <= at <= back for left, back in self.away)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench floor", description=__doc__)
    parser.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--operators", type=int, default=150)
    parser.add_argument("--boards", type=int, default=20)
    parser.add_argument("--per-second", type=float, default=3)
    parser.add_argument("--seconds", type=float, default=300)
    options = parser.parse_args()
    with new_installation(options.db) as installation:
        server = installation.serve()
        with installation.as_own_database():
            apply_preset(folder_of("hatsukaichi"))
            change_settings({"switches.multi_base": True}, by=ADMIN)
            operators = [seated(number) for number in range(options.operators)]
            boards = [BOARDS[number % len(BOARDS)] for number in range(options.boards)]
            people = [session_for(staff_of(role, f"board-{number}")) for number, (_, role) in enumerate(boards)]
        today = f"day:{clock.today().isoformat()}"
        streams = [Browser(installation.port, session, [TOPIC, today]) for session in operators]
        walls = [
            Browser(installation.port, session, [kind]) for (kind, _), session in zip(boards, people, strict=True)
        ]
        publish(asyncio.run(measure(installation, server.pid, streams, walls, options)))


def seated(number: int) -> str:
    """An operator at a seat, ready; the session of their browser."""
    staff = staff_of(Role.OPERATOR, f"operator-{number}")
    agent = Agent.objects.create(staff=staff, extension=str(1001 + number), device=Device.SOFT_PHONE.value)
    seat = Seat.objects.create(name=f"{number + 1}番席", base="沖縄" if number % 5 == 0 else "広島")
    AgentState.objects.create(agent=agent, state=State.READY.value, seat=seat, began_at=clock.now())
    return session_for(staff)


async def measure(
    installation: Installation,
    server: int,
    operators: list[Browser],
    boards: list[Browser],
    options: argparse.Namespace,
) -> dict[str, object]:
    conditions = machine()
    over = asyncio.Event()
    everybody = [*operators, *boards]
    following = [asyncio.ensure_future(one.follow(over)) for one in everybody]
    await asyncio.sleep(WARM_UP_SECONDS)
    log = installation.folder / "committed"
    writer = await asyncio.create_subprocess_exec(
        *(PYTHON, "-m", "bench._floor_writer", str(options.seconds), str(options.per_second), str(log)),
        cwd=ROOT,
        env=installation.environment(),
        stdout=asyncio.subprocess.PIPE,
    )
    said = asyncio.ensure_future(writer.communicate())
    cpu_before, started = cpu_seconds(server), time.monotonic()
    memory: list[float] = []
    cuts = 0
    while writer.returncode is None and not said.done():
        await asyncio.sleep(1)
        passed = time.monotonic() - started
        if passed > (cuts + 1) * CUT_EVERY_SECONDS and passed < options.seconds:
            for one in everybody[cuts % 3 :: 3]:
                one.cut()
            cuts += 1
        memory.append(resident_mb(server))
    cpu = (cpu_seconds(server) - cpu_before) / (time.monotonic() - started)
    told = json.loads((await said)[0].decode().splitlines()[-1])
    await asyncio.sleep(4)
    truth = await asyncio.to_thread(_truth, installation)
    committed = [tuple(json.loads(line)) for line in log.read_text().splitlines()]
    measured = [board.waits(committed) for board in boards]  # type: ignore[arg-type]
    waits = sorted(wait for of_board, _ in measured for wait in of_board)
    wrong = sum(not board.shown or board.shown[-1] != truth for board in boards)
    over.set()
    for task in following:
        task.cancel()
    quarter = max(1, len(memory) // 4)
    return {
        "name": "floor",
        "db": options.db,
        "n": len(waits),
        "per_second": round(told["calls"] / options.seconds, 2),
        "calls": told["calls"],
        "states": told["states"],
        "p50_ms": round(percentile(waits, 0.50) * 1000),
        "p95_ms": round(percentile(waits, 0.95) * 1000),
        "max_ms": round(waits[-1] * 1000),
        "errors": sum(missing for _, missing in measured) + wrong,
        "missed": sum(missing for _, missing in measured),
        "boards_wrong_in_the_end": wrong,
        "cuts": sum(len(one.away) for one in everybody),
        "refused": sum(one.refused for one in everybody),
        "fragments": sum(board.fragments for board in boards),
        "server_cpu_cores": round(cpu, 2),
        "rss_mb": [round(max(memory[part * quarter : (part + 1) * quarter] or [0]), 1) for part in range(4)],
        "conditions": {
            **conditions,
            "operators": options.operators,
            "boards": options.boards,
            "seconds": options.seconds,
        },
    }


def _truth(installation: Installation) -> tuple[int, int]:
    with installation.as_own_database():
        found = now_figures().today.counted
    return found.received, found.answered


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def resident_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


main()
