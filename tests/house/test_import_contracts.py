"""The layers hold, and the check that says so can fail."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def lint_imports(tree: Path) -> tuple[int, str]:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy_of_the_tree(tmp_path: Path) -> Path:
    shutil.copy(ROOT / ".importlinter", tmp_path)
    only_source = shutil.ignore_patterns("static", "templates", "locale", "__pycache__", "*.pyc")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=only_source)
    return tmp_path


def test_the_contracts_hold(copy_of_the_tree: Path) -> None:
    code, output = lint_imports(copy_of_the_tree)
    assert code == 0, output


@pytest.mark.parametrize(
    ("room", "forbidden", "contract"),
    [
        ("web/city/views.py", "import madoguchi.telephony", "Layers:"),
        ("core/clock.py", "import madoguchi.booking", "Layers:"),
        ("booking/rules.py", "import django", "Rules are pure"),
        ("accounts/rights.py", "import madoguchi.accounts.models", "Rules are pure"),
        ("web/citizen/views.py", "import madoguchi.web.city", "Screens never import each other"),
        ("booking/queries.py", "import madoguchi.booking.actions", "Queries do not write"),
    ],
)
def test_an_import_that_breaks_the_layers_is_found(
    copy_of_the_tree: Path, room: str, forbidden: str, contract: str
) -> None:
    file = copy_of_the_tree / "src" / "madoguchi" / room
    file.write_text(f"{forbidden}\n{file.read_text()}")
    code, output = lint_imports(copy_of_the_tree)
    assert code == 1
    assert any(line.startswith(contract) and line.endswith("BROKEN") for line in output.splitlines()), output


def test_a_package_that_has_no_layer_is_found(copy_of_the_tree: Path) -> None:
    stray = copy_of_the_tree / "src" / "madoguchi" / "helpers"
    stray.mkdir()
    (stray / "__init__.py").touch()
    code, output = lint_imports(copy_of_the_tree)
    assert code == 1
    assert "helpers" in output
