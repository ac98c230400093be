"""Plain text as people type it, in paragraphs, lists and https links. Nothing in it is ever HTML: what looks like a
tag is text, and the template that shows the parts escapes every one of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# ○○課 begins no list: signs that also stand for words need a space after them.
BULLET = re.compile(r"^\s*(?:[・•]|[●○■□◆*＊\-－—](?=\s))\s*(?=\S)")
NUMBER = re.compile(r"^\s*(?:[0-9０-９]{1,2}[.．)）](?![0-9０-９])|[①-⑳])\s*(?=\S)")
# An address ends at a space, at any Japanese sign or letter, and before the full stop of a sentence.
ADDRESS = r"https://[A-Za-z0-9][A-Za-z0-9.\-]*(?::[0-9]{1,5})?(?:[/?#][A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*)?"
LINK = re.compile(rf"\[(?P<words>[^\[\]\n]{{1,120}})\]\((?P<named>{ADDRESS})\)|(?P<bare>{ADDRESS})")
NOT_AT_THE_END = ".,;:!?'"


@dataclass(frozen=True)
class Span:
    text: str
    url: str = ""


Line = tuple[Span, ...]


@dataclass(frozen=True)
class Block:
    """A paragraph of lines, or a list of items."""

    kind: str  # "paragraph", "bullets", "numbers"
    lines: list[Line] = field(default_factory=list)


def blocks_of(text: str) -> list[Block]:
    blocks: list[Block] = []
    is_new = True
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if not line.strip():
            is_new = True
            continue
        kind, words = _read(line)
        if is_new or not blocks or blocks[-1].kind != kind:
            blocks.append(Block(kind))
        blocks[-1].lines.append(tuple(_spans(words)))
        is_new = False
    return blocks


def _read(line: str) -> tuple[str, str]:
    if found := BULLET.match(line):
        return "bullets", line[found.end() :].rstrip()
    if found := NUMBER.match(line):
        return "numbers", line[found.end() :].rstrip()
    return "paragraph", line.strip()


def _spans(text: str) -> Iterator[Span]:
    end = 0
    for found in LINK.finditer(text):
        url, after = _ended(found["named"] or found["bare"], is_named=bool(found["named"]))
        if found.start() > end:
            yield Span(text[end : found.start()])
        yield Span(found["words"] or url, url)
        end = found.end() - len(after)
    if end < len(text):
        yield Span(text[end:])


def _ended(address: str, *, is_named: bool) -> tuple[str, str]:
    """The address without the signs that belong to the sentence around it."""
    if is_named:
        return address, ""
    url = address.rstrip(NOT_AT_THE_END)
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(NOT_AT_THE_END)
    return url, address[len(url) :]
