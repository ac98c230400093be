"""`bin/demo`: from a fresh clone to a running system with sample data, on this machine only."""

import argparse
import base64
import ctypes
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tools import demo_commands, phone
from tools.ground import (
    PYTHON,
    ROOT,
    SPACE_FOR_RUNNING,
    CannotStart,
    Stamps,
    files,
    lay_ground,
    need_space,
    output_of,
    run,
    say,
    script,
)

PRESETS = ROOT / "presets"
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1", "[::1]"}
READY_WITHIN_SECONDS = 60
STOP_WITHIN_SECONDS = 15


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    signal.signal(signal.SIGTERM, _stop_asked)
    try:
        _refuse_what_cannot_work(options)
        lay_ground()
        var = ROOT / "var" / "demo" / options.preset
        need_space(ROOT, SPACE_FOR_RUNNING)
        environment = _environment(var, fresh=options.fresh)
        if options.phone:
            environment |= phone.environment_of(var, options.port)
        demo_commands.keep_environment(var, environment)
        accounts = _prepare_data(var, options.preset, environment)
        if options.phone:
            phone.prepare(var, environment)
        return _run_until_stopped(options, environment, accounts)
    except CannotStart as reason:
        print(f"\nbin/demo cannot start.\n{reason}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        say("\nStopped.")
        return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/demo", description=__doc__)
    parser.add_argument(
        "--preset", default="hatsukaichi", help="the municipality's contract (default: %(default)s)"
    )
    parser.add_argument("--port", type=int, default=8000, help="(default: %(default)s)")
    parser.add_argument("--fresh", action="store_true", help="forget what was entered: start from an empty folder")
    parser.add_argument("--phone", action="store_true", help="with a telephone exchange, on loopback (bin/call)")
    return parser.parse_args(arguments)


def _refuse_what_cannot_work(options: argparse.Namespace) -> None:
    names = sorted(path.parent.name for path in PRESETS.glob("*/preset.toml"))
    if options.preset not in names:
        raise CannotStart(f"There is no preset '{options.preset}'. There are: {', '.join(names)}.")
    hosts = {host.strip() for host in os.environ.get("MADOGUCHI_HOSTS", "localhost").split(",")}
    if foreign := sorted(hosts - LOCAL_HOSTS):
        raise CannotStart(
            f"The demo is for this machine only, but MADOGUCHI_HOSTS names {', '.join(foreign)}.\n"
            "For a real installation see docs/deployment.md."
        )
    if not 1 <= options.port <= 65535:
        raise CannotStart(f"--port is a number from 1 to 65535, not {options.port}.")
    with socket.socket() as probe:
        # As the server itself binds: a port that only lingers from the last run is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", options.port))
        except PermissionError as error:
            raise CannotStart(
                f"Port {options.port} needs more rights than you have; take one above 1023."
            ) from error
        except OSError as error:
            raise CannotStart(
                f"Port {options.port} is taken (is another bin/demo running?). Stop it or take another:\n"
                f"    bin/demo --port {options.port + 1}"
            ) from error


def _environment(var: Path, *, fresh: bool) -> dict[str, str]:
    """Keys belong to the data that they protect: they are made with the folder and go with it."""
    unfinished = var.exists() and not (var / "complete").exists()
    if unfinished and not fresh:
        say("・the last start was interrupted while it made its data: beginning anew")
    if fresh or unfinished:
        shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True, exist_ok=True)
    keys = var / "keys.json"
    kept = json.loads(keys.read_text()) if keys.exists() else {}
    made = {
        "MADOGUCHI_SECRET_KEY": secrets.token_urlsafe(50),
        "MADOGUCHI_HISTORY_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "MADOGUCHI_RECORDING_KEYS": f"demo:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        **kept,
    }
    if made != kept:  # also where the folder is from before one of them was needed
        keys.touch(mode=0o600)
        keys.write_text(json.dumps(made))
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI_")}
    return {
        **inherited,
        **json.loads(keys.read_text()),
        "MADOGUCHI_VAR": str(var),
        "MADOGUCHI_HOSTS": "localhost,127.0.0.1",
        "MADOGUCHI_DEMO": "1",
        "MADOGUCHI_PLAIN_HTTP": "1",
        "PYTHONUNBUFFERED": "1",
    }


def _prepare_data(var: Path, preset: str, environment: dict[str, str]) -> str:
    """Make what is not there yet; the demo accounts, in words."""
    static = [path for folder in (ROOT / "src").glob("**/static") for path in files(folder)]
    with Stamps(var / "stamps.json").once("static files", static, product=var / "static") as wanted:
        if wanted:
            run([str(PYTHON), "manage.py", "collectstatic", "--no-input", "--clear", "--verbosity=0"], environment)
    say("・bringing the database up to date")
    run([str(PYTHON), "manage.py", "migrate", "--no-input", "--verbosity=0"], environment)
    if not (var / "complete").exists():
        say(f"・applying the preset {preset}")
        run([script("madoguchi"), "preset", "apply", preset], environment)
        say("・living through a month")
    accounts = output_of([script("madoguchi"), "sample"], environment)
    (var / "complete").touch()
    return accounts


def _run_until_stopped(options: argparse.Namespace, environment: dict[str, str], accounts: str) -> int:
    commands = {
        "web": [script("madoguchi"), "serve", "--port", str(options.port)],
        "worker": [script("madoguchi"), "worker"],
        **(phone.commands(environment) if options.phone else {}),
    }
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            with _log_of(name, environment).open("w") as log:
                children[name] = subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,  # Ctrl-C reaches this process only, which then stops them in order
                    preexec_fn=_end_with_parent,
                )
        _wait_until_ready(options.port, children, environment)
        _print_addresses(options, accounts, environment)
        while True:
            _refuse_if_one_ended(children, environment)
            time.sleep(0.5)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _stop(children)


def _log_of(name: str, environment: dict[str, str]) -> Path:
    return Path(environment["MADOGUCHI_VAR"]) / f"{name}.log"


def _wait_until_ready(port: int, children: dict[str, subprocess.Popen[bytes]], environment: dict[str, str]) -> None:
    question = urllib.request.Request(f"http://localhost:{port}/readyz", headers={"Accept": "text/plain"})
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    reason = ""
    while time.monotonic() < deadline:
        _refuse_if_one_ended(children, environment)
        try:
            with urllib.request.urlopen(question, timeout=5):
                return
        except urllib.error.HTTPError as answer:
            reason = answer.read().decode(errors="replace")
        except OSError as error:
            reason = str(error)
        time.sleep(0.3)
    raise CannotStart(f"Not ready after {READY_WITHIN_SECONDS} seconds. /readyz says:\n{reason}")


def _refuse_if_one_ended(children: dict[str, subprocess.Popen[bytes]], environment: dict[str, str]) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            last_words = "\n".join(_log_of(name, environment).read_text(errors="replace").splitlines()[-20:])
            raise CannotStart(
                f"The {name} process has ended by itself (exit code {child.returncode}):\n{last_words}"
            )


def _print_addresses(options: argparse.Namespace, accounts: str, environment: dict[str, str]) -> None:
    address = f"http://localhost:{options.port}"
    say(
        f"\nMadoguchi is ready ({options.preset}).\n"
        f"  市民の予約ページ    {address}/\n"
        f"  職員・従事者        {address}/staff/\n"
        f"  状態                {address}/readyz\n"
        f"  ログ                {_log_of('*', environment).relative_to(ROOT)}\n"
        f"  命令（別の端末で）  bin/madoguchi check    （ほかは bin/madoguchi --help）\n\n"
        f"{accounts.strip()}\n{phone.words(environment) if options.phone else ''}"
        "Ctrl-C stops it. What you enter is kept; bin/demo --fresh forgets it."
    )


def _stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_WITHIN_SECONDS
    for name, child in children.items():
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"・{name} did not stop within {STOP_WITHIN_SECONDS} seconds and is ended by force")
            child.kill()
            child.wait()


def _stop_asked(signal_number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _end_with_parent() -> None:
    """In the child, before it becomes the program: even a parent ended by force leaves nobody behind (Linux)."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)
