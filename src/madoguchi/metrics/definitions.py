"""What each figure is called, how it is counted, and where it is read: the only place that says so.

Screens, alerts, reports and the manual quote these words. Whoever changes how something is counted gives the entry a
new `version`: a report that was issued keeps the one under which it was counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.metrics.now.shapes import Figures, Now
from madoguchi.metrics.rules import Rate


class Unit(StrEnum):
    CALLS = "件"
    PEOPLE = "人"
    SEATS = "席"
    SECONDS = "秒"
    PERCENT = "%"


class Better(StrEnum):
    """In which direction it is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True)
class Figure:
    key: str
    label: str
    english: str
    formula: str  # in words, as it stands beside the figure
    unit: Unit
    better: Better
    now: Callable[[Now], float | None]  # None: nothing to divide by yet
    source: str = ""  # which document, or which reading of it
    version: int = 1
    stretch: str = ""  # "今日", "今月" where it is of one

    @property
    def name(self) -> str:
        """Without the stretch of time that it is of."""
        return self.label.removeprefix(f"{self.stretch}の")


def _of_day_and_month(
    key: str, label: str, english: str, formula: str, of: Callable[[Figures], Rate | int], **more: str
) -> list[Figure]:
    def value(figures: Figures) -> float | None:
        found = of(figures)
        return found.percent if isinstance(found, Rate) else found

    return [
        Figure(
            f"{key}_{stretch}",
            f"{words}の{label}",
            f"{english}, {stretch}",
            formula,
            Unit.PERCENT if key.endswith(("rate", "level", "queued")) else Unit.CALLS,
            Better(more.get("better", Better.NEITHER)),
            (lambda now: value(now.today)) if stretch == "day" else (lambda now: value(now.month)),
            more.get("source", ""),
            stretch=words,
        )
        for stretch, words in (("day", "今日"), ("month", "今月"))
    ]


FIGURES: tuple[Figure, ...] = (
    Figure(
        "waiting",
        "待ち呼",
        "calls waiting",
        "待ち列に入り、まだ応答されず、切れてもいない通話。呼出中を含みます。",
        Unit.CALLS,
        Better.LOWER,
        lambda now: len(now.waiting),
    ),
    Figure(
        "longest_wait",
        "最長の待ち時間",
        "longest wait",
        "いま待っている通話のうち、いちばん長く待っているものの、待ち列に入ってからの秒数。",
        Unit.SECONDS,
        Better.LOWER,
        lambda now: now.longest_wait_seconds,
    ),
    Figure(
        "operators_ready",
        "受付可の人",
        "operators ready",
        "着席していて、状態が「受付可」の人。",
        Unit.PEOPLE,
        Better.HIGHER,
        lambda now: now.ready,
    ),
    Figure(
        "operators_busy",
        "対応中の人",
        "operators busy",
        "着席していて、状態が「呼出中」「通話中」「保留中」「後処理」の人。",
        Unit.PEOPLE,
        Better.NEITHER,
        lambda now: now.busy,
    ),
    Figure(
        "operators_absent",
        "離れている人",
        "operators away from the telephone",
        "着席していて、状態が「休憩」「離席」「研修」の人。",
        Unit.PEOPLE,
        Better.NEITHER,
        lambda now: now.absent,
    ),
    Figure(
        "operators_signed_in",
        "着席している人",
        "operators signed in",
        "退席していない人の合計。",
        Unit.PEOPLE,
        Better.NEITHER,
        lambda now: len(now.operators),
    ),
    Figure(
        "seats_free",
        "空き席",
        "free seats",
        "使用中の席のうち、だれも着席していない席。",
        Unit.SEATS,
        Better.NEITHER,
        lambda now: now.seats_free,
    ),
    *_of_day_and_month(
        "received",
        "着信",
        "calls received",
        "受付時間内に着信した通話。時間外・休業日・緊急の案内で終えた通話と、試験・内線・発信を除きます。"
        "通話は、着信した時刻の日に数えます。",
        lambda of: of.counted.received,
        source="A-01",
    ),
    *_of_day_and_month(
        "answered",
        "応答",
        "calls answered",
        "オペレーターが応答した通話。話している途中の通話を含みます。",
        lambda of: of.counted.answered,
        better="higher",
        source="A-01",
    ),
    *_of_day_and_month(
        "abandoned",
        "放棄",
        "calls abandoned",
        "待ち列に入ってから、応答の前に相手が切った通話。設定の秒数以内に切れたものは「すぐに切断」として分けます。",
        lambda of: of.counted.abandoned,
        better="lower",
    ),
    *_of_day_and_month(
        "short_abandoned",
        "すぐに切断",
        "short abandons",
        "待ち列に入ってから、設定の秒数以内に切れた通話。",
        lambda of: of.counted.short_abandoned,
    ),
    *_of_day_and_month(
        "overflowed",
        "あふれ",
        "calls overflowed",
        "待ち時間の上限まで待ち、混雑の案内で終わった通話。",
        lambda of: of.counted.overflowed,
        better="lower",
        source="003 第2-2(5)①イ",
    ),
    *_of_day_and_month(
        "in_announcement",
        "案内中の切断",
        "hung up in the greeting",
        "受付時間内に着信し、待ち列に入る前に切れた通話。",
        lambda of: of.counted.in_announcement,
    ),
    *_of_day_and_month(
        "lost",
        "交換機の停止による切断",
        "calls lost by the exchange",
        "応答の前に、交換機の停止で切れた通話。",
        lambda of: of.counted.lost,
        better="lower",
    ),
    *_of_day_and_month(
        "after_hours",
        "受付時間外",
        "calls outside opening hours",
        "時間外・休業日・緊急の案内で終えた通話。応答率には数えません。",
        lambda of: of.counted.after_hours,
        source="A-01",
    ),
    *_of_day_and_month(
        "answer_rate",
        "応答率",
        "answer rate",
        "オペレーターが応答した件数 ÷ 受付時間内の着信。まだ待っている通話は、どちらにも数えません。"
        "放棄と混雑の案内での終話は、契約の設定に従い、応答なしに数えます。",
        lambda of: of.answer_rate,
        better="higher",
        source="A-01; 001 §4(5)イ; 003 第2-2(3)ア",
    ),
    *_of_day_and_month(
        "answer_rate_of_queued",
        "待ち列に入った通話の応答率",
        "answer rate of queued calls",
        "オペレーターが応答した件数 ÷ 待ち列に入って終わった通話。案内中の切断を除いた、もう一つの応答率です。",
        lambda of: of.answer_rate_of_queued,
        better="higher",
    ),
    *_of_day_and_month(
        "service_level",
        "サービスレベル",
        "service level",
        "設定の秒数以内に応答した件数 ÷（待ち列に入って終わった通話 − すぐに切断）。",
        lambda of: of.service_level,
        better="higher",
    ),
    *_of_day_and_month(
        "abandonment_rate",
        "放棄率",
        "abandonment rate",
        "放棄 ÷ 待ち列に入って終わった通話。すぐに切断したものは、放棄に数えません。",
        lambda of: of.abandonment_rate,
        better="lower",
    ),
    *_of_day_and_month(
        "overflow_rate",
        "あふれ率",
        "overflow rate",
        "あふれ ÷ 待ち列に入って終わった通話。",
        lambda of: of.overflow_rate,
        better="lower",
    ),
    Figure(
        "answer_rate_against_month",
        "参考の応答率",
        "answer rate against the expected calls of a month",
        "今月応答した件数 ÷ 契約が見込む月の件数。着信がそれより少ない間は、÷ 受付時間内の着信。",
        Unit.PERCENT,
        Better.HIGHER,
        lambda now: rate.percent if (rate := now.month.answer_rate_against) else None,
        source="A-01",
    ),
    Figure(
        "bookings_today",
        "今日受け付けた予約",
        "bookings made today",
        "今日受け付けた予約。あとで取り消されたものを含みます。仮押さえは含みません。",
        Unit.CALLS,
        Better.NEITHER,
        lambda now: sum(count for _, count in now.bookings) if now.bookings is not None else None,
        source="001 §9",
    ),
    Figure(
        "places_today",
        "今日の残り",
        "places left today",
        "今日、電話でまだ取れる予約の人数。始まった枠、塞いだ枠、別に取り置いた枠を除きます。",
        Unit.PEOPLE,
        Better.NEITHER,
        lambda now: next((one.left for one in now.places if one.day == now.at.date()), None),
    ),
    Figure(
        "escalations_open",
        "終わっていない引継ぎ",
        "open escalations",
        "閉じていない引継ぎ。",
        Unit.CALLS,
        Better.LOWER,
        lambda now: now.escalations.open,
    ),
    Figure(
        "escalations_overdue",
        "期限を過ぎた引継ぎ",
        "escalations overdue",
        "まだ回答がなく、期限を過ぎた引継ぎ。",
        Unit.CALLS,
        Better.LOWER,
        lambda now: now.escalations.overdue,
    ),
)

BY_KEY = {figure.key: figure for figure in FIGURES}


def figure(key: str) -> Figure:
    return BY_KEY[key]
