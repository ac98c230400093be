"""A mark as it is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from madoguchi.contacts.marks.models import ContactMark, MarkStep
from madoguchi.contacts.marks.rules import TOLD_TO_SUPERVISOR, Mark


@dataclass(frozen=True)
class MarkShown:
    mark: ContactMark
    marked_by: str
    steps: tuple[MarkStep, ...]

    @property
    def waits(self) -> bool:
        """Until a supervisor says that they know."""
        told = Mark(self.mark.kind) in TOLD_TO_SUPERVISOR
        return told and self.mark.seen_at is None and self.mark.withdrawn_at is None


def marks_shown(marks: Iterable[ContactMark], names: Mapping[str, str]) -> list[MarkShown]:
    return [MarkShown(one, names.get(one.marked_by, one.marked_by), tuple(one.steps.all())) for one in marks]
