"""Proving the spine: every row, sealed or fresh, every personal value, every link of the chain."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch

from madoguchi.core.history.canonical import event_message, keyed_digest, salted_digest, seal_message
from madoguchi.core.history.erasure import erased_values
from madoguchi.core.history.models import Event, PersonalValue, Seal, SealedEvent


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
    erased = erased_values()
    events = Event.objects.order_by("pk").prefetch_related(
        Prefetch("personal_values", PersonalValue.objects.order_by("name"))
    )
    for event in events.iterator(chunk_size=1000):
        where = f"履歴 {event.pk} ({event.kind}, {event.uid})"
        if keyed_digest(event_message(event)) != event.mac:
            yield Difference(where, "行の内容が書かれた時と違います")
            continue
        yield from _tampered_values(event, where, erased)


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
        message = seal_message(
            number=seal.number, sealed_at=seal.sealed_at, previous=seal.previous, macs=list(members)
        )
        if keyed_digest(message) != seal.digest:
            missing = seal.events - len(members)
            what = f"封印された履歴が {missing} 件足りません" if missing > 0 else "封印された内容と違います"
            yield Difference(where, what)
        previous, expected = seal.digest, seal.number + 1
        seen[seal.number] = seal.digest
    for number, digest in kept_heads.items():
        if seen.get(number) != digest:
            yield Difference(f"封印 {number}", "外部に控えた値と違います")
