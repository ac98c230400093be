"""extensions.conf: what happens to a call, out of `flow/`. A line that ends in `;? name` stands only where that is on,
so that what a contract does not want leaves no trace; a line that begins so holds for the lines up to the next blank
one. Pure but for reading those files, which belong to the program."""

import re
from collections.abc import Set
from functools import cache
from pathlib import Path

from madoguchi.telephony.asterisk.config.plan import Plan, digits, file_name

FLOW = Path(__file__).parent / "flow"
WAITS_FOR = re.compile(r"\s*;\? (?P<name>[a-z_]+)$")
BLOCK = re.compile(r";\? (?P<name>[a-z_]+)")


def extensions(plan: Plan) -> str:
    return "\n".join([_globals(plan), *(_only_what_is_on(text, plan.on) for text in _flow())])


@cache
def _flow() -> tuple[str, ...]:
    return tuple(path.read_text() for path in sorted(FLOW.glob("*.conf")))


def _only_what_is_on(text: str, on: Set[str]) -> str:
    lines, whole = [], True
    for line in text.splitlines():
        if begins := BLOCK.fullmatch(line):
            whole = begins["name"] in on
            continue
        if not line.strip():
            whole = True
        waits = WAITS_FOR.search(line)
        if whole and (waits is None or waits["name"] in on):
            lines.append(line[: waits.start()] if waits else line)
    return "\n".join(lines) + "\n"


def _globals(plan: Plan) -> str:
    machine = plan.machine
    values = {
        "MG_MADOGUCHI": machine.policy_url,
        "MG_TOKEN": machine.policy_token,
        "MG_NUMBER": digits(plan.number),
        "MG_TRUNKS": ",".join(trunk.name for trunk in machine.trunks),
        "MG_GREETING": _files(plan.greeting),
        "MG_CONGESTION": _files(plan.congestion),
    }
    lines = [f"{name}={value}" for name, value in values.items()]
    return "\n".join(
        ["[general]", "static=yes", "writeprotect=yes", "clearglobalvars=no", "", "[globals]", *lines, ""]
    )


def _files(names: tuple[str, ...]) -> str:
    return ",".join(filter(None, map(file_name, names))) or "-"
