"""What people search for in people stays out of addresses, logs and referrers."""

import ast
import logging
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django import forms

from madoguchi.config.access_log import NothingPersonal

SOURCE = Path(__file__).resolve().parents[2] / "src"
# Words and choices that name no person.
MAY_STAND_IN_AN_ADDRESS = {
    "base", "calendar", "csv", "day", "do", "done", "from", "month", "new", "next", "page", "people", "procedure", "site", "sort",
    "reason", "topic", "until", "week",
    # Steps of a citizen's way; a token of a hold is of use in its own browser only.
    "already", "fix", "key", "place", "refused", "slot", "ticket",
    # The exchange's own key of a call; which tool stands beside the record of it.
    "call", "tool",
    # What is asked of the FAQ, of which no log holds the words; a receipt's number; whether an answer helped.
    "all", "category", "q", "receipt", "s", "said",
    # Which figures are looked at, of everybody or of oneself.
    "figure", "mine", "period", "what",
    # Which need of the FAQ a proposal begins from: its row's number.
    "need",
}  # fmt: skip
FREE_TEXT_WITHOUT_PERSONS = {
    "HistoryFilter.key": "a booking number, a login ID, the name of a setting",
    "FindForm.q": "what is asked of the FAQ",
    "WordFilter.saying": "a word or a synonym",
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in (SOURCE / "madoguchi" / "web").rglob("*.py"):
        if "gallery" in path.parts:  # shows components with invented people, in the demo only
            continue
        name = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        yield name, ast.parse(path.read_text())


def is_request_get(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "GET" and "request" in ast.unparse(node.value)


def words_read_from_addresses() -> Iterator[str]:
    """`request.GET["x"]`, `request.GET.get("x")`, `"x" in request.GET`"""
    for module, tree in modules():
        for node in ast.walk(tree):
            key: ast.AST | None = None
            if isinstance(node, ast.Subscript) and is_request_get(node.value):
                key = node.slice
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and is_request_get(node.func.value)
            ):
                key = node.args[0] if node.args else None
            elif isinstance(node, ast.Compare) and is_request_get(node.comparators[0]):
                key = node.left
            if isinstance(key, ast.Constant) and key.value not in MAY_STAND_IN_AN_ADDRESS:
                yield f"{module}: {key.value}"


def forms_filled_from_addresses() -> Iterator[type[forms.BaseForm]]:
    for module, tree in modules():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            if any(is_request_get(part) for part in ast.walk(node.args[0])):
                found = getattr(import_module(module), node.func.id, None)
                if isinstance(found, type) and issubclass(found, forms.BaseForm):
                    yield found


@pytest.mark.req("SEC-18", "SEC-20")
def test_no_view_reads_a_person_from_the_address() -> None:
    assert list(words_read_from_addresses()) == []


@pytest.mark.req("SEC-18", "SEC-20")
def test_a_form_in_the_address_has_choices_and_dates_only() -> None:
    found = list(forms_filled_from_addresses())
    free_text = [
        f"{form.__name__}.{name}"
        for form in found
        for name, field in form.base_fields.items()  # type: ignore[attr-defined]
        if type(field) in {forms.CharField, forms.EmailField, forms.RegexField}
    ]
    assert found
    assert set(free_text) - set(FREE_TEXT_WITHOUT_PERSONS) == set()


@pytest.mark.req("SEC-18", "SEC-20")
def test_the_access_log_holds_no_query_string_and_no_secret() -> None:
    line = logging.LogRecord(
        "uvicorn.access", logging.INFO, "", 0, '%s - "%s %s HTTP/%s" %d',
        ("192.0.2.7:4000", "GET", "/my/abc.def/?name=%E8%8A%B1%E5%AD%90", "1.1", 200), None,
    )  # fmt: skip
    assert NothingPersonal().filter(line)
    assert line.getMessage() == '192.0.2.7:4000 - "GET /my/***/ HTTP/1.1" 200'
