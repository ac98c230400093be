"""Figures of bookings: made here, or in a system of the city's own."""

from collections.abc import Callable

from madoguchi.metrics.definitions.entry import Better, Figure, Unit
from madoguchi.metrics.past.rules import Bookings, Counts

MADE = "受け付けた予約。予約は、受け付けた時刻の日に数えます。あとで取り消されたものを含み、仮押さえは含みません。"


def _made(key: str, label: str, english: str, formula: str, of: Callable[[Bookings], int]) -> Figure:
    def past(counts: Counts) -> int | None:
        return None if counts.bookings is None else of(counts.bookings)

    return Figure(
        key, label, english, formula, Unit.CALLS, Better.NEITHER, past=past, source="001 §9(1); 000 Q6, Q33, Q43"
    )


FIGURES: tuple[Figure, ...] = (
    _made("bookings_made", "予約", "bookings made", MADE, lambda of: of.made),
    _made("bookings_made_web", "ウェブの予約", "bookings made by web", f"ウェブで{MADE}", lambda of: of.web),
    _made(
        "bookings_made_telephone",
        "電話の予約",
        "bookings made by telephone",
        f"電話で{MADE}",
        lambda of: of.telephone,
    ),
    _made("bookings_made_city", "市の予約", "bookings made by the city", f"市が{MADE}", lambda of: of.city),
    _made(
        "bookings_cancelled",
        "取り消された予約",
        "bookings cancelled",
        "この期間に受け付けた予約のうち、いままでに取り消されたもの。",
        lambda of: of.cancelled,
    ),
    Figure(
        "bookings_elsewhere",
        "市の予約システムで受け付けた予約",
        "bookings taken in the city's own system",
        "市の予約システムで電話の予約を受け付けたと記録した件数。取り下げた記録は除きます。",
        Unit.CALLS,
        Better.NEITHER,
        past=lambda counts: counts.bookings_elsewhere,
        source="003 第2-2(7)①イ",
    ),
    Figure(
        "bookings_told",
        "市の予約システムが示す予約",
        "bookings that the city's own system tells of",
        "市の予約システムの月ごとの件数（入力または取込み）。まるごとの月についてだけ出します。",
        Unit.CALLS,
        Better.NEITHER,
        past=lambda counts: counts.bookings_told,
        source="003 第2-2(7)①イ",
    ),
)
