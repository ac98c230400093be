"""How numbers, capacities and their tasks appear in the history."""

from madoguchi.calls.lines.rules import OF_LABELS
from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

LINE, CAPACITY, TASK = "line", "line_capacity", "line_task"


def register() -> None:
    registry.register_object(ObjectKind(LINE, label="電話番号", viewable_with="lines.view", link="telephone:line"))
    registry.register_object(
        ObjectKind(
            CAPACITY,
            label="回線・席の数",
            viewable_with="lines.view",
            describe=lambda key: f"{OF_LABELS.get(key.partition(':')[0], key)} {key.partition(':')[2]}",
        )
    )
    registry.register_object(
        ObjectKind(TASK, label="回線の準備・終了の作業", viewable_with="lines.view", link="telephone:line_task")
    )
    registry.register_events(
        {
            "line.made": "電話番号を登録しました",
            "line.changed": "電話番号の登録内容を変えました",
            "capacity.set": "回線・席の数を決めました",
            "line_task.made": "回線の作業を加えました",
            "line_task.moved": "回線の作業の期限を変えました",
            "line_task.done": "回線の作業を済ませました",
            "line_task.reopened": "回線の作業を済んでいないことに戻しました",
            "line_task.dropped": "契約が求めなくなった回線の作業を外しました",
        }
    )
    registry.register_fields(
        {
            "carrier": "電話会社",
            "payer": "通話料を負担する人",
            "in_service_from": "使い始める日",
            "in_service_until": "最後の日",
            "number": "数",
            "due_on": "期限",
            "proof": "済んだ証拠",
            "test_call": "試験の通話",
            "title": "名称",
            "owner": "担当",
        }
    )
