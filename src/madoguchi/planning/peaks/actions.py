"""Entering what will bring calls, changing it, calling it off."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import Refusal
from madoguchi.planning.history import PEAK
from madoguchi.planning.peaks.models import Peak
from madoguchi.planning.peaks.queries import MAY_EDIT
from madoguchi.planning.peaks.rules import KIND_LABELS, MAIL_OUTS, PeakKind

MOST_DAYS = 60


class LettersMissing(Refusal):
    message = "通知書の発送では、通数を入力してください。"


class BringsNothing(Refusal):
    message = "見込む入電と予約の、どちらかを1以上で入力してください。"


class ArrivesBeforeItIsSent(Refusal):
    message = "届き始める日は、発送日より前にはできません。"


class LastsTooLong(Refusal):
    message = f"続く開庁日数は、1日から{MOST_DAYS}日までです。"


class Dropped(Refusal):
    message = "この予定は、取りやめになっています。"


@dataclass(frozen=True)
class Entry:
    kind: PeakKind
    name: str
    begins_on: date
    days: int
    calls: int
    places: int
    letters: int = 0
    sent_on: date | None = None
    note: str = ""


@transaction.atomic
def enter_peak(entry: Entry, *, by: Actor) -> Peak:
    by.need(MAY_EDIT)
    _check(entry)
    peak = Peak.objects.create(**_values(entry), made_by=by.key, made_at=clock.now())
    record("peak.entered", by=by, about=about(peak), facts=_said(peak))
    return peak


@transaction.atomic
def change_peak(peak: Peak, entry: Entry, *, by: Actor) -> Peak:
    by.need(MAY_EDIT)
    _check(entry)
    peak = Peak.objects.select_for_update().get(pk=peak.pk)
    if peak.dropped_at:
        raise Dropped
    before = _said(peak)
    for name, value in _values(entry).items():
        setattr(peak, name, value)
    peak.save()
    after = _said(peak)
    changes = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    if changes:
        record("peak.changed", by=by, about=about(peak), changes=changes)
    return peak


@transaction.atomic
def drop_peak(peak: Peak, *, by: Actor) -> Peak:
    """It does not come, or was entered wrongly; it stays in the ledger, struck out."""
    by.need(MAY_EDIT)
    peak = Peak.objects.select_for_update().get(pk=peak.pk)
    if peak.dropped_at:
        raise Dropped
    peak.dropped_at = clock.now()
    peak.save(update_fields=["dropped_at"])
    record("peak.dropped", by=by, about=about(peak), facts={"peak_name": peak.name})
    return peak


def about(peak: Peak) -> About:
    return About(PEAK, str(peak.pk))


def _check(entry: Entry) -> None:
    if entry.kind in MAIL_OUTS and not entry.letters:
        raise LettersMissing
    if not entry.calls and not entry.places:
        raise BringsNothing
    if entry.sent_on and entry.sent_on > entry.begins_on:
        raise ArrivesBeforeItIsSent
    if not 1 <= entry.days <= MOST_DAYS:
        raise LastsTooLong


def _values(entry: Entry) -> dict[str, object]:
    return {**entry.__dict__, "kind": entry.kind.value, "name": entry.name.strip() or KIND_LABELS[entry.kind]}


def _said(peak: Peak) -> dict[str, object]:
    return {
        "peak_kind": peak.kind,
        "peak_name": peak.name,
        "letters": peak.letters,
        "sent_on": peak.sent_on.isoformat() if peak.sent_on else None,
        "begins_on": peak.begins_on.isoformat(),
        "peak_days": peak.days,
        "peak_calls": peak.calls,
        "peak_places": peak.places,
    }
