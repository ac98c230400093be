"""How articles appear in the history."""

from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind
from madoguchi.knowledge.articles.models import Category
from madoguchi.knowledge.articles.rules import FIELD_LABELS, STATE_LABELS

ARTICLE, CATEGORY = "article", "faq_category"
WORDS = {state.value: label for state, label in STATE_LABELS.items()}


def _category_name(key: str) -> str:
    return Category.objects.filter(pk=int(key)).values_list("name", flat=True).first() or key


def register() -> None:
    registry.register_object(ObjectKind(ARTICLE, label="FAQ", viewable_with="faq.view", link="knowledge:article"))
    registry.register_object(
        ObjectKind(
            CATEGORY,
            label="FAQの分類",
            viewable_with="faq.view",
            link="knowledge:category",
            describe=_category_name,
        )
    )
    registry.register_events(
        {
            "article.made": "FAQを作りました",
            "article.laid": "初期登録のFAQを入れました",
            "article.revised": "FAQの新しい版を書きました",
            "article.handed_in": "FAQを所管課の確認に出しました",
            "article.sent_back": "FAQを書き手に戻しました",
            "article.approved": "FAQを承認しました",
            "article.published": "FAQを公開しました",
            "article.retired": "FAQの公開をやめました",
            "article.erased": "FAQを消しました",
            "faq_category.made": "FAQの分類を作りました",
            "faq_category.changed": "FAQの分類を変えました",
            "faq_category.rights_changed": "FAQの分類を編集・承認できる人を変えました",
        }
    )
    registry.register_fields(
        {
            "revision": "版",
            "revision_state": "版の状態",
            "category": "分類",
            "department": "所管課",
            "changed": "変えた欄",
            "category_write": "編集できる人",
            "category_approve": "承認できる人",
        }
    )
    registry.register_words(
        {
            "revision_state": lambda state: WORDS.get(state, state),
            "changed": lambda name: FIELD_LABELS.get(name, name),
        }
    )
