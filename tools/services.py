"""`bin/services`: PostgreSQL, Chromium, Pango, a Japanese font and a telephone exchange for the tests. As root it installs
what is missing; otherwise it says what to install. The exchange is laid in the user's cache, without installing it."""

import ctypes.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import exchange_bundle
from tools.ground import CannotStart, say


def _has_postgres() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or bool(shutil.which("initdb"))


def _has_chromium() -> bool:
    return any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))


def _has_japanese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=ja"], capture_output=True, check=False).stdout.strip())


def _has_pango() -> bool:
    return bool(ctypes.util.find_library("pangoft2-1.0"))


SERVICES = {
    "postgresql": ("PostgreSQL (the tests start a private cluster of their own)", _has_postgres),
    "chromium": ("Chromium (browser tests)", _has_chromium),
    "libpangoft2-1.0-0": ("Pango (lists on paper are made as PDF)", _has_pango),
    "fonts-noto-cjk": ("a Japanese font (so that pictures of the screens can be judged)", _has_japanese_font),
}


def missing_services() -> dict[str, str]:
    """{Debian's name of the package: what it is for}"""
    return {package: purpose for package, (purpose, is_there) in SERVICES.items() if not is_there()}


def provide_services() -> None:
    missing = missing_services()
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        _apt_install([*missing, *(["fontconfig"] if "fonts-noto-cjk" in missing else [])])
        missing = missing_services()
    if missing:
        wanted = "\n".join(f"    {package}: {purpose}" for package, purpose in missing.items())
        raise CannotStart(
            f"These are missing on this machine:\n{wanted}\n"
            f"On Debian or Ubuntu: sudo apt-get install {' '.join(missing)}\n"
            "Without them: bin/test --fast"
        )
    exchange_bundle.provide()


def _apt_install(packages: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    say(f"・installing {', '.join(packages)} by apt-get")
    if subprocess.run(install, env=environment, check=False, stdout=subprocess.DEVNULL).returncode == 0:
        return
    say("・refreshing the list of packages")  # a fresh image has none
    subprocess.run(["apt-get", "update", "--quiet"], env=environment, check=False, stdout=subprocess.DEVNULL)
    subprocess.run(install, env=environment, check=False, stdout=subprocess.DEVNULL)


def main() -> int:
    try:
        provide_services()
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    say(
        f"PostgreSQL, Chromium, Pango, a Japanese font and a telephone exchange are here ({exchange_bundle.folder()})."
    )
    return 0
