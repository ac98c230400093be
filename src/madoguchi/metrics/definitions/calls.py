"""Figures of calls: of today and of this month as far as they have come, and of any stretch of days."""

from collections.abc import Callable

from madoguchi.metrics.definitions.entry import Amount, Better, Figure, Unit
from madoguchi.metrics.now.shapes import Figures
from madoguchi.metrics.past.rules import Counts
from madoguchi.metrics.rules import (
    Counted,
    Mean,
    Rate,
    Terms,
    abandonment_rate,
    answer_rate,
    answer_rate_against,
    answer_rate_of_queued,
    overflow_rate,
    service_level,
)

COUNT, RATE, SECONDS = Unit.CALLS, Unit.PERCENT, Unit.SECONDS
HIGHER, LOWER, NEITHER = Better.HIGHER, Better.LOWER, Better.NEITHER


def _calls(
    key: str,
    label: str,
    english: str,
    formula: str,
    of: Callable[[Counted, Terms], Rate | int],
    unit: Unit = COUNT,
    better: Better = NEITHER,
    source: str = "",
    chosen: Callable[[Terms], str] | None = None,
) -> list[Figure]:
    """The figure of a period, and the same of today and of this month."""

    def value(figures: Figures) -> float | None:
        found = of(figures.counted, figures.terms)
        return found.percent if isinstance(found, Rate) else found

    def past(counts: Counts) -> Amount:
        return of(counts.calls, counts.terms)

    return [
        Figure(key, label, english, formula, unit, better, past=past, source=source, chosen=chosen),
        Figure(
            f"{key}_day",
            f"今日の{label}",
            f"{english}, day",
            formula,
            unit,
            better,
            now=lambda now: value(now.today),
            source=source,
            stretch="今日",
            chosen=chosen,
        ),
        Figure(
            f"{key}_month",
            f"今月の{label}",
            f"{english}, month",
            formula,
            unit,
            better,
            now=lambda now: value(now.month),
            source=source,
            stretch="今月",
            chosen=chosen,
        ),
    ]


def _counts(is_counted: bool) -> str:
    return "応答なしに数えます" if is_counted else "数えません"


def _answer_rate_chosen(terms: Terms) -> str:
    whole = {
        "answered_of_inbound_in_hours": "受付時間内の着信",
        "answered_of_queued": "待ち列に入って終わった通話",
    }[terms.answer_rate_formula]
    return (
        f"オペレーターが応答した件数 ÷ {whole}。まだ待っている通話は、どちらにも数えません。"
        f"待ち列での切断は{_counts(terms.abandoned_counts)}。混雑の案内での終話は{_counts(terms.overflow_counts)}。"
    )


def _level_chosen(terms: Terms) -> str:
    return f"{terms.level_seconds}秒以内に応答した件数 ÷（待ち列に入って終わった通話 − すぐに切断）。"


def _against_chosen(terms: Terms) -> str:
    return (
        f"応答した件数 ÷ {terms.second_figure_against:,}件（契約が見込む件数）。着信がそれより少ないときは、"
        "÷ 受付時間内の着信。まるごとの月についてだけ出します。"
    )


COUNTED = (
    *_calls(
        "received",
        "着信",
        "calls received",
        "受付時間内に着信した通話。時間外・休業日・緊急の案内で終えた通話と、試験・内線・発信を除きます。"
        "通話は、着信した時刻の日に数えます。",
        lambda counted, _: counted.received,
        source="A-01",
    ),
    *_calls(
        "answered",
        "応答",
        "calls answered",
        "オペレーターが応答した通話。話している途中の通話を含みます。",
        lambda counted, _: counted.answered,
        better=HIGHER,
        source="A-01",
    ),
    *_calls(
        "hung_up_before_answer",
        "応答前の切断",
        "hung up before an answer",
        "応答する前に相手が切った通話。「放棄」「すぐに切断」「案内中の切断」の合計です。",
        lambda counted, _: counted.hung_up_before_answer,
        better=LOWER,
        source="003 第2-2(7)①ア",
    ),
    *_calls(
        "abandoned",
        "放棄",
        "calls abandoned",
        "待ち列に入ってから、応答の前に相手が切った通話。設定の秒数以内に切れたものは「すぐに切断」として分けます。",
        lambda counted, _: counted.abandoned,
        better=LOWER,
    ),
    *_calls(
        "short_abandoned",
        "すぐに切断",
        "short abandons",
        "待ち列に入ってから、設定の秒数以内に切れた通話。",
        lambda counted, _: counted.short_abandoned,
    ),
    *_calls(
        "overflowed",
        "あふれ",
        "calls overflowed",
        "待ち時間の上限まで待ち、混雑の案内で終わった通話。",
        lambda counted, _: counted.overflowed,
        better=LOWER,
        source="003 第2-2(5)①イ",
    ),
    *_calls(
        "in_announcement",
        "案内中の切断",
        "hung up in the greeting",
        "受付時間内に着信し、待ち列に入る前に切れた通話。",
        lambda counted, _: counted.in_announcement,
    ),
    *_calls(
        "self_served",
        "自動で案内",
        "served by keys",
        "受付時間内に着信し、番号の操作だけで用件が済んだ通話。",
        lambda counted, _: counted.self_served,
    ),
    *_calls(
        "lost",
        "交換機の停止による切断",
        "calls lost by the exchange",
        "応答の前に、交換機の停止で切れた通話。",
        lambda counted, _: counted.lost,
        better=LOWER,
    ),
    *_calls(
        "after_hours",
        "受付時間外",
        "calls outside opening hours",
        "時間外・休業日・緊急の案内で終えた通話。応答率には数えません。",
        lambda counted, _: counted.after_hours,
        source="A-01",
    ),
)

RATES = (
    *_calls(
        "answer_rate",
        "応答率",
        "answer rate",
        "オペレーターが応答した件数 ÷ 受付時間内の着信。まだ待っている通話は、どちらにも数えません。"
        "放棄と混雑の案内での終話は、契約の設定に従い、応答なしに数えます。",
        answer_rate,
        RATE,
        HIGHER,
        source="A-01; 001 §4(5)イ; 003 第2-2(3)ア",
        chosen=_answer_rate_chosen,
    ),
    *_calls(
        "answer_rate_of_queued",
        "待ち列に入った通話の応答率",
        "answer rate of queued calls",
        "オペレーターが応答した件数 ÷ 待ち列に入って終わった通話。案内中の切断を除いた、もう一つの応答率です。",
        lambda counted, _: answer_rate_of_queued(counted),
        RATE,
        HIGHER,
    ),
    *_calls(
        "service_level",
        "サービスレベル",
        "service level",
        "設定の秒数以内に応答した件数 ÷（待ち列に入って終わった通話 − すぐに切断）。",
        lambda counted, _: service_level(counted),
        RATE,
        HIGHER,
        chosen=_level_chosen,
    ),
    *_calls(
        "abandonment_rate",
        "放棄率",
        "abandonment rate",
        "放棄 ÷ 待ち列に入って終わった通話。すぐに切断したものは、放棄に数えません。",
        lambda counted, _: abandonment_rate(counted),
        RATE,
        LOWER,
    ),
    *_calls(
        "overflow_rate",
        "あふれ率",
        "overflow rate",
        "あふれ ÷ 待ち列に入って終わった通話。",
        lambda counted, _: overflow_rate(counted),
        RATE,
        LOWER,
    ),
    Figure(
        "answer_rate_against",
        "参考の応答率",
        "answer rate against the expected calls",
        "応答した件数 ÷ 契約が見込む月の件数。着信がそれより少ないときは、÷ 受付時間内の着信。まるごとの月についてだけ出します。",
        RATE,
        HIGHER,
        past=lambda counts: answer_rate_against(counts.calls, counts.terms),
        source="A-01",
        chosen=_against_chosen,
    ),
    Figure(
        "answer_rate_against_month",
        "参考の応答率",
        "answer rate against the expected calls of a month",
        "今月応答した件数 ÷ 契約が見込む月の件数。着信がそれより少ない間は、÷ 受付時間内の着信。",
        RATE,
        HIGHER,
        now=lambda now: rate.percent if (rate := now.month.answer_rate_against) else None,
        source="A-01",
    ),
)

AVERAGES = (
    Figure(
        "asa",
        "平均応答時間",
        "average speed of answer",
        "応答した通話が待ち列に入ってから応答されるまでの秒数の合計 ÷ 応答。",
        SECONDS,
        LOWER,
        past=lambda counts: Mean(counts.times.waited, counts.calls.answered),
        source="004 §11①(エ)",
    ),
    Figure(
        "average_talk",
        "平均通話時間",
        "average talk time",
        "応答から終話までに話した秒数と保留の秒数の合計 ÷ 応答して終わった通話。",
        SECONDS,
        NEITHER,
        past=lambda counts: Mean(counts.times.talked + counts.times.held, counts.times.calls),
        source="004 §11①(エ)",
    ),
    Figure(
        "average_after_call",
        "平均後処理時間",
        "average after-call work",
        "後処理の秒数の合計 ÷ 応答して終わった通話。",
        SECONDS,
        NEITHER,
        past=lambda counts: Mean(counts.times.worked, counts.times.calls),
    ),
    Figure(
        "aht",
        "平均処理時間",
        "average handling time",
        "話した秒数・保留の秒数・後処理の秒数の合計 ÷ 応答して終わった通話。平均通話時間と平均後処理時間の和です。",
        SECONDS,
        NEITHER,
        past=lambda counts: Mean(counts.times.handled, counts.times.calls),
        source="004 §11①(エ)",
    ),
)

FIGURES: tuple[Figure, ...] = (*COUNTED, *RATES, *AVERAGES)
