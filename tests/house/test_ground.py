"""bin/demo and bin/test stand on any machine with Python, and say what is missing."""

import ast
import os
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from tools import demo, demo_commands, ground, phone, services, testing

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ["call", "demo", "lock", "madoguchi", "services", "test"]


def run_demo(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, ROOT / "bin" / "demo", *arguments],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_wrong_preset_name_is_refused_with_the_names_that_there_are() -> None:
    refused = run_demo("--preset", "atlantis")
    assert refused.returncode == 2
    assert all(name in refused.stderr for name in ("hatsukaichi", "kawagoe", "nishitokyo", "digital-agency"))


def test_the_demo_refuses_a_name_that_others_can_reach() -> None:
    refused = run_demo(MADOGUCHI_HOSTS="yoyaku.example.jp")
    assert refused.returncode == 2
    assert "yoyaku.example.jp" in refused.stderr


def test_a_port_that_is_taken_is_refused_before_anything_is_made() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        refused = run_demo("--port", str(other.getsockname()[1]))
    assert refused.returncode == 2
    assert "is taken" in refused.stderr


def test_a_second_demo_with_a_telephone_takes_ports_that_the_first_has_not(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = phone.ports_of
    monkeypatch.setattr(phone, "ports_of", lambda number: usual(number + 100))  # a demo may run beside the tests
    first = phone.free_ports()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind((phone.OUTSIDE, first.sip))
        second = phone.free_ports()
        assert set(second.needed).isdisjoint(first.needed)
        assert second.rtp[0] > first.rtp[1]
        monkeypatch.setattr(phone, "EXCHANGES", 1)
        with pytest.raises(ground.CannotStart, match=f"{first.sip}"):
            phone.free_ports()


def test_no_disk_space_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground.shutil, "disk_usage", lambda folder: SimpleNamespace(free=7_000_000))
    with pytest.raises(ground.CannotStart, match="7 MB are free"):
        ground.lay_ground()


def test_a_python_without_venv_is_told_which_package_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(ground, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(ground, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(ground.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ground.CannotStart, match=r"apt-get install python3\.\d+-venv"):
        ground.lay_ground()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_python_that_is_too_old_is_told_so_in_words_that_it_can_read(command: str) -> None:
    source = (ROOT / "bin" / command).read_text()
    ast.parse(source, feature_version=(3, 6))
    program = f"import sys; sys.version_info = (3, 9, 0); sys.argv = ['bin/{command}']; exec({source!r})"
    refused = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "needs Python 3.11" in refused.stderr


def test_what_runs_before_the_installs_imports_only_the_standard_library() -> None:
    foreign = {
        f"{path.name}: {module}"
        for path in [*(ROOT / "tools").glob("*.py"), *(ROOT / "bin" / name for name in COMMANDS)]
        if path.name not in NEEDS_THE_VENV
        for module in imported_modules(path)
        if module not in sys.stdlib_module_names and module != "tools"
    }
    assert foreign == set()


NEEDS_THE_VENV = {"translations.py", "screenshots.py"}


def imported_modules(path: Path) -> set[str]:
    modules = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            modules |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules.add(node.module.partition(".")[0])
    return modules


def test_a_piece_is_made_again_only_when_its_source_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ground, "ROOT", tmp_path)
    source, stamps = tmp_path / "lock.txt", ground.Stamps(tmp_path / "stamps.json")
    source.write_text("a==1")

    def is_made() -> bool:
        with stamps.once("piece", [source]) as wanted:
            return wanted

    assert [is_made(), is_made()] == [True, False]
    source.write_text("a==2")
    assert [is_made(), is_made()] == [True, False]


def test_a_piece_that_failed_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground, "ROOT", tmp_path)
    stamps = ground.Stamps(tmp_path / "stamps.json")
    with pytest.raises(ground.CannotStart), stamps.once("piece", []):
        raise ground.CannotStart
    with stamps.once("piece", []) as wanted:
        assert wanted


def test_the_demo_makes_its_own_keys_and_only_its_owner_may_read_them(tmp_path: Path) -> None:
    first = demo._environment(tmp_path / "var", fresh=False)
    assert (tmp_path / "var" / "keys.json").stat().st_mode & 0o777 == 0o600
    (tmp_path / "var" / "complete").touch()
    assert demo._environment(tmp_path / "var", fresh=False)["MADOGUCHI_SECRET_KEY"] == first["MADOGUCHI_SECRET_KEY"]
    anew = demo._environment(tmp_path / "var", fresh=True)
    assert anew["MADOGUCHI_HISTORY_KEY"] != first["MADOGUCHI_HISTORY_KEY"]


def test_a_start_that_was_interrupted_begins_anew(tmp_path: Path) -> None:
    demo._environment(tmp_path / "var", fresh=False)
    half_made = tmp_path / "var" / "madoguchi.sqlite3"
    half_made.touch()
    demo._environment(tmp_path / "var", fresh=False)
    assert not half_made.exists()


def test_the_demo_lets_nothing_of_the_machine_change_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MADOGUCHI_DATABASE_URL", "postgres://somewhere/else")
    environment = demo._environment(tmp_path / "var", fresh=False)
    assert "MADOGUCHI_DATABASE_URL" not in environment
    assert (environment["MADOGUCHI_DEMO"], environment["MADOGUCHI_HOSTS"]) == ("1", "localhost,127.0.0.1")


def test_a_command_runs_on_the_data_of_the_demo_that_was_started_last_or_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_commands, "DEMOS", tmp_path)
    for age, preset in ((60, "kawagoe"), (0, "hatsukaichi")):
        kept = tmp_path / preset / demo_commands.FILE
        environment = demo._environment(tmp_path / preset, fresh=False)
        demo_commands.keep_environment(tmp_path / preset, {**environment, "HOME": "/root"})
        assert kept.stat().st_mode & 0o777 == 0o600
        os.utime(kept, (kept.stat().st_atime, kept.stat().st_mtime - age))
    calls: list[tuple[list[str], dict[str, str]]] = []

    def run(command: list[str], *, env: dict[str, str], check: bool) -> SimpleNamespace:
        calls.append((command, env))
        return SimpleNamespace(returncode=1)

    monkeypatch.setattr(demo_commands.subprocess, "run", run)
    assert demo_commands.main(["check", "--head", "7:ab"]) == 1, "the command's own answer"
    demo_commands.main(["--demo", "kawagoe", "report", "monthly"])
    assert [command[1:] for command, _ in calls] == [["check", "--head", "7:ab"], ["report", "monthly"]]
    assert [Path(told["MADOGUCHI_VAR"]).name for _, told in calls] == ["hatsukaichi", "kawagoe"]
    assert "HOME" not in demo_commands.environment_kept("kawagoe")


def test_a_command_without_a_demo_says_how_to_start_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo_commands, "DEMOS", tmp_path)
    assert demo_commands.main(["--demo", "kawagoe", "check"]) == 2
    assert "bin/demo --preset kawagoe" in capsys.readouterr().err


def test_missing_services_are_named_with_the_command_that_brings_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "missing_services", lambda: {"postgresql": "PostgreSQL"})
    monkeypatch.setattr(services.os, "geteuid", lambda: 1000)
    with pytest.raises(ground.CannotStart, match="sudo apt-get install postgresql"):
        services.provide_services()


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("====== 812 passed, 3 skipped in 61.20s (0:01:01) ======", "812 passed, 3 skipped in 61.20s (0:01:01)"),
        ("1 failed, 2 passed in 0.50s", "1 failed, 2 passed in 0.50s"),
    ],
)
def test_the_summary_shows_the_counts_of_pytest(line: str, counts: str) -> None:
    match = testing.CLOSING_LINE.match(line)
    assert match is not None
    assert (match[1] or match[2]) == counts


def test_continuous_integration_runs_bin_test() -> None:
    assert "exec bin/test" in (ROOT / ".ci" / "run").read_text()
