"""Figures of records of contacts, of the FAQ they were answered from, and of who sat at the telephones."""

from madoguchi.metrics.definitions.entry import Better, Figure, Unit
from madoguchi.metrics.past.rules import answered_in_all, completion_rate, transfer_rate
from madoguchi.metrics.rules import Mean, Rate

BELONGS = "応対は、始めた時刻の日に数えます。記入中のものと、前のシステムから引き継いだものは除きます。"
PER_CALL = (
    "記録が二つある通話は一つに数えます。応答の件数より記録のある通話が多いとき"
    "（電話機が通話を知らせないとき）は、記録のある通話で割ります。"
)

ONCE = "記録が二つある通話は一つに数えます。"


def _of_records(part: str, formula: str) -> str:
    return f"{part} ÷ 記録のある通話。{ONCE}" if formula.endswith("_of_recorded") else f"{part} ÷ 応答。{PER_CALL}"


FIGURES: tuple[Figure, ...] = (
    Figure(
        "contacts",
        "応対",
        "contacts",
        f"記録した応対の件数。{BELONGS}",
        Unit.CALLS,
        Better.NEITHER,
        past=lambda counts: counts.contacts.recorded,
        source="003 第2-2(4)ソ",
    ),
    Figure(
        "complaints",
        "苦情",
        "complaints",
        f"種別が「苦情」の応対と、苦情の印が付いた応対（取り下げた印を除く）。{BELONGS}",
        Unit.CALLS,
        Better.LOWER,
        past=lambda counts: counts.contacts.complaints,
        source="003 第2-2(7)①オ",
    ),
    Figure(
        "transfers",
        "転送",
        "calls put through",
        "応答した通話のうち、転送した通話。転送先につながらなかったものは除きます。記録が二つある通話は一つに数えます。",
        Unit.CALLS,
        Better.LOWER,
        past=lambda counts: counts.recorded_calls.transferred,
        source="003 第2-2(7)①オ",
    ),
    Figure(
        "escalations",
        "引継ぎ",
        "escalations",
        "上の段階や所管課へ引き継いだ件数。引継ぎは、始めた時刻の日に数えます。",
        Unit.CALLS,
        Better.LOWER,
        past=lambda counts: counts.contacts.escalations,
        source="003 第2-2(3)オ",
    ),
    Figure(
        "transfers_to_city",
        "市へ渡した応対",
        "contacts passed to the city",
        f"転送した応対と、所管課へ引き継いだ応対。両方のものは一つに数えます。{BELONGS}",
        Unit.CALLS,
        Better.LOWER,
        past=lambda counts: counts.contacts.to_city,
    ),
    Figure(
        "closed_in_centre",
        "センター内での完了",
        "completed inside the centre",
        "応答した通話のうち、転送・ほかの番号の案内・所管課への引継ぎをせずに完了した通話。"
        "記録が二つある通話は、どちらもそうであるときだけ数えます。",
        Unit.CALLS,
        Better.HIGHER,
        past=lambda counts: counts.recorded_calls.completed_in_centre,
        source="A-16",
    ),
    Figure(
        "completion_rate",
        "センター内完了率",
        "completion rate inside the centre",
        f"センター内での完了 ÷ 応答。{PER_CALL}",
        Unit.PERCENT,
        Better.HIGHER,
        past=completion_rate,
        source="A-16; 003 第2-2(7)①ウ",
        chosen=lambda terms: _of_records("センター内での完了", terms.completion_rate),
    ),
    Figure(
        "transfer_rate",
        "転送率",
        "transfer rate",
        f"転送 ÷ 応答。{PER_CALL}",
        Unit.PERCENT,
        Better.LOWER,
        past=transfer_rate,
        source="A-16; 003 第2-2(7)①ウ",
        chosen=lambda terms: _of_records("転送", terms.transfer_rate),
    ),
    Figure(
        "first_answer_rate",
        "一次回答率",
        "first-answer rate",
        f"受けた人が、転送も引継ぎもせずに答えて完了した通話 ÷ 応答。{PER_CALL}",
        Unit.PERCENT,
        Better.HIGHER,
        past=lambda counts: Rate(counts.recorded_calls.first_answered, answered_in_all(counts)),
        source="A-30; 004 §11①(イ)",
    ),
    Figure(
        "first_completion_rate",
        "一次完了率",
        "first-completion rate",
        "一次回答のうち、あとで電話する約束がなく、前の応対の続きでもなく、あとに続きもない通話 ÷ 応答。"
        + PER_CALL,
        Unit.PERCENT,
        Better.HIGHER,
        past=lambda counts: Rate(counts.recorded_calls.first_completed, answered_in_all(counts)),
        source="A-30; 004 §11①(イ)",
    ),
    Figure(
        "faq_uses",
        "FAQの使用",
        "uses of the FAQ",
        "FAQを使って答えた回数。開いただけのものは数えません。",
        Unit.TIMES,
        Better.NEITHER,
        past=lambda counts: counts.faq_uses,
        source="004 §11①(オ)",
    ),
    Figure(
        "placed_average",
        "平均の配置人数",
        "people placed on average",
        "席に着いていた時間の合計 ÷ 記録のある時間。一人が30分いた時間は、0.5人に数えます。",
        Unit.PEOPLE,
        Better.NEITHER,
        past=lambda counts: Mean(counts.placed.seconds / 3600, counts.placed.hours),
        source="003 第2-2(7)①エ",
    ),
)
