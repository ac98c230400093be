"""Numbers that are never used again: FAQ-0001, REQ-0001, DOC-0001."""

import re

from madoguchi.knowledge.articles.models import LastNumber

WRITTEN = re.compile(r"([A-Z]{3})-([0-9]{1,9})")


def next_number(kind: str) -> str:
    """Inside the caller's transaction; whoever asks at the same moment waits for the row."""
    LastNumber.objects.get_or_create(kind=kind)
    row = LastNumber.objects.select_for_update().get(kind=kind)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{kind}-{row.last:04d}"


def note_given(number: str) -> None:
    """A number that came from elsewhere (an import): what follows goes on after it."""
    if not (found := WRITTEN.fullmatch(number)):
        raise ValueError(number)
    kind, digits = found[1], int(found[2])
    LastNumber.objects.get_or_create(kind=kind)
    row = LastNumber.objects.select_for_update().get(kind=kind)
    if row.last < digits:
        row.last = digits
        row.save(update_fields=["last"])
