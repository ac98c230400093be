"""`bin/test`: all checks and all tests. `--fast` is the inner loop: no services, no browser.

bin/test                    everything, on SQLite and on PostgreSQL
bin/test --fast             checks and quick tests
bin/test --fast -- tests/core -k kana      arguments after -- go to pytest

What was shared out between the databases is in tests/shared.py (what asked no database on SQLite is not run beside
PostgreSQL) and in tests/browser/conftest.py (each width on one of them). `bin/test --fast` and whoever calls pytest
leave out nothing.
"""

import argparse
import base64
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tools.ground import PYTHON, ROOT, CannotStart, files, lay_ground, say, script
from tools.services import provide_services

CLOSING_LINE = re.compile(
    r"^=+ (.*(?:passed|failed|error|no tests ran).*) =+$|^(\d+ (?:passed|failed|error).* in .*)$"
)
PROCESSORS = os.cpu_count() or 1

FORMAT_TEMPLATES = ".venv/bin/djade --target-version 5.2 $(git ls-files 'src/*.html')"


@dataclass
class Stage:
    name: str
    ok: bool
    seconds: float
    note: str = ""
    output: str = field(default="", repr=False)


@dataclass(frozen=True)
class Check:
    """A program that looks at the source and answers with its exit code. Its words are shown when it fails."""

    name: str
    command: list[str]
    mend: str = ""  # what puts it right, where a program can


def checks() -> list[Check]:
    python = str(PYTHON)
    templates = [str(path.relative_to(ROOT)) for path in files(ROOT / "src", ending=".html")]
    source = ["src", "tests", "tools", "bench", "manage.py"]
    found = [
        Check("types (mypy)", [script("mypy")]),
        Check("lint (ruff)", [script("ruff"), "check", "--quiet", *source], ".venv/bin/ruff check --fix"),
        Check("format (ruff)", [script("ruff"), "format", "--check", "--quiet", *source], ".venv/bin/ruff format"),
        Check("import contracts", [script("lint-imports"), "--no-cache"]),
        Check(
            "templates (djade)",
            [script("djade"), "--check", "--target-version", "5.2", *templates],
            FORMAT_TEMPLATES,
        ),
        Check(
            "migrations",
            [python, "manage.py", "makemigrations", "--check", "--dry-run"],
            "manage.py makemigrations",
        ),
        Check("deployment", [python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]),
        Check("translations", [python, "tools/translations.py", "check"]),
        Check("types (tsc)", [script("node"), "node_modules/typescript/bin/tsc", "--noEmit", "-p", "frontend"]),
    ]
    return [check for check in found if check.name != "templates (djade)" or templates]


def production_environment(var: str) -> dict[str, str]:
    """As a real installation has it, with keys that exist for this run only."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI_")}
    return {
        **inherited,
        "MADOGUCHI_SECRET_KEY": base64.b85encode(os.urandom(60)).decode(),
        "MADOGUCHI_HISTORY_KEY": base64.b64encode(os.urandom(32)).decode(),
        "MADOGUCHI_HOSTS": "yoyaku.example.jp",
        "MADOGUCHI_VAR": var,
        "DJANGO_SETTINGS_MODULE": "madoguchi.config.settings",
    }


def main(arguments: list[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    own, _, for_pytest = _split(arguments)
    parser = argparse.ArgumentParser(
        prog="bin/test", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--fast", action="store_true", help="no services, no browser, no slow tests")
    options = parser.parse_args(own)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # Some hundred processes read the same source: compiled once, each begins seconds sooner.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    stages: list[Stage] = []
    try:
        stages.append(_timed("ground", lambda: lay_ground(for_tests=True)))
        if options.fast:
            stages += _checks_beside_tests(for_pytest)
        else:
            stages.append(_timed("services", provide_services))
            stages += _everything(for_pytest)
    except CannotStart as reason:
        print(f"\nbin/test cannot start.\n{reason}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130
    return _summary(stages)


def _split(arguments: list[str]) -> tuple[list[str], str, list[str]]:
    if "--" not in arguments:
        return arguments, "", []
    at = arguments.index("--")
    return arguments[:at], "--", arguments[at + 1 :]


def _timed(name: str, do: Callable[[], None]) -> Stage:
    started = time.monotonic()
    do()
    return Stage(name, ok=True, seconds=time.monotonic() - started)


def _checks_beside_tests(for_pytest: list[str]) -> list[Stage]:
    with ThreadPoolExecutor() as pool:
        checking = pool.submit(_run_checks, workers=1)
        tests = _pytest("tests, quick", for_pytest, marks="not browser and not slow")
        return [*checking.result(), tests]


def _everything(for_pytest: list[str]) -> list[Stage]:
    with tempfile.TemporaryDirectory(prefix="madoguchi-templates-") as templates:
        os.environ["MADOGUCHI_TEST_TEMPLATES"] = templates
        os.environ["MADOGUCHI_TEST_SHARED"] = "1"
        return _stages(for_pytest)


def _stages(for_pytest: list[str]) -> list[Stage]:
    stages = _run_checks(workers=PROCESSORS)
    stages.append(_pytest("tests on SQLite", for_pytest, marks="not browser and not slow"))
    stages.append(_pytest("tests on PostgreSQL", for_pytest, marks="not browser and not slow", database="postgres"))
    stages.append(_pytest("browser on SQLite", for_pytest, marks="browser"))
    stages.append(_pytest("browser on PostgreSQL", for_pytest, marks="browser", database="postgres"))
    # Killed workers and parallel connections: no more at once than there are processors.
    slow = "slow and not browser and not exchange"
    stages.append(_pytest("slow on SQLite", for_pytest, marks=slow))
    stages.append(_pytest("slow on PostgreSQL", for_pytest, marks=slow, database="postgres"))
    # Calls last as long as calls do, and most of that is waiting: twice as many side by side, each with an exchange
    # of its own.
    exchange, waiting = "exchange and not browser", 2 * PROCESSORS
    stages.append(_pytest("exchange on SQLite", for_pytest, marks=exchange, workers=waiting))
    stages.append(
        _pytest("exchange on PostgreSQL", for_pytest, marks=exchange, workers=waiting, database="postgres")
    )
    return stages


def _run_checks(*, workers: int) -> list[Stage]:
    with tempfile.TemporaryDirectory(prefix="madoguchi-check-") as var, ThreadPoolExecutor(workers) as pool:
        environment = production_environment(var)
        return list(pool.map(lambda check: _run_check(check, environment), checks()))


def _run_check(check: Check, environment: dict[str, str]) -> Stage:
    started = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env=environment,
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output = f"{done.stdout}\nTo mend it: {check.mend}" if check.mend else done.stdout
    return Stage(check.name, done.returncode == 0, time.monotonic() - started, output=output)


def _pytest(
    name: str,
    for_pytest: list[str],
    *,
    marks: str,
    workers: int = PROCESSORS,
    database: str = "sqlite",
) -> Stage:
    """Its output is shown as it comes; its closing line is kept for the summary."""
    say(f"\n── {name} ──")
    started = time.monotonic()
    command = [str(PYTHON), "-m", "pytest", "-n", str(workers), "--dist", "worksteal", "-m", marks, *for_pytest]
    environment = {
        **os.environ,
        "MADOGUCHI_TEST_DB": database,
        "PYTHONUNBUFFERED": "1",
    }
    closing = ""
    with subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        for line in child.stdout:
            print(line, end="", flush=True)
            if match := CLOSING_LINE.match(line.strip()):
                closing = match[1] or match[2]
    nothing_selected = 5
    ok = child.returncode == 0 or (child.returncode == nothing_selected and bool(for_pytest))
    if ok and os.environ.get("CI") == "true" and "skipped" in closing:
        return Stage(name, ok=False, seconds=time.monotonic() - started, note=f"{closing}: nothing may skip in CI")
    return Stage(name, ok, time.monotonic() - started, note=closing)


def _summary(stages: list[Stage]) -> int:
    for stage in stages:
        if not stage.ok and stage.output:
            say(f"\n── {stage.name} ──\n{stage.output}")
    width = max(len(stage.name) for stage in stages)
    say("")
    for stage in stages:
        say(f"{'ok    ' if stage.ok else 'FAILED'}  {stage.name:<{width}}  {stage.seconds:6.1f} s  {stage.note}")
    failed = [stage.name for stage in stages if not stage.ok]
    total = sum(stage.seconds for stage in stages)
    say(f"\n{'FAILED: ' + ', '.join(failed) if failed else 'All is well.'} ({total:.0f} s of work)")
    return 1 if failed else 0
