"""What a task promises about being run more than once."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_AT_LEAST_ONCE = "_madoguchi_at_least_once"


def at_least_once(function: Callable[P, T]) -> Callable[P, T]:
    """Below `@task`, for a task that talks to the outside (mail, a webhook) or commits in steps of its own.

    Every other task runs in one transaction together with the mark that it is done: exactly once. This one runs
    outside of any transaction, and again when its worker died before the mark; so it must be harmless twice, e.g.
    by handing the outside the task's id as its idempotency key (`takes_context=True`).
    """
    setattr(function, _AT_LEAST_ONCE, True)
    return function


def is_at_least_once(function: Callable[..., Any]) -> bool:
    return bool(getattr(function, _AT_LEAST_ONCE, False))
