"""`bin/madoguchi [--demo PRESET] COMMAND …`: a command of `madoguchi` on the data of a demo, with its keys.

A real installation has its environment from its own file (docs/deployment.md) and calls `.venv/bin/madoguchi` itself.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from tools.ground import ROOT, CannotStart, script

DEMOS = ROOT / "var" / "demo"
FILE = "environment.json"


def keep_environment(var: Path, environment: dict[str, str]) -> None:
    """What the demo's own processes are told, for those who come later. Keys are in it: for its owner only."""
    told = {name: value for name, value in environment.items() if name.startswith("MADOGUCHI_")}
    (var / FILE).touch(mode=0o600)
    (var / FILE).write_text(json.dumps({**told, "DJANGO_SETTINGS_MODULE": "madoguchi.config.settings"}, indent=1))


def environment_kept(preset: str = "") -> dict[str, str]:
    """Of the demo that was started last, or of the named one."""
    found = sorted(DEMOS.glob(f"{preset or '*'}/{FILE}"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise CannotStart(
            f"There is no demo{f' of {preset}' if preset else ''} on this machine yet. First:\n"
            f"    bin/demo{f' --preset {preset}' if preset else ''}"
        )
    told: dict[str, str] = json.loads(found[-1].read_text())
    return told


def main(arguments: list[str] | None = None) -> int:
    command = sys.argv[1:] if arguments is None else arguments
    preset = ""
    if command[:1] == ["--demo"]:
        preset, command = "".join(command[1:2]), command[2:]
    try:
        environment = {**os.environ, **environment_kept(preset)}
    except CannotStart as reason:
        print(f"\nbin/madoguchi cannot start.\n{reason}", file=sys.stderr)
        return 2
    return subprocess.run([script("madoguchi"), *command], env=environment, check=False).returncode
