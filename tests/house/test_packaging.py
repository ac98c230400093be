"""What is laid beside the product for its operator: units and a container file. The image is not built here; what it
names is looked for."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path
from pkgutil import iter_modules

import pytest

from madoguchi.config import commands

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "packaging" / "systemd").glob("*.service"))
CONTAINERFILE = (ROOT / "packaging" / "Containerfile").read_text()
COMMANDS = {module.name for module in iter_modules(commands.__path__)}
PROGRAMS = {"/opt/madoguchi/.venv/bin/madoguchi", "/usr/sbin/asterisk"}

pytestmark = pytest.mark.req("INT-02")


def unit(path: Path) -> configparser.ConfigParser:
    parsed = configparser.ConfigParser(interpolation=None, delimiters=("=",), strict=False)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string(path.read_text())
    return parsed


def test_there_is_a_unit_for_each_program() -> None:
    assert {path.stem for path in UNITS} == {
        f"madoguchi-{name}" for name in ("web", "worker", "switchboard", "exchange")
    }


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_starts_a_command_that_there_is_and_comes_back_by_itself(path: Path) -> None:
    service = unit(path)["Service"]
    program, *words = service["ExecStart"].split()
    assert program in PROGRAMS
    assert program.endswith("asterisk") or words[0] in COMMANDS
    assert service["Restart"] == "always"
    assert service["User"] == "madoguchi"
    assert unit(path)["Install"]["WantedBy"] == "multi-user.target"
    named = re.findall(r"madoguchi-[a-z]+\.service", unit(path)["Unit"].get("After", ""))
    assert set(named) <= {other.name for other in UNITS}


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_systemd_finds_no_fault_in_a_unit(path: Path, tmp_path: Path) -> None:
    """Where systemd is; the test above asks everywhere for what matters most."""
    verifier = shutil.which("systemd-analyze")
    if verifier is None:
        return
    text = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", path.read_text())
    copied = tmp_path / path.name
    copied.write_text(text.replace("WorkingDirectory=/opt/madoguchi", "WorkingDirectory=/"))
    done = subprocess.run(
        [verifier, "verify", "--man=no", str(copied)], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if path.name in line]
    assert not ours, "\n".join(ours)


def test_what_the_container_file_names_is_there() -> None:
    for script in re.findall(r"python (tools/\S+\.py)", CONTAINERFILE):
        assert (ROOT / script).exists(), script
    for lock in re.findall(r"-r (\S+\.txt)", CONTAINERFILE):
        assert (ROOT / lock).exists(), lock
    assert "compile" in (ROOT / "tools" / "translations.py").read_text()
    (command,) = re.findall(r'(?m)^CMD \["madoguchi", "(\w+)"\]', CONTAINERFILE)
    assert command in COMMANDS
    for name in re.findall(r"(MADOGUCHI_\w+)=", CONTAINERFILE):
        assert (
            name
            in (ROOT / "packaging" / "environment.example").read_text() + (ROOT / "docs/deployment.md").read_text()
        )
