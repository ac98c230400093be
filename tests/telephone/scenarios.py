"""What happens on a telephone exchange, each told in the same words of the real one and of the one that replays.

The real exchange's logs are recorded anew for telephony/replay by

    manage.py shell -c "from tests.telephone.scenarios import record; record()"
"""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from madoguchi.telephony.asterisk.journal import LOGS
from madoguchi.telephony.replay.exchange import RECORDED

if TYPE_CHECKING:
    from tests.services.exchange import Exchange

CALLER = "0311110001"


@dataclass(frozen=True)
class Expected:
    outcome: str
    legs: tuple[str, ...]
    ended_by: str
    extension: str = ""


@dataclass(frozen=True)
class Scenario:
    happens: Callable[["Exchange"], None]
    expected: Expected


def agent_ends(exchange: "Exchange") -> None:
    seat = exchange.seat("201", talk_seconds=1.5)
    exchange.call(caller=CALLER, hold_seconds=20).finished()
    seat.kill()


def caller_ends(exchange: "Exchange") -> None:
    seat = exchange.seat("201", talk_seconds=60)
    exchange.call(caller=CALLER, hold_seconds=8).finished()
    seat.kill()


def nobody_answers(exchange: "Exchange") -> None:
    exchange.call(caller=CALLER, hold_seconds=7).finished()


def gives_up_at_once(exchange: "Exchange") -> None:
    exchange.call(caller=CALLER, hold_seconds=2).finished()


def rings_in_vain(exchange: "Exchange") -> None:
    seat = exchange.seat("202", answers=False)
    exchange.call(caller=CALLER, hold_seconds=8).finished()
    seat.kill()


def closed(exchange: "Exchange") -> None:
    decide(exchange, "v1 after_hours closed hang_up - - 0 -")
    exchange.call(caller=CALLER, hold_seconds=9).finished()


def busy(exchange: "Exchange") -> None:
    decide(exchange, "v1 open - queue - - 3 busy")
    exchange.call(caller=CALLER, hold_seconds=15).finished()


def leaves_the_greeting(exchange: "Exchange") -> None:
    exchange.say("greeting", seconds=6)
    decide(exchange, "v1 open greeting queue - - 0 -")
    exchange.call(caller=CALLER, hold_seconds=2).finished()


def exchange_dies(exchange: "Exchange") -> None:
    before = len(exchange.queue_log("CONNECT"))
    seat = exchange.seat("201", talk_seconds=60)
    caller = exchange.call(caller=CALLER, hold_seconds=30)
    exchange.wait_for("CONNECT", count=before + 1)
    exchange.kill()
    caller.kill()
    seat.kill()
    exchange.start()


SCENARIOS = {
    "agent_ends": Scenario(agent_ends, Expected("answered", ("queue", "ring", "talk"), "agent", "201")),
    "caller_ends": Scenario(caller_ends, Expected("answered", ("queue", "ring", "talk"), "caller", "201")),
    "nobody_answers": Scenario(nobody_answers, Expected("abandon", ("queue",), "caller")),
    "gives_up_at_once": Scenario(gives_up_at_once, Expected("short_abandon", ("queue",), "caller")),
    "rings_in_vain": Scenario(rings_in_vain, Expected("abandon", ("queue", "ring"), "caller")),
    "closed": Scenario(closed, Expected("after_hours", ("announcement",), "exchange")),
    "busy": Scenario(busy, Expected("overflow", ("announcement", "queue"), "exchange")),
    "leaves_the_greeting": Scenario(
        leaves_the_greeting, Expected("ended_in_announcement", ("announcement",), "caller")
    ),
    "exchange_dies": Scenario(exchange_dies, Expected("lost", ("queue", "ring", "talk"), "exchange", "201")),
}


def all_ended(exchange: "Exchange") -> None:
    """No channel is left, and what it wrote at the last has had its moment."""
    from tests.services.processes import wait_until

    wait_until(lambda: exchange.channels() == 0, seconds=20, pause=0.1)
    time.sleep(0.3)


def decide(exchange: "Exchange", answer: str) -> None:
    """What the exchange falls back on all day, since nobody answers it."""
    from madoguchi.core import clock

    exchange.say("closed", "busy")
    for day in (clock.today(), clock.LAST_DAY):
        exchange.cli(f'database put madoguchi-schedule {day:%Y%m%d} "000000 {answer}"')


def record(folder: Path = RECORDED) -> None:
    from tests.services.exchange import new_exchange

    for name, scenario in SCENARIOS.items():
        with new_exchange() as exchange:
            scenario.happens(exchange)
            all_ended(exchange)
            target = folder / name
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir(parents=True)
            for origin, log in LOGS.items():
                if (source := exchange.folder / "log" / log).exists():
                    shutil.copy(source, target / f"{origin}.log")
