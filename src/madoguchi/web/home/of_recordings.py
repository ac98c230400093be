"""What the home page asks of recordings."""

from collections.abc import Iterator

from django.urls import reverse

from madoguchi.calls.recordings.queries import erasures_visible_to, troubles
from madoguchi.calls.recordings.rules import ErasureKind
from madoguchi.core.actors import Actor
from madoguchi.web.home.need import Need


def in_trouble(actor: Actor) -> Iterator[Need]:
    """Nothing where nothing is recorded."""
    for trouble in troubles():
        yield Need(
            "warning",
            "録音に異常があります",
            f"{trouble}通話は続けられます。システムの担当者に知らせてください。",
            reverse("telephone:recordings"),
            "通話の録音を開く",
        )


def to_report(actor: Actor) -> Iterator[Need]:
    """000 Q15: その旨を市へ報告."""
    if count := erasures_visible_to(actor).filter(kind=ErasureKind.END, reported_at=None).count():
        yield Need(
            "warning",
            "契約の終了で消去した録音を、市に報告してください",
            f"報告していない消去の証明が {count} 件あります。",
            reverse("telephone:recordings_kept"),
            "消去の証明を開く",
        )
