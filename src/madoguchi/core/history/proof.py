"""Proving the spine: every row, sealed or fresh, every personal value, every link of the chain."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch

from madoguchi.core.history.canonical import event_message, keyed_digest, salted_digest, seal_message
from madoguchi.core.history.erasure import ERASED, values_erased_in
from madoguchi.core.history.models import Event, PersonalValue, Seal, SealedEvent

ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it was written."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def differences_in_history(*, kept_heads: dict[int, str] | None = None) -> Iterator[Difference]:
    """`kept_heads` ({seal number: digest}) are heads that were kept outside the database: with one of them a
    history that was cut off or written anew from the start is found too."""
    yield from _tampered_events()
    yield from _broken_seals(kept_heads or {})


def _tampered_events() -> Iterator[Difference]:
    erased = _erased_on_record()
    for event in _events():
        if isinstance(event, Difference):
            yield event
            continue
        where = f"履歴 {event.pk} ({event.kind}, {event.uid})"
        if not _is_as_written(event):
            yield Difference(where, "行の内容が書かれた時と違います")
            continue
        yield from _tampered_values(event, where, erased)


def _events() -> Iterator[Event | Difference]:
    """Every row; what SQLite holds where no moment or uid can be read any more is a difference, not the end."""
    events = Event.objects.order_by("pk").prefetch_related(
        Prefetch("personal_values", PersonalValue.objects.order_by("name"))
    )
    last = 0
    while numbers := _numbers_after(last):
        last = numbers[-1]
        try:
            yield from list(events.filter(pk__in=numbers))
        except (TypeError, ValueError):
            yield from map(_event_or_difference, numbers)


def _numbers_after(number: int) -> list[int]:
    return list(Event.objects.filter(pk__gt=number).order_by("pk").values_list("pk", flat=True)[:ROWS_AT_ONCE])


def _event_or_difference(number: int) -> Event | Difference:
    try:
        return Event.objects.get(pk=number)
    except (TypeError, ValueError):
        return Difference(f"履歴 {number}", "行の内容が書かれた時と違います")


def _is_as_written(event: Event) -> bool:
    try:
        return keyed_digest(event_message(event)) == event.mac
    except AttributeError:  # SQLite: what is no moment comes back as None
        return False


def _erased_on_record() -> set[tuple[str, str]]:
    """A forged record of an erasure excuses nothing."""
    numbers = list(Event.objects.filter(kind=ERASED).order_by("pk").values_list("pk", flat=True))
    records = [found for found in map(_event_or_difference, numbers) if not isinstance(found, Difference)]
    return values_erased_in(record.body for record in records if _is_as_written(record))


def _tampered_values(event: Event, where: str, erased: set[tuple[str, str]]) -> Iterator[Difference]:
    promised = dict(json.loads(event.body)["personal"])
    for value in event.personal_values.all():
        digest = promised.pop(value.name, None)
        if digest is None:
            yield Difference(where, f"個人情報の値「{value.name}」は、書かれた覚えがありません")
        elif salted_digest(bytes(value.salt), value.text) != digest:
            yield Difference(where, f"個人情報の値「{value.name}」が書かれた時と違います")
    for name in promised:
        if (str(event.uid), name) not in erased:
            yield Difference(where, f"個人情報の値「{name}」が、消去の記録なしに失われています")


def _digest_of(seal: Seal, macs: list[str]) -> str:
    if not seal.sealed_at:  # SQLite: what is no moment comes back as None
        return ""
    return keyed_digest(
        seal_message(number=seal.number, sealed_at=seal.sealed_at, previous=seal.previous, macs=macs)
    )


def _broken_seals(kept_heads: dict[int, str]) -> Iterator[Difference]:
    previous, expected = "", 1
    seen: dict[int, str] = {}
    for seal in Seal.objects.order_by("number").iterator():
        where = f"封印 {seal.number}"
        if seal.number != expected:
            yield Difference(where, f"封印 {expected} が失われています")
        if seal.previous != previous:
            yield Difference(where, "前の封印とつながっていません")
        members = SealedEvent.objects.filter(seal=seal).order_by("position").values_list("event__mac", flat=True)
        if _digest_of(seal, list(members)) != seal.digest or seal.events != len(members):
            missing = seal.events - len(members)
            what = f"封印された履歴が {missing} 件足りません" if missing > 0 else "封印された内容と違います"
            yield Difference(where, what)
        previous, expected = seal.digest, seal.number + 1
        seen[seal.number] = seal.digest
    for number, digest in kept_heads.items():
        if seen.get(number) != digest:
            yield Difference(f"封印 {number}", "外部に控えた値と違います")
