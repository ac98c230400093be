"""A centre at work: calls of the replaying exchange written into its logs at their moments, read into the ledger as the
switchboard reads them, operators' states as it writes them. Says what was counted when each change was committed."""

import json
import random
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402

from madoguchi.calls.agents.following import follow  # noqa: E402
from madoguchi.calls.agents.models import Agent  # noqa: E402
from madoguchi.calls.agents.rules import State  # noqa: E402
from madoguchi.core import clock  # noqa: E402
from madoguchi.telephony.asterisk.journal import LOGS, Journal  # noqa: E402
from madoguchi.telephony.replay.retelling import As, Said, retell  # noqa: E402

JOURNAL_SECONDS = 0.3  # the pace of the switchboard
AFTER_CALL_SECONDS = 5
MIX = ("agent_ends",) * 4 + ("caller_ends",) * 4 + ("nobody_answers", "gives_up_at_once")


@dataclass
class Centre:
    """What the exchange would know; `counted` is what a board has to show."""

    extensions: deque[str]
    logs: Path
    received: int = 0
    answered: int = 0
    pending: list[tuple[float, int, Said, As]] = field(default_factory=list)
    calls: int = 0
    states: int = 0

    def begin_call(self, at: float, chance: random.Random) -> None:
        scenario = chance.choice(MIX)
        has_operator = scenario in ("agent_ends", "caller_ends")
        if has_operator and not self.extensions:
            scenario, has_operator = "nobody_answers", False
        extension = self.extensions.popleft() if has_operator else "201"
        talk = chance.randint(20, 40) if has_operator else 0
        self.calls += 1
        caller = f"03{self.calls:08d}"
        wanted = As(int(at), self.calls, extension, caller, talk)
        for place, said in enumerate(retell(scenario, wanted)):
            heappush(self.pending, (at + said.after, self.calls * 100 + place, said, wanted))

    def due(self, now: float) -> Iterator[tuple[Said, As]]:
        while self.pending and self.pending[0][0] <= now:
            _, _, said, wanted = heappop(self.pending)
            yield said, wanted

    def say(self, said: Said, wanted: As) -> None:
        with (self.logs / LOGS[said.origin]).open("a") as log:
            log.write(said.line + "\n")
        if said.origin != "queue_log":
            return
        verb = said.line.split("|")[4]
        if verb == "ENTERQUEUE":
            self.received += 1
        elif verb == "CONNECT":
            self.answered += 1
            self._move(wanted.extension, State.RINGING, wanted)
            self._move(wanted.extension, State.TALKING, wanted)
        elif verb.startswith("COMPLETE"):
            self._move(wanted.extension, State.AFTER_CALL, wanted)
            over = Said(0, "state", wanted.extension)
            heappush(self.pending, (time.time() + AFTER_CALL_SECONDS, wanted.number * 100 + 99, over, wanted))

    def end_work(self, wanted: As) -> None:
        self._move(wanted.extension, State.READY, wanted)
        self.extensions.append(wanted.extension)

    def _move(self, extension: str, state: State, wanted: As) -> None:
        call_key = "" if state is State.READY else wanted.key
        self.states += follow(extension, state, at=clock.now(), call_key=call_key) is not None


def main(seconds: float, per_second: float, out: Path) -> None:
    chance = random.Random(6)
    logs = Path(settings.EXCHANGE) / "log"
    (logs / "cel-custom").mkdir(parents=True, exist_ok=True)
    centre = Centre(deque(Agent.objects.order_by("extension").values_list("extension", flat=True)), logs)
    (logs / "queue_log").write_text(f"{int(time.time())}|NONE|NONE|NONE|QUEUESTART|\n")
    journal = Journal(Path(settings.EXCHANGE))
    started = time.time()
    begun, read_at, before = 0, 0.0, (0, 0)
    with out.open("w") as written:
        while (now := time.time()) - started < seconds or centre.pending:
            while (due := started + begun / per_second) <= now and due - started < seconds:
                centre.begin_call(due, chance)
                begun += 1
            for said, wanted in list(centre.due(now)):
                if said.origin == "state":
                    centre.end_work(wanted)
                else:
                    centre.say(said, wanted)
            if now - read_at >= JOURNAL_SECONDS:
                read_at = now
                counted = (centre.received, centre.answered)
                journal.step()
                if counted != before:
                    before = counted
                    written.write(json.dumps([*counted, time.time()]) + "\n")
                    written.flush()
            time.sleep(0.02)
        journal.step()
    print(json.dumps({"calls": centre.calls, "states": centre.states, "seconds": time.time() - started}))


main(float(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3]))
