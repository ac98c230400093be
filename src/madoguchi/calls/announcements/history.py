"""How announcements appear in the history."""

from madoguchi.calls.announcements.rules import KIND_LABELS, LANGUAGES, MAY_VIEW, Kind
from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

ANNOUNCEMENT = "announcement"


def key_of(kind: str, language: str) -> str:
    return f"{kind}.{language}"


def describe(key: str) -> str:
    kind, _, language = key.partition(".")
    return f"{KIND_LABELS[Kind(kind)]}（{LANGUAGES.get(language, language)}）"


def register() -> None:
    registry.register_object(
        ObjectKind(
            ANNOUNCEMENT,
            label="音声案内",
            viewable_with=MAY_VIEW,
            link="telephone:announcement",
            describe=describe,
        )
    )
    registry.register_events(
        {
            "announcement.laid": "契約の文面で音声案内を用意しました",
            "announcement.drafted": "音声案内の下書きを保存しました",
            "announcement.recording_put": "音声案内に録音した音声を付けました",
            "announcement.recording_taken_off": "音声案内から録音した音声を外しました",
            "announcement.approved": "音声案内を承認しました",
            "announcement.said_at_once": "音声案内をその場で作り、承認しました",
            "announcement.withdrawn": "音声案内の版を取りやめました",
            "announcement.spoken": "音声案内の音声を作りました",
            "announcement.not_spoken": "音声案内の音声を作れませんでした",
        }
    )
    registry.register_fields(
        {"text": "文面", "in_force_from": "使い始める日", "seconds": "長さ（秒）", "digest": "音声の照合値"}
    )
