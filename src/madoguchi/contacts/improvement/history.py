"""How needs appear in the history."""

from madoguchi.contacts.improvement.rules import STATE_LABELS, NeedState
from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

NEED = "need"


def register() -> None:
    registry.register_object(
        ObjectKind(NEED, label="改善ニーズ", viewable_with="improvement.view", link="contacts:need")
    )
    registry.register_events(
        {
            "need.moved": "改善ニーズの状態を変えました",
            "need.asked": "改善ニーズからFAQの更新を依頼しました",
            "contact.faq_proposed": "応対からFAQを提案しました",
        }
    )
    registry.register_fields({"need_state": "改善ニーズの状態", "outcome": "結果", "request": "更新依頼"})
    registry.register_words({"need_state": lambda value: STATE_LABELS[NeedState(value)]})
