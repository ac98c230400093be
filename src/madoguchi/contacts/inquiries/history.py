"""How inquiries appear in the history: as matters of their contact."""

from madoguchi.booking.rules import spoken_number
from madoguchi.contacts.inquiries.rules import OUTCOME_LABELS, WAY_LABELS, Outcome, Way
from madoguchi.core.history import registry


def register() -> None:
    registry.register_events(
        {
            "inquiry.received": "フォームから受け付けました",
            "inquiry.answered": "フォームから来た件に回答しました",
            "inquiry.tried": "フォームから来た件に回答しようとしました",
        }
    )
    registry.register_fields(
        {
            "reply_way": "回答の方法",
            "reply_outcome": "回答の結果",
            "reply": "回答の記録番号",
            "receipt": "受付番号",
        }
    )
    registry.register_words(
        {
            "reply_way": lambda way: WAY_LABELS[Way(way)],
            "reply_outcome": lambda outcome: OUTCOME_LABELS[Outcome(outcome)],
            "receipt": spoken_number,
        }
    )
