"""What is in the repository works on any machine: no registry is named, no machine's path, no secret."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BINARY = {".png", ".ico", ".woff2", ".pdf", ".xlsx", ".gz"}
# Written in pieces, so that this file does not find itself.
REGISTRY = re.compile(r"pypi\." r"org|python" r"hosted|registry\.np" r"mjs|registry\.yarn" r"pkg|unp" r"kg\.com|--(extra-)?index-" r"url[ =]|jsdel" r"ivr|npm\.pkg\.git" r"hub")  # fmt: skip
MACHINE_PATH = re.compile(r"(?<![\w.])/(work|root|home|Users|tmp|mnt)/[\w.-]+/")
KEY_MATERIAL = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE" r" KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|"
    r"(SECRET_KEY|HISTORY_KEY|PASSWORD)\s*=\s*[\"'][A-Za-z0-9+/=_-]{40,}[\"']"
)  # fmt: skip


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git repository")  # an unpacked archive
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and path.suffix not in BINARY]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in tracked_files()
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_registry_is_named() -> None:
    assert lines_with(REGISTRY) == []


def test_no_path_of_a_machine_is_written_down() -> None:
    assert lines_with(MACHINE_PATH) == []


def test_no_key_is_in_the_repository() -> None:
    assert lines_with(KEY_MATERIAL) == []


@pytest.mark.parametrize("name", ["base", "dev"])
def test_every_locked_package_has_a_version_and_hashes(name: str) -> None:
    lock = (ROOT / "requirements" / f"{name}.txt").read_text().replace("\\\n", " ")
    packages = [line for line in lock.splitlines() if line and not line.startswith("#")]
    assert packages
    assert [line for line in packages if "==" not in line or "--hash=sha256:" not in line] == []


def test_every_locked_node_package_has_its_digest_and_no_address() -> None:
    import json

    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    locked = {name: package for name, package in packages.items() if name}
    assert locked
    assert [name for name, package in locked.items() if "integrity" not in package] == []
    assert [name for name, package in locked.items() if "resolved" in package] == []


def test_the_pattern_finds_what_it_looks_for() -> None:
    assert REGISTRY.search("https://pypi." + "org/simple")
    assert MACHINE_PATH.search("open('/ho" + "me/taro/x')")
    assert KEY_MATERIAL.search("-----BEGIN RSA PRIVATE" + " KEY-----")
