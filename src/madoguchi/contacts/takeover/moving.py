"""A batch from state to state."""

from typing import Any

from django.db import transaction

from madoguchi.contacts.models import Takeover
from madoguchi.contacts.takeover import reading
from madoguchi.contacts.takeover.history import TAKEOVER
from madoguchi.contacts.takeover.rules import TakeoverState
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record


def about(takeover: Takeover) -> About:
    return About(TAKEOVER, str(takeover.key))


def move(takeover: Takeover, to: TakeoverState, **more: Any) -> None:
    takeover.state, takeover.moved_at = to, clock.now()
    for name, value in more.items():
        setattr(takeover, name, value)
    takeover.save(update_fields=["state", "moved_at", *more])


def drop_file(takeover: Takeover, *, by: Actor) -> None:
    """In the caller's transaction; the file goes when it is committed."""
    move(takeover, TakeoverState.DROPPED)
    record("takeover.dropped", by=by, about=about(takeover))
    transaction.on_commit(lambda: reading.erase(takeover.key))
