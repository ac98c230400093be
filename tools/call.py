"""`bin/call`: a test call into the exchange of a running `bin/demo --phone`, as somebody outside would place it.

bin/call 0120000000                     call, listen for five seconds, hang up
bin/call 0120000000 --hold 20 --from 09012345678
bin/call 0120000000 --press 1           press keys after a second
bin/call --answer 201                   be a desk telephone of the queue, until Ctrl-C
"""

import argparse
import base64
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tools import exchange_bundle, telephones
from tools.demo_commands import environment_kept
from tools.ground import PYTHON, ROOT, CannotStart, say

OUTSIDE, INSIDE = "127.0.0.2", "127.0.0.3"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="bin/call", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("number", nargs="?", default="0120000000", help="what is dialled (default: %(default)s)")
    parser.add_argument("--from", dest="caller", default="0900000000", help="the caller's number, or anonymous")
    parser.add_argument("--hold", type=float, default=5, metavar="SECONDS", help="(default: %(default)s)")
    parser.add_argument("--press", default="", metavar="KEYS", help="keys, a second after the answer")
    parser.add_argument("--answer", metavar="EXTENSION", help="do not call: answer calls of the queue")
    parser.add_argument("--preset", default="", help="which demo, when several run")
    options = parser.parse_args(arguments)
    try:
        told = _demo(options.preset)
        exchange_bundle.provide()
        if options.answer:
            return _answer(options.answer, told)
        return _call(options, told)
    except CannotStart as reason:
        print(f"\nbin/call cannot start.\n{reason}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0


def _demo(preset: str) -> dict[str, str]:
    """Where the exchange of the demo is; the one that was started last."""
    found = sorted(
        (ROOT / "var" / "demo").glob(f"{preset or '*'}/phone.json"), key=lambda path: path.stat().st_mtime
    )
    if not found:
        raise CannotStart("No exchange is running. In another terminal:\n    bin/demo --phone")
    told: dict[str, str] = json.loads(found[-1].read_text())
    return {**told, "preset": found[-1].parent.name}


def _call(options: argparse.Namespace, told: dict[str, str]) -> int:
    presses = [(1.0, options.press)] if options.press else []
    with tempfile.TemporaryDirectory(prefix="madoguchi-call-") as folder:
        scenario = telephones.calling(
            caller=options.caller, name="", headers=(), hold_seconds=options.hold, presses=presses,
            tone=telephones.tone(Path(folder), 440),
        )  # fmt: skip
        done, messages = _sipp(
            Path(folder), scenario, OUTSIDE, 0, told["sip"], "-s", options.number, "-m", "1", "-timeout", "300s"
        )
    if re.search(r"SIP/2\.0 200 OK[^\n]*\n(?:[^\n]+\n)*CSeq: \d+ INVITE", messages):
        by_exchange = re.search(r"message received[^\n]*\n+BYE ", messages)
        say(f"Answered. {'The exchange hung up.' if by_exchange else 'The caller hung up.'}")
    else:
        status = re.findall(r"SIP/2\.0 ([3-6]\d\d [^\n]*)", messages)
        say(f"Not answered: {status[0] if status else 'nobody is there (is bin/demo --phone running?)'}")
    return done


def _answer(extension: str, told: dict[str, str]) -> int:
    """The person of an extension takes a seat, as on the screen, and is lent a telephone for the time of this command."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind((INSIDE, 0))
        port = free.getsockname()[1]
    who = _seat(told, "take", extension)
    try:
        _wait_until_signed_in(told, extension)
        _lend(told, extension, f"sip:{extension}@{INSIDE}:{port}")
        say(f"{who} answers calls at extension {extension} now. Ctrl-C hangs up and leaves the seat.")
        with tempfile.TemporaryDirectory(prefix="madoguchi-call-") as folder:
            scenario = telephones.answering(
                ring_seconds=1, talk_seconds=3600, tone=telephones.tone(Path(folder), 880), answers=True
            )
            return _sipp(Path(folder), scenario, INSIDE, port)[0]
    finally:
        _seat(told, "leave", extension)


SEAT = """
import sys, django
django.setup()
from madoguchi.calls.agents.actions import change_state, sign_in, sign_out
from madoguchi.calls.agents.administration import change_agent
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.agents.queries import devices_offered, free_seats, state_of
from madoguchi.calls.agents.rules import Device, State
from madoguchi.accounts.models import Staff
what, extension = sys.argv[1:]
agent = Agent.objects.select_related("staff").filter(extension=extension).first()
if agent is None:
    sys.exit("There are: " + ", ".join(Agent.objects.values_list("extension", flat=True)))
themselves = agent.staff.actor
row = state_of(agent)
if row is not None and row.state != State.SIGNED_OUT:
    sign_out(agent, by=themselves)
if what == "take":
    if agent.device == Device.NONE:
        device = next(device for device in devices_offered() if device != Device.NONE)
        agent = change_agent(agent, device=device, is_active=True, by=Staff.objects.get(login_id="supervisor").actor)
    sign_in(agent, free_seats(themselves).first(), by=themselves)
    change_state(agent, State.READY, by=themselves)
print(agent.staff.name)
"""


def _seat(told: dict[str, str], what: str, extension: str) -> str:
    done = subprocess.run(
        [str(PYTHON), "-c", SEAT, what, extension],
        env={**os.environ, **environment_kept(told["preset"])},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise CannotStart(f"Extension {extension} cannot {what} a seat. {done.stderr.strip().splitlines()[-1]}")
    return done.stdout.strip()


def _wait_until_signed_in(told: dict[str, str], extension: str) -> None:
    deadline = time.monotonic() + 60
    while f"agent:{extension}" not in _ask(told, "queue show main"):
        if time.monotonic() > deadline:
            raise CannotStart("The exchange has not taken the seat in. Is bin/demo --phone running?")
        time.sleep(0.2)


def _lend(told: dict[str, str], extension: str, contact: str) -> None:
    """A plain telephone instead of the one in the browser."""
    for kind in ("endpoint", "aor"):
        _tell(told, "DELETE", kind, extension)
    _tell(told, "PUT", "aor", extension, {"contact": contact, "max_contacts": "1"})
    endpoint = {"aors": extension, "context": "from-agent", "allow": "!all,ulaw", "direct_media": "no", "rtp_timeout": "10"}  # fmt: skip
    _tell(told, "PUT", "endpoint", extension, endpoint)


def _sipp(folder: Path, scenario: str, address: str, port: int, *arguments: str) -> tuple[int, str]:
    (folder / "scenario.xml").write_text(scenario)
    command = [
        str(exchange_bundle.folder() / "bin" / "sipp"),
        *arguments,
        "-sf",
        str(folder / "scenario.xml"),
        "-i",
        address,
    ]
    command += ["-p", str(port)] if port else []
    command += ["-nostdin", "-trace_msg", "-message_file", str(folder / "messages")]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    messages = folder / "messages"
    return done.returncode, messages.read_text(errors="replace").replace("\r", "") if messages.exists() else ""


def _tell(told: dict[str, str], method: str, kind: str, name: str, values: dict[str, str] | None = None) -> None:
    fields = [{"attribute": key, "value": value} for key, value in (values or {}).items()]
    sign = base64.b64encode(f"madoguchi:{told['secret']}".encode()).decode()
    request = urllib.request.Request(
        f"{told['http']}/ari/asterisk/config/dynamic/res_pjsip/{kind}/{name}",
        method=method,
        data=json.dumps({"fields": fields}).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Basic {sign}"},
    )
    try:
        urllib.request.urlopen(request, timeout=5).close()
    except urllib.error.HTTPError as answer:
        if method != "DELETE" or answer.code != 404:
            raise CannotStart(f"The exchange refused: {answer}") from answer
    except OSError as error:
        raise CannotStart(
            f"The exchange of the demo does not answer ({error}). Is bin/demo --phone running?"
        ) from error


def _ask(told: dict[str, str], command: str) -> str:
    asterisk = str(exchange_bundle.folder() / "bin" / "asterisk")
    return subprocess.run(
        [asterisk, "-C", told["settings"], "-rx", command], capture_output=True, text=True, check=False, timeout=10
    ).stdout
