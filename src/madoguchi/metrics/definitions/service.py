"""Figures of the service itself, beside those of the work that is done with it."""

from madoguchi.metrics.definitions.entry import Better, Figure, Unit

FIGURES: tuple[Figure, ...] = (
    Figure(
        "availability",
        "稼働率",
        "availability",
        "画面が応答していた秒数 ÷ 測った秒数。前もって知らせた計画停止は、どちらにも数えません。"
        "応答のない間と記録のない間は、停止に数えます。",
        Unit.PERCENT,
        Better.HIGHER,
        past=lambda counts: counts.availability,
        source="A-32; 004 §15①(シ)",
    ),
)
