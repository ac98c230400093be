"""What the contract says about handing cases on."""

from dataclasses import dataclass

from madoguchi.contacts.escalations.rules import LEVEL_NAMES
from madoguchi.contacts.rules import LEVEL_LABELS, Level
from madoguchi.municipality.queries import is_on, kept_value, value_of

LEVELS_TABLE = "escalation_levels.csv"


@dataclass(frozen=True)
class LevelTerms:
    """How one level is called here, and how long it may take, in minutes of its opening time."""

    level: Level
    label: str
    due_minutes: int
    remind_before_minutes: int


# While no table says otherwise: an hour inside the centre, a day of work for a department.
USUAL_MINUTES = {
    Level.OPERATOR: 60,
    Level.SUPERVISOR: 60,
    Level.GENERAL_MANAGER: 240,
    Level.DEPARTMENT: 480,
}
USUAL_REMINDER = 30


def terms_of_levels() -> dict[Level, LevelTerms]:
    """Every level in use. The department's only where cases are handed to the client (`escalates_to_city`)."""
    by_name = {name: level for level, name in LEVEL_NAMES.items()}
    written = {by_name[row["level"]]: row for row in kept_value(LEVELS_TABLE) or () if row["level"] in by_name}
    found = {}
    for level, label in LEVEL_LABELS.items():
        row = written.get(level, {})
        if not row.get("is_used", True) or (level is Level.DEPARTMENT and not escalates_to_city()):
            continue
        found[level] = LevelTerms(
            level,
            row.get("label") or label,
            row.get("due_minutes") or USUAL_MINUTES[level],
            row.get("remind_before_minutes", USUAL_REMINDER),
        )
    return found


def level_label(level: Level) -> str:
    terms = terms_of_levels().get(level)
    return terms.label if terms else LEVEL_LABELS[level]


def escalates_to_city() -> bool:
    return bool(value_of("contacts.escalates_to_city"))


def personal_only_by_form() -> bool:
    """ESC-05: what is personal goes to the client by the client's own form, and in no other way."""
    return is_on("electronic_form")


def form_url() -> str:
    return str(value_of("contacts.electronic_form_url")) if personal_only_by_form() else ""


def caller_waits() -> bool:
    """ESC-02: a hand-over that cuts the call is not made in principle."""
    return bool(value_of("transfer.caller_waits"))


def content_told_first() -> bool:
    """ESC-01; where the contract lets calls be put through unannounced, nobody has to."""
    return bool(value_of("transfer.content_told_first")) and not is_on("cold_transfer")
