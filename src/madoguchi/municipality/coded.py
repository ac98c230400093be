"""What sites and procedures share: a code of their own, and one event for each time they are made or changed."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Model

from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import Refusal
from madoguchi.municipality.picture import note_change

M = TypeVar("M", bound=Model)


class CodeTaken(Refusal):
    def __init__(self, code: str) -> None:
        super().__init__(f"記号「{code}」はすでに使われています。")


def record_new(event: str, kind: str, made: Any, fields: tuple[str, ...], by: Actor) -> None:
    note_change()
    record(
        event, by=by, about=About(kind, made.code), changes={name: (None, getattr(made, name)) for name in fields}
    )


def change_fields(found: M, fields: Mapping[str, Any], event: str, kind: str, by: Actor) -> M:
    changes = {name: (getattr(found, name), value) for name, value in fields.items()}
    changes = {name: change for name, change in changes.items() if change[0] != change[1]}
    if changes:
        for name, (_, after) in changes.items():
            setattr(found, name, after)
        found.save(update_fields=list(changes))
        note_change()
        record(event, by=by, about=About(kind, found.code), changes=changes)  # type: ignore[attr-defined]
    return found
