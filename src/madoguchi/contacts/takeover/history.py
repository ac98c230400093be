"""How takeovers appear in the history."""

from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

TAKEOVER = "takeover"


def register() -> None:
    registry.register_object(
        ObjectKind(
            TAKEOVER, label="前のシステムの応対履歴", viewable_with="takeovers.view", link="contacts:takeover"
        )
    )
    registry.register_events(
        {
            "takeover.read": "前のシステムの応対履歴を読み込みました",
            "takeover.started": "前のシステムの応対履歴の取込みを始めました",
            "takeover.staged": "前のシステムの応対履歴を取り込み終えました",
            "takeover.shown": "前のシステムの応対を履歴に加えました",
            "takeover.withdrawn": "前のシステムの応対の取込みを取り消しました",
            "takeover.undone": "取り消した取込みの応対を消し終えました",
            "takeover.dropped": "前のシステムの応対履歴の取込みをやめました",
        }
    )
    registry.register_fields(
        {
            "bytes": "ファイルの大きさ（バイト）",
            "is_masked": "伏せ字にする",
            "taken": "取り込んだ件数",
            "refused": "取り込めなかった行数",
        }
    )
