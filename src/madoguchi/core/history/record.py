"""Writing the spine: one call inside the transaction of the change."""

import re
import secrets
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history import registry
from madoguchi.core.history.canonical import canonical, event_message, keyed_digest, salted_digest
from madoguchi.core.history.models import Event, PersonalValue
from madoguchi.core.history.reactions import promise_reactions
from madoguchi.core.history.wake import wake_followers
from madoguchi.core.text.my_number import refuse_my_number


@dataclass(frozen=True)
class About:
    """The object of an event: a registered kind and the key by which its own package finds it."""

    kind: str
    key: str


class MachineKey(str):
    """A key that another system gave, such as an exchange's number of a call. `facts` and `changes` may hold one:
    however many digits it has, they are nobody's number."""


# Identifiers are random digits too; the guard is for what people write.
MACHINE_MADE = re.compile(r"[0-9a-f-]{32,}")

Change = tuple[Any, Any]  # before, after


def record(
    kind: str,
    *,
    by: Actor,
    about: About,
    facts: Mapping[str, Any] | None = None,
    changes: Mapping[str, Change] | None = None,
    personal: Mapping[str, Change] | None = None,
) -> Event:
    """Add one row, in the caller's transaction.

    `facts` and `changes` ({field: (before, after)}) are kept for ever and must not be personal. `personal`
    ({field: (before, after)}) is kept beside the row and can be erased. Fields that did not change are left out.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the history is written inside the change's transaction")
    registry.kind_of_object(about.kind)  # an unknown kind is a programming error
    values = _changed_personal_values(personal or {})
    salts = {name: secrets.token_bytes(16) for name in values}
    body = canonical(
        {
            "facts": _without_none(facts or {}),
            "changes": {
                name: [before, after] for name, (before, after) in (changes or {}).items() if before != after
            },
            "personal": {name: salted_digest(salts[name], text) for name, text in values.items()},
        }
    )
    for text in _texts([facts or {}, changes or {}]):
        refuse_my_number(text)
    event = Event(
        uid=uuid.uuid4(),
        at=clock.now(),
        kind=kind,
        actor_kind=by.kind.value,
        actor_key=by.key,
        about_kind=about.kind,
        about_key=about.key,
        body=body,
    )
    event.mac = keyed_digest(event_message(event))
    event.save(force_insert=True)
    PersonalValue.objects.bulk_create(
        PersonalValue(event=event, name=name, salt=salts[name], text=text) for name, text in values.items()
    )
    promise_reactions(event)
    wake_followers(event)
    return event


def _changed_personal_values(personal: Mapping[str, Change]) -> dict[str, str]:
    values = {}
    for field, (before, after) in personal.items():
        if before == after:
            continue
        if before not in (None, ""):
            values[f"{field}.before"] = str(before)
        if after not in (None, ""):
            values[f"{field}.after"] = str(after)
    return values


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, MachineKey):
        return
    if isinstance(value, str):
        if not MACHINE_MADE.fullmatch(value):
            yield value
    elif isinstance(value, Mapping):
        yield from _texts(list(value.values()))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _without_none(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}
