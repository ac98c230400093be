"""bin/bench calls: a real exchange under many calls, and whether every one of them is in the books.

rate   sipp calls at 3, 10 and 20 a second for some seconds, with sound and recording: failures, from INVITE to answer,
       the exchange's CPU, what differs between the callers, the exchange's logs, the facts, the ledger, the recordings
soak   1,000 calls on 20 seats (--soak): impatient callers, operators who hand callers on, who go on a break and come
       back; nothing may differ

Callers, seats and exchange share the machine.
"""

import argparse
import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bench._ground import machine, percentile, prepare, publish

prepare()

from django.conf import settings  # noqa: E402
from tests.services.exchange import NUMBER, Exchange, new_exchange  # noqa: E402
from tests.services.processes import new_installation, wait_until  # noqa: E402
from tests.services.sipp import Telephone  # noqa: E402

from madoguchi.calls.ledger.models import Call, Fact  # noqa: E402
from madoguchi.calls.reconciliation.queries import differences  # noqa: E402
from madoguchi.core import clock  # noqa: E402
from madoguchi.telephony.asterisk.journal import Journal  # noqa: E402

RATES = (3, 10, 20)
SECONDS, TALK_SECONDS = 15, 2.0
# One sipp has sound for so many calls at once.
AT_ONCE = 18
FIRST_SEAT = 201
# Callers of a soak come in rounds: a telephone of the tests ends by itself after three minutes.
ROUND = 200
SETTLED = timedelta(minutes=10)


@dataclass
class Callers:
    running: list[Telephone] = field(default_factory=list)
    asked_for: int = 0

    def add(self, exchange: Exchange, *, count: int, rate: float, hold_seconds: float) -> None:
        number = len(self.running) + 1
        caller = f"09{number:02}00[call_number]"
        self.running.append(
            exchange.call(NUMBER, caller=caller, count=count, rate=rate, at_once=AT_ONCE, hold_seconds=hold_seconds)
        )
        self.asked_for += count

    def wait(self) -> None:
        for one in self.running:
            one.finished(seconds=900)

    @property
    def set_up_ms(self) -> list[float]:
        """From each first INVITE to its answer, out of what the callers wrote down."""
        return sorted(ms for one in self.running for ms in _set_up(one.sip))

    @property
    def answered(self) -> int:
        return len(self.set_up_ms)


MESSAGE = re.compile(r"^-{10,} (\S+)\n[^\n]*message (sent|received)[^\n]*\n\n", re.MULTILINE)


def _set_up(sip: str) -> Iterator[float]:
    begun: dict[str, datetime] = {}
    parts = MESSAGE.split(sip.replace("\r", ""))[1:]
    for at, way, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        call = re.search(r"^Call-ID: *(\S+)", text, re.MULTILINE)
        if not call:
            continue
        if way == "sent" and text.startswith("INVITE "):
            begun.setdefault(call[1], datetime.fromisoformat(at))
        elif (
            way == "received"
            and call[1] in begun
            and re.match(r"SIP/2\.0 200.*?CSeq: *\d+ INVITE", text, re.DOTALL)
        ):
            yield (datetime.fromisoformat(at) - begun.pop(call[1])).total_seconds() * 1000


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def seat_many(exchange: Exchange, count: int, *, talk_seconds: float) -> None:
    for number in range(count):
        exchange.seat(str(FIRST_SEAT + number), talk_seconds=talk_seconds, ring_seconds=0.1)


def books(exchange: Exchange, callers: Callers) -> dict[str, Any]:
    """Every side counted at its own place."""
    settings.EXCHANGE = exchange.folder
    Journal(exchange.folder).step()
    log = Counter(line.event for line in exchange.queue_log())
    outcomes = Counter(Call.objects.values_list("outcome", flat=True))
    answered = Call.objects.filter(answered_at__isnull=False)
    recorded = {path.stem for path in (exchange.folder / "spool" / "monitor").glob("*.raw") if path.stat().st_size}
    now = clock.now()
    named = differences(now - timedelta(hours=3), now + SETTLED)
    return {
        "calls_asked_for": callers.asked_for,
        "calls_answered_by_the_exchange": callers.answered,
        "arrived_in_queue_log": log["MG-ARRIVED"],
        "calls_in_ledger": Call.objects.count(),
        "outcomes": dict(outcomes),
        "answered_in_queue_log": len({line.call for line in exchange.queue_log("CONNECT")}),
        "answered_in_ledger": answered.count(),
        "transferred_in_queue_log": log["BLINDTRANSFER"],
        "recordings": len(recorded),
        "facts": Fact.objects.count(),
        "ledger_difference": abs(callers.asked_for - Call.objects.count())
        + abs(log["MG-ARRIVED"] - Call.objects.count())
        + len(set(answered.values_list("key", flat=True)) ^ {line.call for line in exchange.queue_log("CONNECT")})
        + len(set(answered.values_list("key", flat=True)) - recorded)
        + Call.objects.filter(ended_at__isnull=True).count()
        + len(named),
        "named": [f"{one.missing.value} {one.call} {one.what}" for one in named][:5],
    }


def at_rate(rate: int, *, db: str, seconds: int) -> dict[str, Any]:
    with new_installation(db) as town, town.as_own_database(), new_exchange() as exchange:
        seat_many(exchange, round(rate * (TALK_SECONDS + 1.0)) + 2, talk_seconds=TALK_SECONDS)
        assert exchange.process
        callers, begun, busy = Callers(), time.perf_counter(), cpu_seconds(exchange.process.pid)
        parts = max(1, -(-rate * 5 // AT_ONCE))
        for part in range(parts):
            share = rate // parts + (part < rate % parts)
            if share:
                callers.add(exchange, count=share * seconds, rate=share, hold_seconds=60)
        callers.wait()
        wait_until(lambda: exchange.channels() == 0, seconds=60, pause=0.2)
        took, busy = time.perf_counter() - begun, cpu_seconds(exchange.process.pid) - busy
        time.sleep(0.5)
        journal_begun = time.perf_counter()
        told = books(exchange, callers)
        set_up = callers.set_up_ms
        return {
            "name": "calls", "db": db, "n": callers.asked_for, "per_second": rate,
            "p50_ms": round(percentile(set_up, 0.5)) if set_up else None,
            "p95_ms": round(percentile(set_up, 0.95)) if set_up else None,
            "errors": callers.asked_for - len(set_up),
            "seconds": round(took, 1), "exchange_cpu_percent": round(busy / took * 100),
            "journal_seconds": round(time.perf_counter() - journal_begun, 1), **told, **machine(),
        }  # fmt: skip


def soak(*, db: str, calls: int, seats: int) -> dict[str, Any]:
    random = Random(20_260_701)
    with new_installation(db) as town, town.as_own_database(), new_exchange() as exchange:
        seat_many(exchange, seats, talk_seconds=4)
        callers, begun, journal, pauses, transfers = Callers(), time.perf_counter(), Journal(exchange.folder), 0, 0
        for _ in range(-(-calls // ROUND)):
            for _ in range(4):
                callers.add(exchange, count=ROUND // 5, rate=1, hold_seconds=90)
            callers.add(exchange, count=ROUND // 10, rate=1, hold_seconds=1)
            callers.add(exchange, count=ROUND // 10, rate=1, hold_seconds=7)
            while any(one.process.poll() is None for one in callers.running):
                seat = str(FIRST_SEAT + random.randrange(seats))
                exchange.cli(f"queue pause member PJSIP/{seat} queue main reason break")
                transfers += hand_on(exchange, random, seats)
                time.sleep(random.uniform(0.5, 2))
                exchange.cli(f"queue unpause member PJSIP/{seat} queue main")
                pauses += 1
                journal.step()
        wait_until(lambda: exchange.channels() == 0, seconds=200, pause=0.5)
        time.sleep(0.5)
        took = time.perf_counter() - begun
        told = books(exchange, callers)
        return {
            "name": "calls.soak", "db": db, "n": callers.asked_for, "per_second": round(callers.asked_for / took, 1),
            "p50_ms": round(percentile(callers.set_up_ms, 0.5)), "p95_ms": round(percentile(callers.set_up_ms, 0.95)),
            "errors": callers.asked_for - callers.answered, "seats": seats, "seconds": round(took, 1),
            "pauses": pauses, "transfers_asked_for": transfers, **told, **machine(),
        }  # fmt: skip


def hand_on(exchange: Exchange, random: Random, seats: int) -> int:
    """One of those who talk hands the caller on to another seat, as a person does who presses the key for it."""
    talking = [
        cells[0]
        for line in exchange.cli("core show channels concise").splitlines()
        if (cells := line.split("!")) and re.match(r"PJSIP/2\d\d-", cells[0]) and cells[4] == "Up"
    ]
    if not talking:
        return 0
    to = FIRST_SEAT + random.randrange(seats)
    _ami(
        exchange,
        f"Action: BlindTransfer\r\nChannel: {random.choice(talking)}\r\nContext: from-agent\r\nExten: {to}\r\n",
    )
    return 1


def _ami(exchange: Exchange, action: str) -> None:
    import socket

    with socket.create_connection(("127.0.0.1", exchange.machine.ami_port), timeout=5) as manager:
        login = (
            f"Action: Login\r\nUsername: madoguchi\r\nSecret: {exchange.machine.ami_secret}\r\nEvents: off\r\n\r\n"
        )
        manager.sendall(f"{login}{action}\r\nAction: Logoff\r\n\r\n".encode())
        while manager.recv(4096):
            pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--rates", type=int, nargs="*", default=list(RATES))
    parser.add_argument("--soak", action="store_true", help="1,000 calls on 20 seats instead")
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--seats", type=int, default=20)
    asked = parser.parse_args()
    if asked.soak:
        publish(soak(db=asked.db, calls=asked.calls, seats=asked.seats))
        return
    for rate in asked.rates:
        publish(at_rate(rate, db=asked.db, seconds=asked.seconds))


if __name__ == "__main__":
    main()
