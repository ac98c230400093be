"""Which marks there are, and what kind of matter each makes of a contact. Pure."""

from enum import StrEnum

from madoguchi.contacts.rules import Kind


class Mark(StrEnum):
    COMPLAINT = "complaint"
    HARASSMENT = "harassment"
    EMERGENCY = "emergency"


MARK_LABELS = {
    Mark.COMPLAINT: "苦情",
    Mark.HARASSMENT: "カスハラ",
    Mark.EMERGENCY: "脅迫・緊急",
}
# A caller who harasses may have asked for anything; the kind stays what it was.
KIND_OF = {Mark.COMPLAINT: Kind.COMPLAINT, Mark.EMERGENCY: Kind.THREAT}
# INC-14, INC-16: a supervisor is told at once, and says that they have seen it.
TOLD_TO_SUPERVISOR = frozenset({Mark.HARASSMENT, Mark.EMERGENCY})
