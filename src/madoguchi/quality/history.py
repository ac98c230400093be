"""How evaluations appear in the history: that they happened, never what was rated."""

from uuid import UUID

from madoguchi.core.history import registry
from madoguchi.core.history.record import About
from madoguchi.core.history.registry import ObjectKind
from madoguchi.quality.rules import ORIGIN_LABELS, SOURCE_LABELS, Origin, Source

CASE, DRAW = "evaluation", "evaluation_draw"
VIEWABLE = "quality.view"


def about(case_key: UUID) -> About:
    return About(CASE, str(case_key))


def register() -> None:
    registry.register_object(
        ObjectKind(CASE, label="応対の評価", viewable_with=VIEWABLE, personal_with=VIEWABLE, link="quality:case")
    )
    registry.register_object(
        ObjectKind(DRAW, label="評価する通話の抽出", viewable_with=VIEWABLE, link="quality:draw")
    )
    registry.register_events(
        {
            "evaluation.drawn": "評価する通話を無作為に選びました",
            "evaluation.picked": "評価する通話を選びました",
            "evaluation.for_two": "二人で評価することにしました",
            "evaluation.begun": "評価を始めました",
            "evaluation.saved": "評価の下書きを保存しました",
            "evaluation.finished": "評価を終えました",
            "evaluation.agreed": "評価のそろえ方を書きました",
            "evaluation.noted": "本人への助言を書きました",
            "evaluation.note_read": "助言を読みました",
            "evaluation.note_answered": "助言に答えました",
            "evaluation.words_ended": "評価に書いた文を消しました",
        }
    )
    registry.register_fields(
        {
            "drawn_month": "対象の月",
            "drawn_from": "選んだもと",
            "seed": "乱数の種",
            "drawn_cases": "選んだ件数",
            "draw_people": "対象の人数",
            "evaluated_operator": "応対者",
            "chosen_as": "選び方",
            "sheet_version": "シートの版",
            "rating_place": "何人目",
        }
    )
    registry.register_words(
        {
            "chosen_as": lambda value: ORIGIN_LABELS[Origin(value)],
            "drawn_from": lambda value: SOURCE_LABELS[Source(value)],
        }
    )
