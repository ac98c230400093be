"""The question before the procedures: 「お手元にあるのは？」. It suggests and never decides.

People mistake renewing the card (apply, wait a month, collect) for renewing its certificate (the same day); what they
hold in their hands tells which. Which answer leads to which procedures is the municipality's data; without answers
there is no question.
"""

from dataclasses import dataclass
from datetime import date

from madoguchi.booking.items import Words
from madoguchi.municipality.queries import kept_value

TRIAGE_TABLE = "triage.csv"


@dataclass(frozen=True)
class Answer:
    code: str
    label: Words
    text: Words
    procedures: tuple[str, ...]


def answers(on: date | None = None) -> list[Answer]:
    return [
        Answer(line["code"], Words.of(line, "label"), Words.of(line, "text"), tuple(line["procedures"].split()))
        for line in kept_value(TRIAGE_TABLE, on) or ()
    ]
