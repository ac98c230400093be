"""An action behind a button: the next page says that it is done, or why it was refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest

from madoguchi.core.refusals import Refusal


@contextmanager
def saying(request: HttpRequest, done: str = "") -> Iterator[None]:
    """`done` where it is known beforehand; else the block says so itself, as its last line."""
    try:
        yield
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        if done:
            messages.success(request, done)
