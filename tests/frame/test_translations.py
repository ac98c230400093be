"""The citizens' texts are whole in every language, and the check of that can fail."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "src/madoguchi/locale/en/LC_MESSAGES/django.po"


def check(tmp_path: Path, catalogue: str) -> "subprocess.CompletedProcess[str]":
    """The check, run on a tree with this English catalogue."""
    tree = tmp_path / "tree"
    (tree / "tools").mkdir(parents=True)
    (tree / "tools/translations.py").write_text((ROOT / "tools/translations.py").read_text())
    source = ROOT / "src/madoguchi"
    for path in [*source.rglob("*.html"), *source.rglob("*.py"), *source.rglob("*.po")]:
        copy = tree / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(catalogue if path == CATALOGUE else path.read_text())
    command = [sys.executable, str(tree / "tools/translations.py"), "check"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.req("LNG-07")
def test_every_text_for_citizens_stands_in_every_language(tmp_path: Path) -> None:
    done = check(tmp_path, CATALOGUE.read_text())
    assert done.returncode == 0, done.stderr


def test_a_missing_translation_is_found(tmp_path: Path) -> None:
    done = check(tmp_path, CATALOGUE.read_text().replace('msgstr "Next month"', 'msgstr ""'))
    assert done.returncode == 1
    assert "no translation of '次の月'" in done.stderr


def test_a_translation_that_nothing_uses_is_found(tmp_path: Path) -> None:
    done = check(tmp_path, CATALOGUE.read_text() + '\nmsgid "もう使わない文"\nmsgstr "gone"\n')
    assert done.returncode == 1
    assert "stands nowhere any more" in done.stderr


def test_a_translation_that_drops_a_value_is_found(tmp_path: Path) -> None:
    done = check(tmp_path, CATALOGUE.read_text().replace('"%(left)s left"', '"some left"'))
    assert done.returncode == 1
    assert "other placeholders" in done.stderr
