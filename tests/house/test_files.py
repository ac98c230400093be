"""A file is a room: one that outgrows it is explained, or becomes two."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES = 400


def test_a_long_file_is_explained_in_the_architecture() -> None:
    explained = (ROOT / "docs" / "architecture.md").read_text()
    long_files = [
        str(path.relative_to(ROOT))
        for folder in ("src", "tests", "tools", "frontend")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".ts", ".css", ".html"} and "build" not in path.parts
        if len(path.read_text().splitlines()) > MOST_LINES
    ]
    assert [file for file in long_files if file not in explained] == []


def test_no_code_leaves_a_note_to_do_later() -> None:
    to_do = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    left = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (ROOT / "src").rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if to_do.search(line)
    ]
    assert left == []


def test_a_package_that_holds_nothing_yet_says_that_it_is_reserved() -> None:
    source = ROOT / "src" / "madoguchi"
    for folder in (*source.iterdir(), *(source / "web").iterdir()):
        if not (folder / "__init__.py").exists():
            continue
        rooms = {path.name for path in folder.iterdir()} - {"__pycache__", "__init__.py", "preset.py"}
        says_so = (folder / "__init__.py").read_text().startswith('"""Reserved: ')
        assert says_so is not bool(rooms), folder.name


def test_no_room_has_a_name_that_says_nothing() -> None:
    nothing = {"utils.py", "helpers.py", "util.py", "helper.py", "misc.py", "common.py", "data.py", "manager.py"}
    found = [str(path.relative_to(ROOT)) for path in (ROOT / "src").rglob("*.py") if path.name in nothing]
    assert found == []


def test_a_form_that_gives_a_file_says_so_to_the_script_that_sends_once() -> None:
    forms = [
        form
        for path in (ROOT / "src").rglob("*.html")
        for form in re.findall(r"<form[^>]*>", path.read_text())
        if re.search(r"""url ["'][a-z_]+:(\w*export\w*|\w+_file)["']""", form)
    ]
    assert forms
    assert [form for form in forms if "data-gives-file" not in form] == []
