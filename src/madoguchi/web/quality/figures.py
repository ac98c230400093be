"""評価の集計: the trend of all and of each, how far two raters agree, everything as a file."""

from typing import Any

from django import forms
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.accounts.disclosure import record_export, record_search
from madoguchi.core import clock
from madoguchi.quality.figures import (
    HEADINGS,
    Trend,
    agreement_between,
    rows_for_file,
    team_trend,
    trends_of_people,
)
from madoguchi.quality.queries import MAY_EXPORT, MAY_SEE_FIGURES, MAY_VIEW
from madoguchi.quality.rules import FEWEST_FOR_KAPPA, SMALL_SAMPLE, month_after, months_until
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.csv_file import csv_lines
from madoguchi.web.frame.forms import FrameForm, offer
from madoguchi.web.quality.chart import chart_of
from madoguchi.web.quality.shown import MONTHS_SHOWN, month_words, need_evaluation, percent


class PersonForm(FrameForm):
    person = forms.ChoiceField(label="重ねて見る人", required=False)

    def __init__(self, data: Any = None, *, people: list[Trend]) -> None:
        super().__init__(data)
        named = [(one.who, f"{one.name}（{one.who}・{one.count}件）") for one in people]
        offer(self, "person", [("", "なし"), *named])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_SEE_FIGURES)
def figures(request: StaffRequest) -> HttpResponse:
    """Whose line is laid over that of all is asked by POST: it names somebody."""
    need_evaluation()
    actor, today = request.actor, clock.today()
    team, people = team_trend(actor, today), trends_of_people(actor, today)
    if people:
        record_search("quality", by=actor, found=len(people))
    form = PersonForm(request.POST if request.method == "POST" else None, people=people)
    person = form.cleaned_data.get("person") if form.is_valid() else ""
    asked = next((one for one in people if one.who == person), None)
    months = months_until(today, count=MONTHS_SHOWN)
    all_items, by_item = agreement_between(months[0], month_after(months[-1]))
    series = [("全員", team.months if team else ())]
    if asked:
        series.insert(0, (asked.name, asked.months))
    context: dict[str, Any] = {
        "team": team,
        "form": form if people else None,
        "asked": asked,
        "since": month_words(months[0]),
        "chart": chart_of(series),
        "months_of_team": [
            (month_words(one.month), one, asked.months[place] if asked else None)
            for place, one in enumerate(team.months if team else ())
            if one.count
        ],
        "small": SMALL_SAMPLE,
        "fewest": FEWEST_FOR_KAPPA,
        "agreement": all_items,
        "agreement_rows": [
            ("評価した項目の組", f"{all_items.pairs}組（片方だけ該当なしの {all_items.one_sided}組を除く）"),
            ("同じ段階だった割合", percent(all_items.same_percent)),
            ("1段階以内だった割合（3段階以上の項目）", percent(all_items.within_one_percent)),
            ("重み付きカッパ係数", _kappa(all_items.kappa)),
        ],
        "by_item": by_item,
        "may_export": actor.may(MAY_EXPORT),
        "may_view": actor.may(MAY_VIEW),
    }
    return render(request, "quality/figures.html", context)


def _kappa(kappa: float | None) -> str:
    return f"組が{FEWEST_FOR_KAPPA}未満か、全部が同じ段階のため、計算しません" if kappa is None else f"{kappa:.2f}"


@require_POST
@staff_view(MAY_EXPORT)
def export(request: StaffRequest) -> HttpResponse | StreamingHttpResponse:
    """The last twelve months, a line for each item; words stay here."""
    need_evaluation()
    months = months_until(clock.today(), count=MONTHS_SHOWN)
    rows = list(rows_for_file(request.actor, months[0], month_after(months[-1])))
    record_export("quality", by=request.actor, rows=len(rows), form="csv", facts={"first": str(months[0])})
    response = StreamingHttpResponse(
        map(str.encode, csv_lines(HEADINGS, rows)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="evaluations-{clock.today():%Y%m%d}.csv"'
    return response
