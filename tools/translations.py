#!/usr/bin/env python3
"""The citizens' texts in やさしい日本語 and English.

    python tools/translations.py compile   make the .mo files that Django reads (they are not committed)
    python tools/translations.py update    add new texts to the catalogues, empty, and drop those no longer used
    python tools/translations.py check     exit 1 when a text has no translation, or a translation no text

The Japanese in the source is the key. Babel does the work; GNU gettext is not needed.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src/madoguchi"
LOCALE = SOURCE / "locale"
# Django's own name of the folder, and what Babel calls the language (it knows no "ja_Easy").
LANGUAGES = {"ja_Easy": "ja", "en": "en"}
# Refusals carry plain Japanese (rules know no Django); the screens translate these by their text.
REFUSALS = ["core/refusals.py", "core/text/my_number.py", "booking/refusals.py", "contacts/inquiries/refusals.py"]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# What templatize() makes of a template's marks: calls between filler that is no Python.
CALL = re.compile(
    r"""\b(?:_|gettext|ngettext|pgettext|npgettext)\((?:[^()'"]|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")*\)""",
    re.DOTALL,
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")


class Text(NamedTuple):
    id: str | tuple[str, str]
    context: str | None
    where: str


def main() -> int:
    parser = argparse.ArgumentParser(description="The citizens' texts in やさしい日本語 and English.")
    parser.add_argument("do", choices=["compile", "update", "check"])
    settings.configure(USE_I18N=False)
    return {"compile": compile_all, "update": update, "check": check}[parser.parse_args().do]()


def compile_all() -> int:
    for folder in LANGUAGES:
        po = _po(folder)
        with po.with_suffix(".mo").open("wb") as file:
            write_mo(file, _read(folder))
    return 0


def update() -> int:
    texts = list(all_texts())
    for folder in LANGUAGES:
        old, new = _read(folder), _empty(folder)
        for text in texts:
            known = old.get(_first(text.id), text.context)
            new.add(text.id, known.string if known else None, [(text.where, 0)], context=text.context)
        _write(folder, new)
    return 0


def check() -> int:
    texts = {(text.id, text.context): text for text in all_texts()}
    faults = [fault for folder in LANGUAGES for fault in _faults(folder, texts)]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def _faults(folder: str, texts: dict[tuple[object, str | None], Text]) -> Iterator[str]:
    catalogue = {(message.id, message.context): message for message in _read(folder) if message.id}
    for key, text in texts.items():
        message = catalogue.get(key)
        if message is None or not all(_strings(message)):
            yield f"{folder}: no translation of {_first(text.id)!r} ({text.where})"
        elif any(_placeholders(string) != _placeholders(_first(text.id)) for string in _strings(message)):
            yield f"{folder}: other placeholders than in {_first(text.id)!r} ({text.where})"
    for key in catalogue.keys() - texts.keys():
        yield f"{folder}: translates {key[0]!r}, which stands nowhere any more"


def all_texts() -> Iterator[Text]:
    """Every text that citizens may read, in files' order, each once."""
    seen = set()
    for text in [*_marked_texts(), *_texts_of_refusals()]:
        if (text.id, text.context) not in seen:
            seen.add((text.id, text.context))
            yield text


def _marked_texts() -> Iterator[Text]:
    for path in sorted([*SOURCE.rglob("*.html"), *SOURCE.rglob("*.py")]):
        source = path.read_text()
        if path.suffix == ".html":
            source = "\n".join(CALL.findall(templatize(source)))
        for _line, function, found, _comments in extract_python(
            BytesIO(source.encode()), list(KEYWORDS), [], {"encoding": "utf-8"}
        ):
            text = _text(function, found, path.relative_to(ROOT).as_posix())
            if text:
                yield text


def _texts_of_refusals() -> Iterator[Text]:
    for name in REFUSALS:
        for node in ast.walk(ast.parse((SOURCE / name).read_text())):
            if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["message"]:
                yield Text(ast.literal_eval(node.value), None, f"src/madoguchi/{name}")


def _text(function: str, found: object, where: str) -> Text | None:
    parts = [found] if isinstance(found, str) else list(found or ())  # type: ignore[call-overload]
    context = None
    if "pgettext" in function:
        context, *parts = parts
    if not parts or not all(isinstance(part, str) and part for part in parts[:1]):
        return None
    if "ngettext" in function or "npgettext" in function:
        return Text((parts[0], parts[1]), context, where)
    return Text(parts[0], context, where)


def _first(key: object) -> str:
    return str(key[0]) if isinstance(key, tuple | list) else str(key)


def _strings(message: Message) -> list[str]:
    strings = message.string
    return list(strings) if isinstance(strings, tuple | list) else [strings]


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def _po(folder: str) -> Path:
    return LOCALE / folder / "LC_MESSAGES/django.po"


def _empty(folder: str) -> Catalog:
    return Catalog(locale=LANGUAGES[folder], project="madoguchi", charset="utf-8", fuzzy=False)


def _read(folder: str) -> Catalog:
    with _po(folder).open("rb") as file:
        return read_po(file, locale=LANGUAGES[folder])


def _write(folder: str, catalogue: Catalog) -> None:
    po = _po(folder)
    po.parent.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    write_po(buffer, catalogue, width=0, omit_header=False, no_location=False, include_lineno=False)
    # Dates and the tool's name would change with every run.
    kept = [
        line
        for line in buffer.getvalue().decode().splitlines()
        if not re.match(
            r'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team|Report)', line
        )
        and not line.startswith("# ")
    ]
    po.write_text("\n".join(kept).strip() + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
