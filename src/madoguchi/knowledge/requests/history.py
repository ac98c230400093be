"""How update requests appear in the history."""

from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind
from madoguchi.knowledge.requests.rules import KIND_LABELS, ORIGIN_LABELS

REQUEST = "update_request"
WORDS = {str(word): label for labels in (KIND_LABELS, ORIGIN_LABELS) for word, label in labels.items()}


def register() -> None:
    registry.register_object(
        ObjectKind(REQUEST, label="FAQの更新依頼", viewable_with="faq_requests.view", link="knowledge:request")
    )
    registry.register_events(
        {
            "update_request.asked": "FAQの更新を依頼しました",
            "update_request.taken": "FAQの更新依頼を引き受けました",
            "update_request.begun": "FAQの更新依頼に答える版を書きました",
            "update_request.published": "FAQの更新依頼に答えました",
            "update_request.declined": "FAQの更新依頼を見送りました",
            "update_request.withdrawn": "FAQの更新依頼を取り消しました",
        }
    )
    registry.register_fields(
        {"request_kind": "依頼の種類", "origin": "依頼のもと", "article": "FAQ", "owner": "担当者"}
    )
    registry.register_words(
        {
            "request_kind": lambda kind: WORDS.get(kind, kind),
            "origin": lambda origin: WORDS.get(origin, origin),
        }
    )
