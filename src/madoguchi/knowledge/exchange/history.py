"""How files in and out appear in the history."""

from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

FAQ_FILE = "faq_file"


def register() -> None:
    registry.register_object(ObjectKind(FAQ_FILE, label="FAQのファイル", viewable_with="faq.view"))
    registry.register_events(
        {
            "faq_file.read": "FAQのファイルを読み込みました",
            "faq_file.taken_in": "FAQのファイルを取り込みました",
            "faq_file.given_up": "FAQのファイルの取込みをやめました",
        }
    )
    registry.register_fields(
        {
            "articles_new": "新しいFAQ",
            "articles_changed": "変わったFAQ",
        }
    )
