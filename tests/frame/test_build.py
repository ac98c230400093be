"""The front end is built once for each state of its sources."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The tool on a tree of its own, with commands that are only written down."""
    spec = importlib.util.spec_from_file_location("build_frontend", ROOT / "tools/build_frontend.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    for folder in ("frontend", "build", "node_modules"):
        (tmp_path / folder).mkdir()
    for name in (*found.LOCKED, "frontend/page.css"):
        (tmp_path / name).write_text(name)
    for constant, folder in (
        ("ROOT", ""),
        ("SOURCES", "frontend"),
        ("BUILD", "build"),
        ("PACKAGES", "node_modules"),
    ):
        monkeypatch.setattr(found, constant, tmp_path / folder)
    monkeypatch.setattr(found, "ran", [], raising=False)
    monkeypatch.setattr(found, "_run", lambda command, environment: found.ran.append(command[0]))
    monkeypatch.setattr(sys, "argv", ["build_frontend.py"])
    return found


def test_a_second_build_of_the_same_sources_does_nothing(tool: ModuleType) -> None:
    tool.main()
    tool.main()
    assert tool.ran == ["npm", "node"]


def test_a_changed_source_is_built_without_installing_again(tool: ModuleType) -> None:
    tool.main()
    (tool.SOURCES / "page.css").write_text("changed")
    tool.main()
    assert tool.ran == ["npm", "node", "node"]


def test_a_changed_lock_installs_again(tool: ModuleType) -> None:
    tool.main()
    (tool.ROOT / "package-lock.json").write_text("changed")
    tool.main()
    assert tool.ran == ["npm", "node", "npm", "node"]
