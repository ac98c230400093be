"""How synonyms appear in the history."""

from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind
from madoguchi.knowledge.words.rules import MAY_VIEW

SYNONYMS = "synonyms"


def register() -> None:
    registry.register_object(
        ObjectKind(SYNONYMS, label="類義語", viewable_with=MAY_VIEW, describe=lambda _: "類義語")
    )
    registry.register_events(
        {
            "synonyms.changed": "類義語を変えました",
            "synonyms.replaced": "類義語をファイルで入れ替えました",
            "synonyms.laid": "はじめの類義語を登録しました",
        }
    )
    registry.register_fields(
        {
            "word": "代表の言葉",
            "canonical": "代表の言葉",
            "variants": "言い方",
            "count": "言い方の数",
            "removed": "なくした言い方の数",
        }
    )
