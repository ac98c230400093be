"""How meetings appear in the history."""

from madoguchi.core.history import registry
from madoguchi.core.history.record import About
from madoguchi.core.history.registry import ObjectKind

MEETING = "meeting"


def about(number: int) -> About:
    return About(MEETING, str(number))


def register() -> None:
    registry.register_object(
        ObjectKind(
            MEETING, label="定例会", viewable_with="reports.view", link="manager:meeting", describe=_describe
        )
    )
    registry.register_events(
        {
            "meeting.planned": "定例会の日を決めました",
            "meeting.changed": "定例会の予定を変えました",
            "meeting.called_off": "定例会を取りやめました",
            "meeting.packed": "定例会の資料をまとめました",
            "meeting.minutes_written": "議事録を書きました",
            "meeting.minutes_handed": "議事録を提出しました",
        }
    )
    registry.register_fields(
        {
            "meeting_starts": "開始",
            "pack_version": "資料の版",
            "pack_digest": "資料の照合値",
            "minutes_version": "議事録の版",
            "minutes_digest": "議事録の照合値",
        }
    )


def _describe(key: str) -> str:
    from madoguchi.reports.models import Meeting

    found = Meeting.objects.filter(pk=key).first() if key.isascii() and key.isdigit() else None
    return found.name if found else key
