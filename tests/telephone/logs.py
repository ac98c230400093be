"""The exchange's logs in a folder of a test's own, as Asterisk 22 writes them."""

import csv
import io
from pathlib import Path

from tests.telephone.told import NINE

BEGIN = int(NINE.timestamp())
CALL = f"{BEGIN}.7"


class Logs:
    def __init__(self, exchange: Path) -> None:
        self.exchange = exchange
        (exchange / "log" / "cel-custom").mkdir(parents=True, exist_ok=True)
        self.queue_log = exchange / "log" / "queue_log"
        self.cel = exchange / "log" / "cel-custom" / "cel.csv"
        self.switchboard = exchange / "log" / "switchboard.jsonl"

    def queue(self, after: int, event: str, *values: object, call: str = CALL, member: str = "NONE") -> None:
        queue = "NONE" if call == "NONE" else "main"
        cells = [BEGIN + after, call, queue, member, event, *values]
        self._add(self.queue_log, "|".join(map(str, cells)) + "\n")

    def hangs_up(self, after: float, *, call: str = CALL, by: str = "caller") -> None:
        source = {"caller": "PJSIP/trunk-1", "agent": "PJSIP/77-2"}.get(by, "")
        extra = f'{{"hangupcause":16,"hangupsource":"{source}","dialstatus":""}}'
        text = io.StringIO()
        csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(
            [f"{BEGIN + after:.6f}", "HANGUP", "09000000001", "PJSIP/trunk-1", call, call, "", extra]
        )
        self._add(self.cel, text.getvalue())

    def start(self, after: int = -60) -> None:
        self.queue(after, "QUEUESTART", "", call="NONE")

    def answered_call(self, after: int = 0, *, call: str = CALL, member: str = "agent:77") -> None:
        self.queue(after, "MG-ARRIVED", "0120000111", "09000000001", "0", "main", call=call)
        self.queue(after, "MG-DECIDED", "open", "policy", call=call)
        self.queue(after, "MG-PLAYED", "greeting", call=call)
        self.queue(after + 4, "MG-PLAYED-END", "greeting", call=call)
        self.queue(after + 4, "ENTERQUEUE", "", "09000000001", 1, call=call)
        self.queue(after + 14, "RINGNOANSWER", 8000, call=call, member="agent:78")
        self.queue(after + 20, "CONNECT", 16, f"{BEGIN + after}.9", 4, call=call, member=member)
        self.queue(after + 200, "COMPLETECALLER", 16, 180, 1, call=call, member=member)
        self.queue(after + 200, "MG-ENDED", 16, call=call)
        self.hangs_up(after + 200.4, call=call)

    def abandoned_call(self, after: int = 0, *, call: str = CALL) -> None:
        self.queue(after, "MG-ARRIVED", "0120000111", "", "1", "main", call=call)
        self.queue(after, "MG-DECIDED", "open", "policy", call=call)
        self.queue(after + 1, "ENTERQUEUE", "", "", 1, call=call)
        self.queue(after + 31, "ABANDON", 1, 1, 30, call=call)
        self.queue(after + 31, "MG-ENDED", 16, call=call)
        self.hangs_up(after + 31.2, call=call)

    def _add(self, log: Path, text: str) -> None:
        with log.open("a") as file:
            file.write(text)
