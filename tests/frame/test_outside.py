"""Nothing of the front end names an outside host, and nothing is written into the page that the policy forbids."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src/madoguchi"
TEMPLATES = sorted(SOURCE.rglob("*.html"))
BUILT = sorted((SOURCE / "web/frame/static").rglob("*.*"))
# The names of XML vocabularies are names, not addresses.
ADDRESS = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[\w-]+\.[\w.-]+")


@pytest.mark.req("PLT-04")
@pytest.mark.parametrize("path", [*TEMPLATES, *BUILT], ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_page_style_or_script_names_an_outside_host(path: Path) -> None:
    assert ADDRESS.findall(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_template_has_an_inline_script_style_or_handler(path: Path) -> None:
    page = path.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style\b|\sstyle=|\son\w+=", page)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_comment_of_a_template_reaches_the_page(path: Path) -> None:
    # Django takes {# … #} for a comment only on one line.
    assert [line for line in path.read_text().splitlines() if "{#" in line and "#}" not in line] == []


def test_the_lock_of_the_packages_names_no_host() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert "://" not in re.sub(r'"url": "[^"]*"', "", lock)
    assert '"integrity"' in lock


@pytest.mark.req("PLT-04")
def test_the_front_end_has_been_built() -> None:
    assert {path.name for path in BUILT} >= {"citizen.css", "staff.css", "narrow.css", "frame.js"}
