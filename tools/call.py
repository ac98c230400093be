"""`bin/call`: a test call into the exchange of a running `bin/demo --phone`, as somebody outside would place it.

bin/call 0120000111                     call, listen for five seconds, hang up
bin/call 0120000111 --hold 20 --from 09012345678
bin/call 0120000111 --press 1           press keys after a second
bin/call --answer 101                   be a desk telephone of the queue, until Ctrl-C
"""

import argparse
import base64
import json
import re
import socket
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from tools import exchange_bundle, telephones
from tools.ground import ROOT, CannotStart, say

OUTSIDE, INSIDE = "127.0.0.2", "127.0.0.3"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="bin/call", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("number", nargs="?", default="0120000111", help="what is dialled (default: %(default)s)")
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
    return told


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
    """A telephone that the exchange is told of for this demo only, and that is signed in."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind((INSIDE, 0))
        port = free.getsockname()[1]
    contact = f"sip:{extension}@{INSIDE}:{port}"
    _tell(told, "aor", extension, {"contact": contact, "max_contacts": "1"})
    _tell(told, "endpoint", extension, {"aors": extension, "context": "from-agent", "allow": "!all,ulaw", "direct_media": "no", "rtp_timeout": "10"})  # fmt: skip
    _ask(told, f"queue add member PJSIP/{extension} to main penalty 0 as agent:{extension}")
    say(f"Extension {extension} answers calls now. Ctrl-C hangs up and signs out.")
    try:
        with tempfile.TemporaryDirectory(prefix="madoguchi-call-") as folder:
            scenario = telephones.answering(
                ring_seconds=1, talk_seconds=3600, tone=telephones.tone(Path(folder), 880), answers=True
            )
            return _sipp(Path(folder), scenario, INSIDE, port)[0]
    finally:
        _ask(told, f"queue remove member PJSIP/{extension} from main")


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


def _tell(told: dict[str, str], kind: str, name: str, values: dict[str, str]) -> None:
    fields = [{"attribute": key, "value": value} for key, value in values.items()]
    sign = base64.b64encode(f"madoguchi:{told['secret']}".encode()).decode()
    request = urllib.request.Request(
        f"{told['http']}/ari/asterisk/config/dynamic/res_pjsip/{kind}/{name}",
        method="PUT",
        data=json.dumps({"fields": fields}).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Basic {sign}"},
    )
    try:
        urllib.request.urlopen(request, timeout=5).close()
    except OSError as error:
        raise CannotStart(
            f"The exchange of the demo does not answer ({error}). Is bin/demo --phone running?"
        ) from error


def _ask(told: dict[str, str], command: str) -> str:
    asterisk = str(exchange_bundle.folder() / "bin" / "asterisk")
    return subprocess.run(
        [asterisk, "-C", told["settings"], "-rx", command], capture_output=True, text=True, check=False, timeout=10
    ).stdout
