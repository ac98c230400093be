"""Parts of a page that one place of work lends to another: screens never import each other.

The lender registers a function from its `AppConfig.ready()`; who shows the part includes its template with its context
under the name `part`, and hands the finished page to `dress`, which adds the headers that the part needs.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse

from madoguchi.web.frame.access import StaffRequest


def _as_it_is(response: HttpResponse) -> HttpResponse:
    return response


@dataclass(frozen=True)
class Part:
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    dress: Callable[[HttpResponse], HttpResponse] = _as_it_is


_lenders: dict[str, Callable[[StaffRequest], Part]] = {}


def lend(name: str, lender: Callable[[StaffRequest], Part]) -> None:
    _lenders[name] = lender


def lent(name: str, request: StaffRequest) -> Part:
    return _lenders[name](request)
