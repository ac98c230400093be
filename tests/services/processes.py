"""A whole installation for tests: its own folder, keys, port and database, real `madoguchi` processes."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.services import postgres, templates
from tests.shared import database_asked, vendor_of_this_run

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
# Even if the tests are killed, nothing of theirs goes on.
ENDS_WITH_US = ("setpriv", "--pdeathsig", "KILL")
MADOGUCHI = "import sys; from madoguchi.config.cli import main; sys.exit(main())"


# What is waited for comes as soon as it comes; on a machine that does much else besides, that is later.
PATIENCE = 3


def wait_until(what: Callable[[], object], *, seconds: float = 30, pause: float = 0.02) -> None:
    deadline = time.monotonic() + seconds * PATIENCE
    while not what():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds * PATIENCE} seconds: {what}")
        time.sleep(pause)


@dataclass
class Running:
    """One process of ours. Stopped by its own pid, never by name."""

    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)

    def stop(self, *, seconds: float = 30) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def said(self) -> str:
        return self.log.read_text(errors="replace")


@dataclass
class Installation:
    folder: Path
    database_url: str
    port: int = field(default_factory=postgres.free_port)
    running: list[Running] = field(default_factory=list)
    also: dict[str, str] = field(default_factory=dict)  # what its processes find in their environment besides

    def __post_init__(self) -> None:
        database_asked()

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI_")}
        return {
            **inherited,
            "MADOGUCHI_VAR": str(self.folder),
            "MADOGUCHI_DATABASE_URL": self.database_url,
            # The keys of this process: both read the same sessions and prove the same history.
            "MADOGUCHI_SECRET_KEY": os.environ["MADOGUCHI_SECRET_KEY"],
            "MADOGUCHI_HISTORY_KEY": os.environ["MADOGUCHI_HISTORY_KEY"],
            "MADOGUCHI_HOSTS": "localhost,127.0.0.1",
            "MADOGUCHI_PLAIN_HTTP": "1",
            "MADOGUCHI_PROBE_SECONDS": "0",  # a test that wants it says so
            "DJANGO_SETTINGS_MODULE": "madoguchi.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            **self.also,
        }

    def start(self, *arguments: str) -> Running:
        """`madoguchi …` in the background."""
        log = self.folder / f"{arguments[0]}-{len(self.running)}.log"
        with log.open("ab") as out:
            process = subprocess.Popen(
                [*ENDS_WITH_US, PYTHON, "-c", MADOGUCHI, *arguments],
                cwd=self.folder,
                env=self.environment(),
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
            )
        self.running.append(Running(process, log))
        return self.running[-1]

    def worker(self, *options: str) -> Running:
        return self.start("worker", *options)

    def serve(self, *options: str) -> Running:
        """The web server, ready when this returns."""
        server = self.start("serve", "--port", str(self.port), *options)
        wait_until(lambda: self._answers(server), seconds=60, pause=0.1)
        return server

    def _answers(self, server: Running) -> bool:
        if server.process.poll() is not None:
            raise RuntimeError(f"the server has ended:\n{server.said()}")
        try:
            urllib.request.urlopen(f"{self.address}/healthz", timeout=2).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def run(self, *arguments: str, check: bool = True) -> str:
        """`madoguchi …` to its end; what it printed."""
        return _python(self.environment(), "-c", MADOGUCHI, *arguments, check=check)

    def collect_static(self) -> None:
        """What a browser needs beside the pages."""
        (self.folder / "static").symlink_to(_collected_static())

    def python(self, code: str) -> str:
        """A few lines with Django set up, in this installation; what they printed."""
        return _python(self.environment(), "-c", f"import django; django.setup()\n{code}")

    @contextmanager
    def as_own_database(self) -> Iterator[None]:
        """Inside, the models of this process speak to the installation's database."""
        from django.db import connections
        from django.db.utils import load_backend

        from madoguchi.config.settings import database

        config = database(self.database_url)
        config = connections.configure_settings({"default": config})["default"]
        before = connections["default"]
        connections["default"] = load_backend(config["ENGINE"]).DatabaseWrapper(config, "default")
        try:
            yield
        finally:
            connections["default"].close()
            connections["default"] = before

    def close(self) -> None:
        for process in self.running:
            if process.process.poll() is None:
                process.stop()


def _python(environment: dict[str, str], *arguments: str, check: bool = True) -> str:
    done = subprocess.run([PYTHON, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
    if check and done.returncode:
        raise RuntimeError(f"{arguments} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def _migrate(installation: Installation) -> None:
    _python(installation.environment(), "manage.py", "migrate", "--skip-checks", "--verbosity", "0")


def migrated_sqlite() -> Path:
    def make(folder: Path) -> None:
        _migrate(Installation(folder, f"sqlite:///{folder / 'madoguchi.sqlite3'}"))

    return templates.made_once("sqlite", make) / "madoguchi.sqlite3"


def _collected_static() -> Path:
    def make(folder: Path) -> None:
        collecting = Installation(folder, f"sqlite:///{folder / 'madoguchi.sqlite3'}")
        collect = ("collectstatic", "--skip-checks", "--noinput", "--verbosity", "0")
        _python(collecting.environment(), "manage.py", *collect)

    return templates.made_once("static", make) / "static"


def migrated_on(server: postgres.Cluster) -> str:
    def migrate(url: str) -> None:
        with tempfile.TemporaryDirectory(prefix="madoguchi-template-") as folder:
            _migrate(Installation(Path(folder), url))

    return templates.migrated_on(server, migrate)


def database_on(server: postgres.Cluster) -> str:
    """A fresh migrated database on a PostgreSQL server; its address."""
    name = f"madoguchi_{uuid.uuid4().hex[:12]}"
    server.run(f"CREATE DATABASE {name} TEMPLATE {migrated_on(server)}")
    return server.url(name)


@contextmanager
def new_installation(vendor: str = "", *, server: postgres.Cluster | None = None) -> Iterator[Installation]:
    """An installation with an empty, migrated database; its processes end with it."""
    folder = Path(tempfile.mkdtemp(prefix="madoguchi-installation-"))
    if (vendor or vendor_of_this_run()) == "postgres":
        url = database_on(server or postgres.cluster())
    else:
        shutil.copy(migrated_sqlite(), folder / "madoguchi.sqlite3")
        url = f"sqlite:///{folder / 'madoguchi.sqlite3'}"
    installation = Installation(folder, url)
    try:
        yield installation
    finally:
        installation.close()
        shutil.rmtree(folder, ignore_errors=True)
