"""How marks appear in the history. Alerts follow the first three."""

from madoguchi.contacts.marks.rules import MARK_LABELS, Mark
from madoguchi.core.history import registry

COMPLAINT_MARKED = "contact.complaint_marked"
HARASSMENT_MARKED = "contact.harassment_marked"
EMERGENCY_MARKED = "contact.emergency_marked"


def register() -> None:
    registry.register_events(
        {
            COMPLAINT_MARKED: "苦情として印を付けました",
            HARASSMENT_MARKED: "カスハラとして印を付けました",
            EMERGENCY_MARKED: "脅迫・緊急として印を付けました",
            "contact.mark_withdrawn": "応対の印を外しました",
            "contact.step_taken": "決めた手順を行いました",
            "contact.mark_seen": "応対の印を確認しました",
        }
    )
    registry.register_fields({"mark": "印", "step": "手順"})
    registry.register_words({"mark": lambda value: MARK_LABELS[Mark(value)] if value in set(Mark) else value})
