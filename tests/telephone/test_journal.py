"""The exchange's logs are read once, wherever reading broke off and whatever becomes of the files."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from madoguchi.calls.ledger.models import Call, Fact
from madoguchi.telephony.asterisk.journal import Journal
from tests.services.processes import ENDS_WITH_US, ROOT, new_installation
from tests.telephone.logs import BEGIN, CALL, Logs


@pytest.fixture
def logs(tmp_path: Path) -> Logs:
    return Logs(tmp_path)


def outcomes() -> dict[str, int]:
    found: dict[str, int] = {}
    for outcome in Call.objects.values_list("outcome", flat=True):
        found[outcome] = found.get(outcome, 0) + 1
    return found


@pytest.mark.req("TEL-18")
@pytest.mark.django_db
def test_what_the_exchange_writes_becomes_a_call(logs: Logs) -> None:
    logs.start()
    logs.answered_call()
    Journal(logs.exchange).step()
    call = Call.objects.get(key=CALL)
    assert (call.outcome, call.caller, call.dialled, call.ended_by) == (
        "answered",
        "09000000001",
        "0120000111",
        "caller",
    )
    assert (call.wait_seconds, call.talk_seconds, call.extension) == (16, 180, "77")
    assert [leg.kind for leg in call.legs.all()] == ["announcement", "queue", "ring", "ring", "talk"]


@pytest.mark.django_db
def test_half_a_line_waits_for_its_other_half(logs: Logs) -> None:
    logs.start()
    whole = f"{BEGIN}|{CALL}|main|NONE|MG-ARRIVED|0120000111|0900000"
    with logs.queue_log.open("a") as file:
        file.write(whole)
    journal = Journal(logs.exchange)
    journal.step()
    assert not Call.objects.exists()
    with logs.queue_log.open("a") as file:
        file.write("0001|0|main\n")
    journal.step()
    assert Call.objects.get().caller == "09000000001"
    assert journal.step() == 0


@pytest.mark.django_db
def test_a_rotated_log_is_read_to_its_end_before_the_new_one(logs: Logs) -> None:
    logs.start()
    logs.answered_call(0, call="a.1")
    journal = Journal(logs.exchange)
    journal.step()
    logs.answered_call(300, call="a.2")
    logs.queue_log.rename(logs.queue_log.with_name("queue_log.1"))
    logs.start(600)
    logs.answered_call(700, call="a.3")
    journal.step()
    Journal(logs.exchange).step()
    assert outcomes() == {"answered": 3}
    assert Fact.objects.filter(origin="queue_log", kind="arrived").count() == 3


@pytest.mark.django_db
def test_a_log_that_was_emptied_in_its_place_goes_on(logs: Logs) -> None:
    """What logrotate's copytruncate does."""
    logs.start()
    logs.answered_call(0, call="a.1")
    journal = Journal(logs.exchange)
    journal.step()
    logs.queue_log.write_text("")
    journal.step()
    logs.abandoned_call(300, call="a.2")
    journal.step()
    assert outcomes() == {"answered": 1, "abandon": 1}


@pytest.mark.django_db
def test_a_log_from_which_somebody_cut_lines_makes_no_call_twice(logs: Logs) -> None:
    logs.start()
    logs.answered_call(0, call="a.1")
    logs.abandoned_call(300, call="a.2")
    journal = Journal(logs.exchange)
    journal.step()
    before = list(Call.objects.order_by("key").values())
    lines = logs.queue_log.read_text().splitlines(keepends=True)
    logs.queue_log.write_text("".join(lines[:3] + lines[4:]))
    journal.step()
    logs.abandoned_call(600, call="a.3")
    journal.step()
    assert outcomes() == {"answered": 1, "abandon": 2}
    assert list(Call.objects.filter(key__in=["a.1", "a.2"]).order_by("key").values()) == before


@pytest.mark.django_db
def test_a_log_that_was_moved_to_another_machine_is_not_read_again(logs: Logs, tmp_path: Path) -> None:
    logs.start()
    logs.answered_call()
    Journal(logs.exchange).step()
    elsewhere = Logs(tmp_path / "elsewhere")
    elsewhere.queue_log.write_bytes(logs.queue_log.read_bytes())
    elsewhere.cel.write_bytes(logs.cel.read_bytes())
    assert Journal(elsewhere.exchange).step() == 0


@pytest.mark.django_db
def test_broken_bytes_and_lines_without_sense_are_kept_and_stop_nothing(logs: Logs) -> None:
    logs.start()
    with logs.queue_log.open("ab") as file:
        file.write(b"\xff\xfe\x00 nothing\n\n" + b"1|2|3\n" + f"{BEGIN}|x.1|main|NONE|NEVERHEARD|1\n".encode())
    with logs.cel.open("ab") as file:
        file.write(b'"no end of this quote\n"99999999999999999999","HANGUP"\n')
    with logs.switchboard.open("ab") as file:
        file.write(b'{"at": 7}\n[]\n{"at": "2026-12-01T09:00:00+09:00", "kind": "unheard of"}\n')
    logs.answered_call()
    Journal(logs.exchange).step()
    assert outcomes() == {"answered": 1}
    assert Fact.objects.filter(kind="unread").count() == 8


@pytest.mark.django_db
def test_a_hold_that_the_switchboard_wrote_down_is_in_the_call(logs: Logs) -> None:
    logs.start()
    logs.answered_call()
    with logs.switchboard.open("a") as file:
        for at, kind in (("09:01:00", "held"), ("09:01:30", "unheld")):
            file.write(
                f'{{"at": "2026-12-01T{at}+09:00", "kind": "{kind}", "call": "{CALL}", "extension": "77", "values": {{}}}}\n'
            )
    Journal(logs.exchange).step()
    call = Call.objects.get()
    assert (call.hold_seconds, call.talk_seconds) == (30, 150)


READER = """
import sys, django
from pathlib import Path
django.setup()
from madoguchi.telephony.asterisk import journal as module
module.LINES_AT_ONCE = 7
journal = module.Journal(Path(sys.argv[1]))
while True:
    journal.step()
"""


READ_OUT = """
import json
from pathlib import Path
from madoguchi.calls.ledger.models import Call, Fact
from madoguchi.telephony.asterisk.journal import Journal
Journal(Path({exchange!r})).step()
calls = {{call.key: (call.outcome, call.legs.count()) for call in Call.objects.all()}}
print(json.dumps([Fact.objects.count(), calls]))
"""


@pytest.mark.slow
@pytest.mark.req("TEL-18")
def test_a_reader_that_is_killed_at_any_moment_takes_nothing_twice_and_leaves_nothing_out(tmp_path: Path) -> None:
    with new_installation() as town:
        logs, chance = Logs(tmp_path), random.Random(7)
        command = [*ENDS_WITH_US, sys.executable, "-c", READER, str(logs.exchange)]
        logs.start()
        for number in range(60):
            (logs.answered_call if number % 3 else logs.abandoned_call)(number * 10, call=f"{BEGIN}.{number:03d}")
            if number % 6 == 0:
                reader = subprocess.Popen(command, cwd=ROOT, env=town.environment())
                time.sleep(chance.uniform(0.9, 2.0))
                os.kill(reader.pid, signal.SIGKILL)
                reader.wait()
        facts, calls = json.loads(town.python(READ_OUT.format(exchange=str(logs.exchange))))
    assert facts == sum(log.read_bytes().count(b"\n") for log in (logs.queue_log, logs.cel))
    assert calls == {
        f"{BEGIN}.{number:03d}": ["answered", 5] if number % 3 else ["abandon", 1] for number in range(60)
    }
