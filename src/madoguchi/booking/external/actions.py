"""Recording what was done in the city's own system, putting it right, and its monthly figure."""

import csv
import io
import re
import unicodedata
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from madoguchi.booking.external.history import EXTERNAL, MONTH
from madoguchi.booking.external.models import ExternalMonth, ExternalRecord
from madoguchi.booking.external.queries import keeps_external_records, key_of_number
from madoguchi.booking.external.refusals import (
    MonthNotYet,
    MonthsUnreadable,
    NoExternalRecords,
    RecordIncomplete,
    RecordWithdrawn,
)
from madoguchi.booking.external.rules import Outcome, missing_in
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.core.text.kana import tidy
from madoguchi.municipality.models import Procedure

MAY_RECORD = "external.edit"
MOST_MONTHS = 240
A_MONTH = re.compile(r"(\d{4})\D*?(\d{1,2})(?:月|\D01日?)?")
A_COUNT = re.compile(r"(\d{1,6})件?")


@dataclass(frozen=True)
class Entry:
    """What an operator writes down after having worked in the city's system."""

    outcome: Outcome
    number: str = ""
    visit_at: datetime | None = None
    people: int = 1
    procedures: Sequence[str] = ()
    reason: str = ""
    note: str = ""
    once_key: uuid.UUID = field(default_factory=uuid.uuid4)


def record_external(entry: Entry, *, by: Actor) -> ExternalRecord:
    """Sent twice, it is one record."""
    _need_right(by)
    _complete(entry)
    with transaction.atomic():
        kept, is_new = ExternalRecord.objects.select_for_update().get_or_create(
            once_key=entry.once_key,
            defaults={"recorded_at": clock.now(), "recorded_by": by.key, **_values(entry)},
        )
        if is_new:
            kept.procedures.set(Procedure.objects.filter(code__in=entry.procedures))
            record(
                "external.recorded",
                by=by,
                about=_about(kept),
                facts={**_facts(entry), "procedures": list(entry.procedures)},
                personal={"number": (None, entry.number), "note": (None, entry.note)},
            )
        return kept


def correct_external(kept: ExternalRecord, entry: Entry, *, by: Actor) -> ExternalRecord:
    _need_right(by)
    _complete(entry)
    with transaction.atomic():
        now = _standing(kept)
        before = entry_of(now)
        for name, value in _values(entry).items():
            setattr(now, name, value)
        now.save()
        now.procedures.set(Procedure.objects.filter(code__in=entry.procedures))
        old, new = _facts(before), _facts(entry)
        changes = {name: (old[name], new[name]) for name in old}
        changes["procedures"] = (sorted(before.procedures), sorted(entry.procedures))
        personal = {"number": (before.number, entry.number), "note": (before.note, entry.note)}
        record("external.corrected", by=by, about=_about(now), changes=changes, personal=personal)
        return now


def withdraw_external(kept: ExternalRecord, *, by: Actor) -> ExternalRecord:
    """A slip: it stays on record and is counted no more."""
    _need_right(by)
    with transaction.atomic():
        now = _standing(kept)
        now.withdrawn_at = clock.now()
        now.save(update_fields=["withdrawn_at"])
        record("external.withdrawn", by=by, about=_about(now))
        return now


def tell_months(counts: Mapping[date, int], *, source: str, by: Actor) -> int:
    """What the city's system says it took, by the first days of months; all or none. How many changed."""
    _need_right(by)
    if any(first > clock.today() for first in counts):
        raise MonthNotYet
    changed = 0
    with transaction.atomic():
        for first, accepted in counts.items():
            known = ExternalMonth.objects.select_for_update().filter(month=first).first()
            if known is not None and known.accepted == accepted:
                continue
            before = known.accepted if known else None
            ExternalMonth.objects.update_or_create(
                month=first, defaults={"accepted": accepted, "source": source, "changed_at": clock.now()}
            )
            record(
                "external.month_told",
                by=by,
                about=About(MONTH, f"{first:%Y-%m}"),
                facts={"source": source},
                changes={"accepted": (before, accepted)},
            )
            changed += 1
    return changed


def read_months(text: str) -> dict[date, int]:
    """2026年4月,123 / 2026-04,123 / 2026/4,123件: a line a month; a heading is passed over."""
    counts: dict[date, int] = {}
    pasted = io.StringIO(unicodedata.normalize("NFKC", text), newline=None)
    try:
        lines = [cells for cells in csv.reader(pasted) if any(cells)]
    except csv.Error as error:
        raise MonthsUnreadable from error
    for number, cells in enumerate(lines):
        month = A_MONTH.fullmatch(cells[0].strip())
        count = A_COUNT.fullmatch(cells[1].strip()) if len(cells) > 1 else None
        if month is None and number == 0:
            continue
        if month is None or count is None or not 1 <= int(month[2]) <= 12 or not 2000 <= int(month[1]) <= 2199:
            raise MonthsUnreadable
        counts[date(int(month[1]), int(month[2]), 1)] = int(count[1])
    if not counts or len(counts) > MOST_MONTHS:
        raise MonthsUnreadable
    return counts


def entry_of(kept: ExternalRecord) -> Entry:
    return Entry(
        outcome=Outcome(kept.outcome),
        number=kept.number,
        visit_at=kept.visit_at,
        people=kept.people,
        procedures=[procedure.code for procedure in kept.procedures.all()],
        reason=kept.reason,
        note=kept.note,
        once_key=kept.once_key,
    )


def _complete(entry: Entry) -> None:
    missing = missing_in(
        entry.outcome, number=entry.number, has_visit=entry.visit_at is not None, reason=entry.reason
    )
    if missing:
        raise RecordIncomplete(missing)


def _values(entry: Entry) -> dict[str, object]:
    number = tidy(entry.number)
    return {
        "outcome": entry.outcome.value,
        "reason": entry.reason if entry.outcome is Outcome.NOT_BOOKED else "",
        "number": number,
        "search_number": key_of_number(number),
        "visit_at": entry.visit_at,
        "people": entry.people,
        "note": tidy(entry.note),
    }


def _facts(entry: Entry) -> dict[str, object]:
    return {
        "external_outcome": entry.outcome.value,
        "external_reason": entry.reason or None,
        "visit_at": entry.visit_at.isoformat() if entry.visit_at else None,
        "people": entry.people,
    }


def _standing(kept: ExternalRecord) -> ExternalRecord:
    now = ExternalRecord.objects.select_for_update().get(pk=kept.pk)
    if now.withdrawn_at is not None:
        raise RecordWithdrawn
    return now


def _need_right(by: Actor) -> None:
    if not keeps_external_records():
        raise NoExternalRecords
    by.need(MAY_RECORD)


def _about(kept: ExternalRecord) -> About:
    return About(EXTERNAL, str(kept.once_key))
