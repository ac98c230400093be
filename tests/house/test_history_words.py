"""What the history shows of an event stands there in Japanese: an auditor reads it years later, without the program."""

import ast
from collections.abc import Iterator
from pathlib import Path

from madoguchi.core.history.registry import field_label

SOURCE = Path(__file__).resolve().parents[2] / "src" / "madoguchi"
KEPT = ("facts", "changes", "personal")


def test_every_value_that_an_event_keeps_has_a_name_in_japanese() -> None:
    nameless = {
        f"{path.relative_to(SOURCE)}: {name}"
        for path in SOURCE.rglob("*.py")
        for name in names_kept_in(ast.parse(path.read_text()))
        if field_label(name) == name
    }
    assert sorted(nameless) == []


def names_kept_in(tree: ast.AST) -> Iterator[str]:
    """The keys that are written out where an event is recorded."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        for keyword in call.keywords:
            if keyword.arg in KEPT and isinstance(keyword.value, ast.Dict):
                yield from (
                    str(key.value)
                    for key in keyword.value.keys
                    if isinstance(key, ast.Constant) and isinstance(key.value, str)
                )
