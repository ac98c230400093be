"""The exchange that runs on this machine, over its own control socket: what it says of itself, reading files anew."""

import re
import subprocess
from collections.abc import Iterable

from madoguchi.calls.exchange.ports import State, Trunk
from madoguchi.telephony.asterisk.config.machine import Machine

PATIENCE_SECONDS = 5
# What is told to the exchange when a file has changed. None of it ends a call.
RELOADS = {
    "extensions.conf": "dialplan reload",
    "pjsip.conf": "pjsip reload",
    "queues.conf": "queue reload all",
    "musiconhold.conf": "moh reload",
    "manager.conf": "manager reload",
    "logger.conf": "logger reload",
    "cel.conf": "module reload cel",
    "cel_custom.conf": "module reload cel_custom.so",
    "http.conf": "module reload http",
    "ari.conf": "module reload res_ari.so",
    "rtp.conf": "module reload res_rtp_asterisk.so",
    "features.conf": "module reload features",
    "say.conf": "module reload app_playback.so",
    "indications.conf": "module reload indications",
}
# These are read at the start only.
AT_START = frozenset({"asterisk.conf", "modules.conf", "sorcery.conf"})


def ask(machine: Machine, command: str) -> str | None:
    """What it answers; None when it does not run, or does not answer."""
    if not (machine.folder / "run" / "asterisk.ctl").exists():
        return None
    try:
        done = subprocess.run(  # noqa: S603 - our own program and words
            [str(machine.program), "-C", str(machine.folder / "etc" / "asterisk.conf"), "-rx", command],
            capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def reload(machine: Machine, changed: Iterable[str]) -> bool:
    """Let it read what has changed. False when it does not run: it reads everything at its start."""
    for name in sorted(changed):
        if name in RELOADS and ask(machine, RELOADS[name]) is None:
            return False
    return ask(machine, "core show version") is not None


def state(machine: Machine) -> State:
    version = ask(machine, "core show version")
    if version is None:
        return State(is_running=False)
    queue = ask(machine, "queue show main") or ""
    waiting = re.search(r"main has (\d+) calls", queue)
    return State(
        is_running=True,
        version=(re.search(r"Asterisk ([0-9.]+)", version) or ["", "?"])[1],
        running_since=_uptime(ask(machine, "core show uptime seconds") or ""),
        calls=int((re.search(r"(\d+) active call", ask(machine, "core show channels count") or "") or [0, 0])[1]),
        waiting=int(waiting[1]) if waiting else 0,
        seats=len(re.findall(r"^\s+agent:\d+ ", queue, re.MULTILINE)),
        trunks=_trunks(machine),
    )


def _uptime(said: str) -> str:
    found = re.search(r"System uptime: (\d+)", said)
    if not found:
        return ""
    minutes = int(found[1]) // 60
    days, hours = minutes // 1440, minutes // 60 % 24
    parts = [(days, "日"), (hours, "時間"), (minutes % 60, "分")]
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "1分未満"


def _trunks(machine: Machine) -> tuple[Trunk, ...]:
    registrations = ask(machine, "pjsip show registrations") or ""
    contacts = ask(machine, "pjsip show contacts") or ""
    found = []
    for trunk in machine.trunks:
        if trunk.registers:
            line = re.search(rf"^\s*{trunk.name}/\S+\s+\S+\s+(\w+)", registrations, re.MULTILINE)
        else:
            line = re.search(rf"Contact:\s+{trunk.name}/\S+\s+\S+\s+(\w+)", contacts)
        found.append(Trunk(trunk.name, line[1] if line else "unknown"))
    return tuple(found)
