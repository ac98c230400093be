"""The bell in the frame: how many alerts call this person, and the first of them in words."""

from dataclasses import dataclass

from madoguchi.alerts.describing import in_words
from madoguchi.alerts.queries import calling, is_called
from madoguchi.core.actors import Actor

TOPIC = "alert-bell"
SHOWN = 3


@dataclass(frozen=True)
class Call:
    number: int
    label: str
    words: str
    is_urgent: bool


@dataclass(frozen=True)
class Bell:
    count: int
    newest: int  # a higher one sounds
    calls: list[Call]
    topic: str = TOPIC

    @property
    def more(self) -> int:
        return self.count - len(self.calls)

    @property
    def is_urgent(self) -> bool:
        return any(call.is_urgent for call in self.calls)


def bell_of(actor: Actor) -> Bell | None:
    if not is_called(actor):
        return None
    found = calling(actor)
    calls = [Call(one.pk, one.label, in_words(one), one.is_urgent) for one in found[:SHOWN]]
    # What went up a level rings again for those whom it reaches then.
    newest = max((one.pk * 2 + (one.escalated_at is not None) for one in found), default=0)
    return Bell(len(found), newest, calls)
