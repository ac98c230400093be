"""A private PostgreSQL for tests: its own folder, its own port, stopped with the tests that started it."""

import atexit
import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.shared import database_asked

FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "timezone": "Asia/Tokyo",
}


_ports = itertools.count()


class PostgresMissingError(RuntimeError):
    """PostgreSQL is not installed on this machine."""


def programs() -> Path:
    """The folder of the newest server on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    raise PostgresMissingError("PostgreSQL's server programs are missing: run bin/services")


def free_port() -> int:
    """One that stays free until it is used: below those that the system gives to whoever connects, and elsewhere for
    each process of the tests."""
    while True:
        port = 21_000 + (os.getpid() * 61 + next(_ports)) % 11_000
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def _as_nobody_special() -> list[str]:
    """PostgreSQL refuses to run as root; and it ends with us, even if we are killed."""
    command = ["setpriv", "--pdeathsig", "INT"]
    if os.geteuid() == 0:
        command += [f"--reuid={_user()}", "--regid=65534", "--clear-groups"]
    return command


def _user() -> str:
    import pwd

    return "postgres" if any(entry.pw_name == "postgres" for entry in pwd.getpwall()) else "nobody"


@dataclass
class Cluster:
    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    def url(self, database: str = "postgres") -> str:
        return f"postgres://tests@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        settings = {**FAST, "port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*_as_nobody_special(), programs() / "postgres", "-D", self.folder / "data", *options],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        import psycopg

        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)  # fast: disconnects everybody
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(10)
        self.process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def has(self, database: str) -> bool:
        import psycopg

        with psycopg.connect(self.url()) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
            return found.fetchone() is not None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def new_cluster() -> Cluster:
    database_asked()
    folder = Path(tempfile.mkdtemp(prefix="madoguchi-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, _user())
    options = ["-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(
        [*_as_nobody_special(), programs() / "initdb", "-D", folder / "data", *options],
        check=True,
        capture_output=True,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
    )
    cluster = Cluster(folder=folder, port=free_port())
    cluster.start()
    owner = os.getpid()
    atexit.register(lambda: cluster.remove() if os.getpid() == owner else None)
    return cluster


PORT = "MADOGUCHI_TEST_POSTGRES_PORT"


def start_for_this_run() -> str:
    """One cluster for a whole run of pytest: the first process starts it, the workers of xdist inherit it. The
    address of the database on it."""
    if PORT not in os.environ:
        os.environ[PORT] = str(new_cluster().port)
    return cluster().url("madoguchi")


def cluster() -> Cluster:
    """The cluster of this run; without one, a cluster of this process."""
    database_asked()
    return _cluster()


@cache
def _cluster() -> Cluster:
    if PORT in os.environ:
        return Cluster(folder=Path(os.devnull), port=int(os.environ[PORT]))
    return new_cluster()
