"""A telephone exchange for the tests and the demo: Asterisk 22 and sipp, in a folder of the user's cache.

Debian's stable releases have no Asterisk 22; its newest suite has. Nothing is installed: apt, with a state of its own,
fetches and checks the packages, and they are laid out in a folder that runs by its own loader. The mirror is the
machine's own. `tools/exchange.lock` says which files were proven; when Debian has moved on, that is said, and what it
has now is taken, as long as it is the same major version.

    bin/services                            gets it, when it is not there yet
    python3 -m tools.exchange_bundle --lock   writes down what Debian has now
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.ground import ROOT, CannotStart, need_space, say

LOCK = ROOT / "tools" / "exchange.lock"
SUITE = "sid"
MAJOR_VERSION = "22"
WANTED = ("asterisk", "sip-tester")
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
SPACE = 900_000_000
# What runs: the programs and the libraries. The rest is for install scripts, and we run none.
LAID_OUT = ("asterisk", "sip-tester", "lib")
LEFT_OUT = ("asterisk-core-sounds", "libperl", "libpython")


@dataclass(frozen=True, order=True)
class Package:
    name: str
    version: str
    sha256: str

    def __str__(self) -> str:
        return f"{self.name} {self.version} {self.sha256}"


def locked() -> list[Package]:
    lines = LOCK.read_text().splitlines() if LOCK.exists() else []
    return [Package(*line.split()) for line in lines if line and not line.startswith("#")]


def cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "madoguchi"


def folder() -> Path:
    """Where the exchange of this lock is, or will be. MADOGUCHI_EXCHANGE_BUNDLE names another that is ready."""
    if given := os.environ.get("MADOGUCHI_EXCHANGE_BUNDLE"):
        return Path(given)
    pin = hashlib.sha256("\n".join(map(str, locked())).encode() + Path(__file__).read_bytes()).hexdigest()
    return cache() / f"exchange-{MAJOR_VERSION}-{pin[:12]}"


def is_there() -> bool:
    return (folder() / "bin" / "asterisk").exists()


def provide() -> Path:
    """The folder with `bin/asterisk` and `bin/sipp`. The first call makes it (half a minute), later ones are instant."""
    if is_there():
        return folder()
    if "MADOGUCHI_EXCHANGE_BUNDLE" in os.environ:
        raise CannotStart(f"MADOGUCHI_EXCHANGE_BUNDLE names a folder without bin/asterisk: {folder()}")
    with _one_at_a_time():
        if not is_there():
            need_space(cache(), SPACE)
            say(
                f"・getting Asterisk {MAJOR_VERSION} and sipp from Debian's packages (checked by apt, laid in the cache)"
            )
            _make(folder())
    return folder()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    cache().mkdir(parents=True, exist_ok=True)
    with (cache() / "exchange.making").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


def _make(place: Path) -> None:
    # Beside its place, so that it appears there whole or not at all.
    made = Path(tempfile.mkdtemp(prefix="exchange-being-made-", dir=place.parent))
    try:
        archives = _download(made / "apt")
        found = sorted(_package(archive) for archive in archives)
        _judge(found)
        for archive in archives:
            if archive.name.startswith(LAID_OUT) and not archive.name.startswith(LEFT_OUT):
                _run(["dpkg-deb", "--extract", str(archive), str(made)])
        shutil.rmtree(made / "apt")
        for unneeded in ("doc", "man", "locale", "i18n", "bash-completion", "lintian"):
            shutil.rmtree(made / "usr" / "share" / unneeded, ignore_errors=True)
        (made / "packages.txt").write_text("".join(f"{package}\n" for package in found))
        for program in ("usr/sbin/asterisk", "usr/bin/sipp"):
            _write_starter(made, program)
        made.chmod(0o755)
        made.rename(place)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _download(state: Path) -> list[Path]:
    """The packages and all that they need, by an apt that knows nothing of this machine but its mirror."""
    for name in ("etc/none", "lists/partial", "archives/partial", "var"):
        (state / name).mkdir(parents=True)
    (state / "var" / "status").touch()
    (state / "etc" / "sources.list").write_text(f"deb [signed-by={KEYRING}] {_mirror()} {SUITE} main\n")
    own = {
        "Dir::Etc::sourcelist": state / "etc" / "sources.list",
        "Dir::Etc::sourceparts": state / "etc" / "none",
        "Dir::Etc::preferences": os.devnull,
        "Dir::Etc::preferencesparts": state / "etc" / "none",
        "Dir::State": state / "var",
        "Dir::State::lists": state / "lists",
        "Dir::State::status": state / "var" / "status",
        "Dir::Cache": state,
        "Dir::Cache::archives": state / "archives",
        "Dir::Log": state / "var",
        "APT::Install-Recommends": "0",
        "APT::Sandbox::User": "",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "Debug::NoLocking": "1",
    }
    apt = ["apt-get", "-qq", *(f"-o{name}={value}" for name, value in own.items())]
    _run([*apt, "update"])
    _run([*apt, "--yes", "--download-only", "install", *WANTED])
    return sorted((state / "archives").glob("*.deb"))


def _mirror() -> str:
    """Where this machine's own apt gets Debian from."""
    if not shutil.which("apt-get") or not KEYRING.exists():
        raise CannotStart(
            "Asterisk is taken from Debian's packages, and this machine has no apt with Debian's keys.\n"
            "Name a folder that was made on a machine with them: MADOGUCHI_EXCHANGE_BUNDLE=…\n"
            "Without the exchange: bin/test --fast"
        )
    release = (
        dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
        .get("VERSION_CODENAME", "")
        .strip('"')
    )
    listed = _run(
        ["apt-get", "indextargets", "--format", "$(RELEASE) $(COMPONENT) $(REPO_URI)", "Created-By: Packages"]
    )
    targets = [line.split() for line in listed.splitlines()]
    for name, component, address in targets:
        if name == release and component == "main":
            return address
    raise CannotStart(f"apt's own sources name no mirror of Debian {release}: is apt's list of sources in order?")


def _package(archive: Path) -> Package:
    name, version = _run(["dpkg-deb", "--show", "--showformat=${Package} ${Version}", str(archive)]).split()
    return Package(name, version, hashlib.sha256(archive.read_bytes()).hexdigest())


def _judge(found: list[Package]) -> None:
    """apt has checked each file against Debian's signature; here it is compared with what was proven."""
    versions = {package.name: package.version for package in found}
    upstream = versions.get("asterisk", "").split(":")[-1]
    if upstream.split(".")[0] != MAJOR_VERSION:
        raise CannotStart(
            f"Debian has Asterisk {upstream or '(none)'} now; Madoguchi is proven with {MAJOR_VERSION}.\n"
            "Name a folder with the former one (MADOGUCHI_EXCHANGE_BUNDLE=…), or prove the new one and change "
            "MAJOR_VERSION in tools/exchange_bundle.py."
        )
    proven = {package.name: package for package in locked()}
    moved = [package for package in found if proven.get(package.name) != package]
    for package in moved:
        if (before := proven.get(package.name)) is None:
            say(f"  not in the lock: {package.name} {package.version}")
        elif before.version == package.version:
            say(f"  {package.name} {package.version} is another file than the lock has (another architecture?)")
        else:
            say(f"  Debian has moved on: {package.name} {before.version} -> {package.version}")
    if moved:
        say(
            "  Taken all the same (Debian's signature holds). To write it down: python3 -m tools.exchange_bundle --lock"
        )


def _write_starter(made: Path, program: str) -> None:
    """A command that runs the program by the folder's own loader and libraries, wherever the folder stands."""
    loader = next(path for path in sorted(made.glob("usr/lib*/**/ld-linux-*.so.*")) if not path.is_symlink())
    libraries = next(made.glob("usr/lib/*/libc.so.6")).parent
    starter = made / "bin" / Path(program).name
    starter.parent.mkdir(exist_ok=True)
    starter.write_text(
        "#!/bin/sh\n"
        'here=$(dirname "$(dirname "$(readlink -f "$0")")")\n'
        f'exec "$here/{loader.relative_to(made)}" --library-path "$here/{libraries.relative_to(made)}" '
        f'"$here/{program}" "$@"\n'
    )
    starter.chmod(0o755)


def _run(command: list[str]) -> str:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        words = "\n".join((done.stdout + done.stderr).splitlines()[-10:])
        raise CannotStart(f"{command[0]} failed (exit code {done.returncode}) while getting the exchange:\n{words}")
    return done.stdout


def write_lock() -> None:
    with tempfile.TemporaryDirectory(prefix="madoguchi-exchange-") as state:
        found = sorted(_package(archive) for archive in _download(Path(state)))
    LOCK.write_text(
        "# The packages that the exchange of the tests was proven with: name, version, SHA-256 of the file.\n"
        "# Written by: python3 -m tools.exchange_bundle --lock\n" + "".join(f"{package}\n" for package in found)
    )


def main() -> int:
    try:
        if "--lock" in sys.argv[1:]:
            write_lock()
            return 0
        started = time.monotonic()
        print(provide(), f"({time.monotonic() - started:.1f} s)")
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
