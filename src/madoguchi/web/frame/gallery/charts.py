"""One chart of each kind, of invented numbers."""

from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.charts import Chart, ChartKind
from madoguchi.metrics.past.shapes import Column, Table
from madoguchi.web.frame.charts.drawing import ShownChart, shown_chart

WEEKDAYS = "木金土日月火水"
HOURS = range(8, 18)
DAYS = Table(
    "calls_by_day",
    "日別の着信と応答",
    (
        Column("day", "日"),
        Column("answered", "応答", Unit.CALLS),
        Column("hung_up", "応答前の切断", Unit.CALLS),
        Column("overflowed", "あふれ", Unit.CALLS),
    ),
    tuple(
        (f"10月{day}日（{WEEKDAYS[(day - 1) % 7]}）", 60 + day * 7 % 23, day * 5 % 9, day * 3 % 5)
        for day in range(1, 32)
    ),
    note="受付時間内に着信した通話です。",
)
MONTHS = Table(
    "rates",
    "月別の応答率",
    (
        Column("month", "月"),
        Column("answer_rate", "応答率", Unit.PERCENT),
        Column("service_level", "20秒以内の応答", Unit.PERCENT),
    ),
    tuple(
        (f"{2025 + (9 + n) // 12}年{(9 + n) % 12 + 1}月", 78.0 + n * 5 % 17, None if n < 3 else 66.0 + n * 7 % 19)
        for n in range(13)
    ),
)
KINDS = Table(
    "contacts_by_kind",
    "問い合わせの種類別の件数",
    (Column("kind", "種類"), Column("telephone", "電話", Unit.CALLS), Column("web", "Web", Unit.CALLS)),
    (
        ("カードの受取り", 412, 1203),
        ("電子証明書の更新・新規発行", 385, 640),
        ("暗証番号の再設定", 141, 97),
        ("券面の記載事項の変更（住所・氏名・在留期間）", 66, 0),
    ),
)
GRID = Table(
    "calls_by_day_and_hour",
    "日・時間帯別の着信",
    (Column("day", "日"), *(Column(f"hour_{hour:02}", f"{hour}時", Unit.CALLS) for hour in HOURS)),
    tuple(
        (f"10月{day}日（{WEEKDAYS[(day - 1) % 7]}）", *((day * 13 + hour * 7) % 31 for hour in HOURS))
        for day in range(1, 8)
    ),
)


def sample_charts() -> list[ShownChart]:
    drawn = (
        (Chart(ChartKind.STACKED, "", "着信の内訳", "day", ("answered", "hung_up", "overflowed")), DAYS),
        (Chart(ChartKind.LINES, "", "応答率の推移", "month", ("answer_rate", "service_level"), target=80), MONTHS),
        (Chart(ChartKind.BARS, "", "問い合わせの種類", "kind", ("telephone", "web")), KINDS),
        (Chart(ChartKind.HEAT, "", "着信の多い時間", "day", ()), GRID),
    )
    return [shown_chart(chart, table) for chart, table in drawn]
