"""Several in the same moment, each on a connection of its own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from madoguchi.core.refusals import Refusal


def all_at_once(doings: Sequence[Callable[[], Any]], *, before: Callable[[], None] = lambda: None) -> list[Any]:
    """What each gives back, or the refusal that it met; anything else that one of them raises is raised here.
    `before`: what each does before all are let go together."""
    start = threading.Barrier(len(doings))

    def do(doing: Callable[[], Any]) -> Any:
        try:
            before()
            start.wait(timeout=30)
            return doing()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(do, doings))
