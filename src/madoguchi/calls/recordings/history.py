"""How recordings appear in the history."""

from uuid import UUID

from madoguchi.calls.recordings.rules import (
    ERASURE_LABELS,
    REASON_LABELS,
    ErasureKind,
    ListeningReason,
)
from madoguchi.core import clock
from madoguchi.core.history import registry
from madoguchi.core.history.record import About
from madoguchi.core.history.registry import ObjectKind

RECORDING, PACKAGE, ERASURE = "recording", "recording_package", "recording_erasure"
VIEWABLE = "recordings.view"


def about(recording_key: UUID) -> About:
    return About(RECORDING, str(recording_key))


def register() -> None:
    registry.register_object(
        ObjectKind(
            RECORDING,
            label="録音",
            viewable_with=VIEWABLE,
            personal_with=VIEWABLE,
            link="telephone:recording",
            describe=_describe,
        )
    )
    for kind, label, link in (
        (PACKAGE, "録音の引渡し", "telephone:package"),
        (ERASURE, "録音の消去", "telephone:erasure"),
    ):
        registry.register_object(
            ObjectKind(kind, label=label, viewable_with=VIEWABLE, personal_with=VIEWABLE, link=link)
        )
    registry.register_events(
        {
            "recording.stored": "録音を保管しました",
            "recording.failed": "録音を保管できませんでした",
            "recording.damaged": "録音のファイルに異常が見つかりました",
            "recording.missing": "録音のファイルが見つかりませんでした",
            "recording.found_again": "録音のファイルがもとに戻りました",
            "recording.opened": "録音を聞く理由を述べました",
            "recording.heard": "録音を再生しました",
            "recording.held": "録音を保全しました",
            "recording.released": "録音の保全を解きました",
            "recording.erased": "録音を消去しました",
            "recordings.erased": "録音をまとめて消去しました",
            "recordings.erasure_reported": "録音の消去を市に報告しました",
            "recordings.erasure_listed": "録音の消去の証明をファイルに出しました",
            "recordings.packed": "録音の引渡しを用意しました",
            "recordings.handed_over": "録音を引渡し用に取り出しました",
            "recordings.rewrapped": "録音の暗号鍵を新しい鍵で包みなおしました",
        }
    )
    registry.register_fields(
        {
            "listening_reason": "聞く理由",
            "master_key": "包んだ鍵の名前",
            "listening_note": "理由の説明",
            "erasure_kind": "消去のわけ",
            "sealed_sha256": "保管したファイルのSHA-256",
            "plain_sha256": "音声のSHA-256",
            "package_sha256": "引渡しファイルのSHA-256",
            "recipient": "渡す相手",
            "recordings": "録音の件数",
            "digest": "一覧のSHA-256",
            "hold_reason": "保全の理由",
            "trouble": "異常",
        }
    )
    registry.register_words(
        {
            "listening_reason": lambda value: REASON_LABELS[ListeningReason(value)],
            "erasure_kind": lambda value: ERASURE_LABELS[ErasureKind(value)],
        }
    )


def _describe(key: str) -> str:
    """When it began: nobody knows a recording by its key."""
    from madoguchi.calls.recordings.models import Recording

    found = Recording.objects.filter(key=key).first()
    return f"{clock.in_tokyo(found.started_at):%Y-%m-%d %H:%M}" if found else key
