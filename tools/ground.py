"""The ground that every command of bin/ stands on: virtual environment, locked installs, built front end.

Only the standard library: this runs before anything is installed. Each piece is made once and made again when what
it is made from has changed (a stamp holds the digest), so a second start takes seconds.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BASE_LOCK = ROOT / "requirements" / "base.txt"
DEV_LOCK = ROOT / "requirements" / "dev.txt"
SPACE_FOR_INSTALL = 1_500_000_000
SPACE_FOR_RUNNING = 200_000_000


class CannotStart(Exception):  # noqa: N818 - an answer to the person, not an error of the program
    """Something is missing that only the person in front of the machine can provide. The text says what to do."""


def say(text: str) -> None:
    print(text, flush=True)


def lay_ground(*, for_tests: bool = False) -> None:
    """Everything between a fresh clone and a program that can run."""
    need_space(ROOT, SPACE_FOR_RUNNING if PYTHON.exists() else SPACE_FOR_INSTALL)
    stamps = Stamps(VENV / "madoguchi-stamps.json")
    _make_venv()
    for lock in (BASE_LOCK, DEV_LOCK) if for_tests else (BASE_LOCK,):
        with stamps.once(f"install {lock.name}", [lock]) as wanted:
            if wanted:
                say(f"・installing {lock.relative_to(ROOT)} (locked, every file checked by its hash)")
                _pip("install", "--require-hashes", "-r", str(lock))
    with stamps.once("install project", [ROOT / "pyproject.toml", ROOT / "requirements" / "base.in"]) as wanted:
        if wanted:
            _pip("install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    run([str(PYTHON), "tools/build_frontend.py"])  # knows by itself when there is nothing to do
    catalogues = files(ROOT / "src", ending=".po")
    with stamps.once("translations", catalogues, product=_first_compiled(catalogues)) as wanted:
        if wanted:
            say("・compiling the translations")
            run([str(PYTHON), "tools/translations.py", "compile"])


class Stamps:
    """Which pieces have been made, and the digest of what they were made from."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def once(self, name: str, sources: Iterable[Path], product: Path | None = None) -> "_Once":
        digest = hashlib.sha256(sys.version.encode())
        for source in sorted(sources):
            digest.update(str(source.relative_to(ROOT)).encode())
            digest.update(source.read_bytes())
        return _Once(self, name, digest.hexdigest(), product)

    def read(self) -> dict[str, str]:
        try:
            stamps: dict[str, str] = json.loads(self.path.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return {}
        return stamps

    def write(self, name: str, digest: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps({**self.read(), name: digest}, indent=1, sort_keys=True))


class _Once:
    """`with` answers whether the piece must be made; the stamp is set only when making it did not fail."""

    def __init__(self, stamps: Stamps, name: str, digest: str, product: Path | None) -> None:
        self.stamps, self.name, self.digest = stamps, name, digest
        self.wanted = stamps.read().get(name) != digest or (product is not None and not product.exists())

    def __enter__(self) -> bool:
        return self.wanted

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self.wanted and kind is None:
            self.stamps.write(self.name, self.digest)


def files(folder: Path, ending: str = "") -> list[Path]:
    return sorted(path for path in folder.rglob(f"*{ending}") if path.is_file()) if folder.exists() else []


def _first_compiled(catalogues: list[Path]) -> Path | None:
    return catalogues[0].with_suffix(".mo") if catalogues else None


def _make_venv() -> None:
    if PYTHON.exists():
        try:
            subprocess.run([str(PYTHON), "-c", "import pip"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            say(f"・{VENV.name} is broken (another Python, or no pip): making it anew")
            shutil.rmtree(VENV)
        else:
            return
    need_space(ROOT, SPACE_FOR_INSTALL)
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise CannotStart(
            "Python's own 'venv' is missing on this machine. On Debian or Ubuntu:\n"
            f"    sudo apt-get install python{version}-venv\n"
            "Then start this command again."
        )
    say(f"・making the virtual environment {VENV.name}")
    # Not `venv` of the running process: it may itself run in one.
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)


def _pip(*arguments: str) -> None:
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    run([str(PYTHON), "-m", "pip", arguments[0], *quiet, *arguments[1:]])


def run(command: list[str], environment: Mapping[str, str] | None = None) -> None:
    """Run one step; when it fails, its own words and the command are all that is shown."""
    _run(command, environment, stdout=None)


def output_of(command: list[str], environment: Mapping[str, str] | None = None) -> str:
    return _run(command, environment, stdout=subprocess.PIPE)


def _run(command: list[str], environment: Mapping[str, str] | None, stdout: int | None) -> str:
    told = {**os.environ, **(environment or {})}
    done = subprocess.run(command, cwd=ROOT, env=told, stdout=stdout, text=True, check=False)
    if done.returncode:
        shown = " ".join(command).replace(str(ROOT) + "/", "")
        raise CannotStart(f"This step failed (exit code {done.returncode}), see above:\n    {shown}")
    return done.stdout or ""


def need_space(folder: Path, bytes_needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < bytes_needed:
        raise CannotStart(
            f"Not enough disk space beside {folder.name}/: {free // 1_000_000} MB are free, "
            f"{bytes_needed // 1_000_000} MB are needed."
        )


def script(name: str) -> str:
    """A command that the virtual environment brought along."""
    return str(VENV / "bin" / name)
