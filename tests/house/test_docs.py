"""What the documents point at exists."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FILE_NAMED = re.compile(r"`((?:src|tests|tools|bin|docs|frontend|presets|requirements)/[\w./-]+)`")


def documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def anchors_of(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", document.read_text(), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(document: Path) -> list[str]:
    broken = []
    for target in LINK.findall(document.read_text()):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path) if path else document
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors_of(file)):
            broken.append(f"{document.relative_to(ROOT)}: {target}")
    return broken


def test_every_link_between_documents_leads_somewhere() -> None:
    assert [link for document in documents() for link in broken_links(document)] == []


def test_every_file_that_a_document_names_exists() -> None:
    missing = [
        f"{document.relative_to(ROOT)}: {name}"
        for document in documents()
        for name in FILE_NAMED.findall(document.read_text())
        if not (ROOT / name).exists()
    ]
    assert missing == []


def test_every_picture_has_words() -> None:
    silent = [
        str(document.relative_to(ROOT))
        for document in documents()
        if re.search(r"!\[\s*\]\(", document.read_text())
    ]
    assert silent == []


def test_every_decision_is_in_the_list() -> None:
    listed = (ROOT / "docs" / "adr" / "README.md").read_text()
    assert [path.name for path in (ROOT / "docs" / "adr").glob("0*.md") if f"({path.name})" not in listed] == []
