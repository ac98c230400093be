"""稼働率: a month against the contract, each stop with its reason, planned stops apart; the months before it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madoguchi.core import clock
from madoguchi.metrics.availability.queries import (
    MAY_VIEW,
    Stop,
    availability_in,
    measured_since,
    outages_in,
    planned_stops_in,
    target_percent,
)
from madoguchi.metrics.availability.rules import Availability, Span
from madoguchi.metrics.past.shapes import Period
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.times import length_in_words
from madoguchi.web.manager.figures.asked import month_asked, month_words, months_shown

# What /readyz names when it refuses (config/readiness.py).
REASONS = {
    "": "記録がありません（機械かサーバーが止まっていました）",
    "no_answer": "サーバーが応答しませんでした",
    "database": "データベースにつながりませんでした",
    "migrations": "データベースの更新が残っていました",
    "preset": "契約内容が適用されていませんでした",
    "clock": "時計が合っていませんでした",
    "disk": "ディスクの空きが足りませんでした",
    "data_folder": "データの置き場所に書けませんでした",
    "front_end": "画面の部品がありませんでした",
}


@dataclass(frozen=True)
class MonthShown:
    month: date
    words: str
    of: Availability
    target: float

    @property
    def meets(self) -> bool | None:
        """Of a month that is not over: whether the target can still be reached."""
        if not self.is_running or not self.target or not self.of.whole_seconds:
            return self.of.meets(self.target)
        return self.of.down_seconds <= self.of.allowed_seconds(self.target)

    @property
    def is_running(self) -> bool:
        return self.month == clock.today().replace(day=1)

    @property
    def down(self) -> str:
        return length_in_words(self.of.down_seconds)

    @property
    def planned(self) -> str:
        return length_in_words(self.of.planned_seconds) if self.of.planned else "—"


@require_safe
@staff_view(MAY_VIEW)
def availability(request: StaffRequest) -> HttpResponse:
    month = month_asked(request.GET.get("month", ""))
    shown = [_shown(one) for one in reversed(months_shown(clock.today().replace(day=1)))]
    chosen = _shown(month)
    measured = [one for one in shown if one.of.whole_seconds]
    since = measured_since()
    context = {
        "chosen": chosen,
        "rows": _rows(chosen),
        "outages": [
            (_when(one.span), length_in_words(one.span.seconds), REASONS.get(one.reason, one.reason))
            for one in outages_in(Period.month_of(month))
        ],
        "stops": [
            (_when(one.span), length_in_words(one.span.seconds), *_of_stop(one))
            for one in planned_stops_in(Period.month_of(month))
        ],
        "months": measured,
        "since": since,
    }
    return render(request, "manager/figures/availability.html", context)


def _shown(month: date) -> MonthShown:
    period = Period.month_of(month)
    return MonthShown(month, month_words(month), availability_in(period), target_percent(period.last))


def _rows(chosen: MonthShown) -> list[tuple[str, str]]:
    found, target = chosen.of, chosen.target
    rows = [
        ("稼働率", f"{found.shown} %" if found.whole_seconds else "まだ測っていません"),
        ("計画外の停止", f"{len(found.outages)}回　合計 {chosen.down}"),
        (
            "計画停止（稼働率に数えません）",
            f"{len(found.planned)}回　合計 {length_in_words(found.planned_seconds)}",
        ),
        ("測った時間", length_in_words(found.whole_seconds)),
    ]
    if target:
        allowed = found.allowed_seconds(target)
        left = allowed - found.down_seconds
        rows.insert(1, ("目標", f"{target:g} % 以上（この月に許される計画外の停止 {length_in_words(allowed)}）"))
        rows.insert(
            2,
            (
                "許される時間の残り",
                length_in_words(left) if left >= 0 else f"ありません（{length_in_words(-left)} 超過）",
            ),
        )
    return rows


def _of_stop(one: Stop) -> tuple[str, str]:
    entered = clock.in_tokyo(one.stop.entered_at)
    if one.announced_before.total_seconds() <= 0:
        return one.stop.reason, f"{entered:%-m月%-d日 %H:%M}（始まった後。登録してからの時間だけを除きます）"
    return one.stop.reason, f"{entered:%-m月%-d日 %H:%M}"


def _when(span: Span) -> str:
    same_day = span.start.date() == span.end.date()
    return f"{_moment(span.start)}〜{f'{span.end:%H:%M:%S}' if same_day else _moment(span.end)}"


def _moment(at: datetime) -> str:
    return f"{clock.in_tokyo(at):%-m月%-d日 %H:%M:%S}"
