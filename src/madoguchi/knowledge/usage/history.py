"""How the reports appear in the history."""

from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

USAGE_REPORT = "faq_report"


def register() -> None:
    registry.register_object(
        ObjectKind(
            USAGE_REPORT,
            label="FAQの利用状況の報告",
            viewable_with="faq.view",
            link="knowledge:usage_report",
        )
    )
    registry.register_events(
        {
            "faq_report.drafted": "FAQの利用状況の報告を作りました",
            "faq_report.proposed": "FAQの改善の提案を書きました",
            "faq_report.handed": "FAQの利用状況の報告を市に渡しました",
        }
    )
    registry.register_fields({"handed_on": "市に渡した日", "handed_note": "渡した相手・方法"})
