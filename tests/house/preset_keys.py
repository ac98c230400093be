"""What is wrong with the keys of the presets: a key that nothing reads, and a reader that no test watches."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from madoguchi.core.preset import NotReadYet, Part, ReadBy

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src" / "madoguchi"
# Packages of the layers, and those that the design names for later.
ROOMS = frozenset(
    [
        "core",
        "accounts",
        "municipality",
        "workforce",
        "booking",
        "knowledge",
        "calls",
        "contacts",
        "messages",
        "quality",
        "metrics",
        "planning",
        "reports",
        "alerts",
        "notify",
        "telephony",
        "assist",
        "api",
        "web",
        "fieldwork",
        "incidents",
        "obligations",
    ]
)


@dataclass(frozen=True)
class Leaf:
    name: str  # "contract.title", "sites.csv"
    field: str
    reader: ReadBy | NotReadYet | None
    is_column: bool = False


def leaves(parts: Iterable[Part]) -> Iterator[Leaf]:
    for part in parts:
        for section, schema in part.sections.items():
            for field, info in schema.model_fields.items():
                yield Leaf(f"{section}.{field}", field, _reader(info))
        for file, row in part.tables.items():
            for field, info in row.model_fields.items():
                yield Leaf(file, field, _reader(info) or getattr(row, "reader", None), is_column=True)


def _reader(info: FieldInfo) -> ReadBy | NotReadYet | None:
    return next((item for item in info.metadata if isinstance(item, ReadBy | NotReadYet)), None)


@cache
def marked_keys(tests: Path = ROOT / "tests") -> frozenset[str]:
    """Every key that a test names with @pytest.mark.preset_key(...)."""
    return frozenset(
        argument.value
        for path in tests.rglob("*.py")
        if "preset_key(" in (text := path.read_text())
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "preset_key"
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    )


def sources() -> dict[str, str]:
    """Module texts by path, without those that only declare or only show the keys."""
    return {
        str(path.relative_to(SOURCES)): path.read_text()
        for path in SOURCES.rglob("*.py")
        if path.name not in {"preset.py", "schema.py", "switches.py", "tables.py"}
        and "office/settings" not in str(path)
    }


def words_in(text: str) -> set[str]:
    """What stands between quotation marks, and the switches that are asked for."""
    quoted = set(re.findall(r"""(?=["']([\w.-]+)["'])""", text))
    return quoted | {f"is on: {name}" for name in re.findall(r"""(?:is_on\(|switch=)["'](\w+)["']""", text)}


def faults(parts: Iterable[Part], *, marked: Set[str], read_in: Mapping[str, str]) -> Iterator[str]:
    said = {path: words_in(text) for path, text in read_in.items()}
    for leaf in leaves(parts):
        where = f"{leaf.name}:{leaf.field}" if leaf.is_column else leaf.name
        if leaf.reader is None:
            yield f"{where} has neither ReadBy nor NotReadYet"
        elif isinstance(leaf.reader, NotReadYet):
            yield from _faults_of_unread(leaf, where, leaf.reader.room, said)
        else:
            yield from _faults_of_read(leaf, where, leaf.reader.reader, marked)


def _faults_of_unread(leaf: Leaf, where: str, room: str, said: Mapping[str, Set[str]]) -> Iterator[str]:
    if room not in ROOMS:
        yield f"{where} waits for a room that is not planned: {room}"
    for path, words in said.items():
        if not leaf.is_column and leaf.name in words:
            yield f"{where} is NotReadYet, but {path} reads it"
        if leaf.name.startswith("switches.") and f"is on: {leaf.field}" in words:
            yield f"{where} is NotReadYet, but {path} asks for the switch"


def _faults_of_read(leaf: Leaf, where: str, reader: str, marked: Set[str]) -> Iterator[str]:
    module_name, _, function = reader.partition(":")
    module = _module(module_name)
    if module is None or not callable(getattr(module, function, None)):
        yield f"{where} is read by {reader}, which does not exist"
        return
    text = Path(str(module.__file__)).read_text()
    if leaf.name not in text and not re.search(rf"\b{re.escape(leaf.field)}\b", text):
        yield f"{where} is read by {reader}, but that module never mentions it"
    if where not in marked and leaf.name not in marked:
        yield f"{where} is named by no test: @pytest.mark.preset_key({leaf.name!r})"


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        return None
