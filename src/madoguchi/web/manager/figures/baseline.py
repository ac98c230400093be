"""前の事業者との比較: what was handed over beside ours, a month at a time; one figure through the months; entering it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.queries import names_by_key
from madoguchi.core import clock
from madoguchi.core.history.record import About
from madoguchi.metrics.baseline.actions import keep_baseline, remove_baseline
from madoguchi.metrics.baseline.queries import (
    MAY_ENTER,
    MAY_VIEW,
    Beside,
    baseline_visible_to,
    beside,
    beside_of,
    names_of_figures,
    values_by_figure,
)
from madoguchi.metrics.baseline.rules import Fault, read_lines
from madoguchi.metrics.definitions import BY_KEY, OF_PERIODS, Better
from madoguchi.metrics.history import BASELINE
from madoguchi.metrics.kpi.queries import Pasts, adds_up
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.manager.figures.asked import month_asked, month_words, months_of_service, months_shown
from madoguchi.web.manager.figures.goals_shown import difference_words, number_words, value_words
from madoguchi.web.manager.figures.trends import beside_chart

MOST_BYTES = 500_000
EXAMPLE = "年月,指標,値\n2025-04,応答率,82.5\n2025-04,着信,1480\n2025-04,平均通話時間,245"


class LinesFileField(forms.FileField):
    """As a spreadsheet saves it."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        if not isinstance(found, UploadedFile):
            return ""
        content = found.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise forms.ValidationError("ファイルが大きすぎます。500KBまでです。")
        for encoding in ("utf-8-sig", "cp932"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise forms.ValidationError("文字コードを読めません。UTF-8かShift_JISで保存してください。")


class BaselineForm(FrameForm):
    may_override = True

    source = forms.CharField(
        label="出どころ",
        max_length=120,
        help_text="例：前の事業者の月次報告書（令和7年度）。画面と履歴に残ります。",
    )
    lines = forms.CharField(
        label="値（貼り付け）",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "wide"}),
        help_text="1行に「年月,指標,値」。表計算からの貼り付け（タブ区切り）も読みます。",
    )
    file = LinesFileField(
        label="値のファイル（CSV）",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )

    def text(self) -> str:
        return str(self.cleaned_data["file"] or self.cleaned_data["lines"].replace("\t", ","))


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def baseline(request: StaffRequest) -> HttpResponse:
    month = month_asked(request.GET.get("month", ""))
    values, pasts = values_by_figure(request.actor), Pasts()
    found = beside(month, pasts.of(month), values)
    asked = request.GET.get("figure", "")
    key = asked if asked in values else _first_judged(values)
    months = months_of_service()
    trend = [
        (one, found_here)
        for one in months
        if key and (found_here := beside_of(key, one, pasts.of(one), values[key])) is not None
    ]
    lower = [one for one in found if one.compared and one.compared.is_kept is False]
    context: dict[str, Any] = {
        "rows": [_row(one) for one in found],
        "lower": len(lower),
        "judged": sum(1 for one in found if one.compared and one.compared.is_kept is not None),
        "month": month,
        "month_words": month_words(month),
        "months": [(f"{one:%Y-%m}", month_words(one)) for one in reversed(months_shown(clock.today()))],
        "is_running": month == clock.today().replace(day=1),
        "figure": BY_KEY.get(key),
        "figures": [(one, BY_KEY[one].label) for one in values],
        "trend": [(month_words(one), _row(found_here)) for one, found_here in reversed(trend)],
        "chart": beside_chart(BY_KEY[key], trend, month_words) if trend else None,
        "may_enter": request.actor.may(MAY_ENTER),
    }
    return render(request, "manager/figures/baseline.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_ENTER)
def baseline_enter(request: StaffRequest) -> HttpResponse:
    """What was handed over, and more of it: all lines or none."""
    form = BaselineForm(request.POST, request.FILES) if request.method == "POST" else BaselineForm()
    faults: list[Fault] = []
    if form.is_valid():
        lines, faults = read_lines(form.text(), names_of_figures())
        if not faults:
            with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
                count = keep_baseline(lines, source=form.cleaned_data["source"], by=request.actor)
                lifted(About(BASELINE, "former"))
                messages.success(request, f"前の事業者の実績を {count}件 入れました。")
                return redirect("manager:baseline_enter")
    kept = list(baseline_visible_to(request.actor).order_by("-month", "figure"))
    names = names_by_key({one.entered_by for one in kept})
    context = {
        "form": form,
        "faults": faults,
        "example": EXAMPLE,
        "names": [f"{one.label}（{one.unit.value}）" for one in OF_PERIODS],
        "kept": [
            (
                one,
                month_words(one.month),
                entry.label if entry else one.figure,
                number_words(one.value, entry) if entry else one.value,
                names.get(one.entered_by, one.entered_by),
            )
            for one in kept
            for entry in (BY_KEY.get(one.figure),)
        ],
        "breadcrumb": [("前の事業者との比較", reverse("manager:baseline"))],
    }
    return render(request, "manager/figures/baseline_enter.html", context)


@require_POST
@staff_view(MAY_ENTER)
def baseline_remove(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(baseline_visible_to(request.actor), pk=pk)
    with saying(request, "前の事業者の実績を1件消しました。値は履歴に残ります。"):
        remove_baseline(found, by=request.actor)
    return redirect("manager:baseline_enter")


def _first_judged(values: Iterable[str]) -> str:
    """A figure of which one can say whether it got worse."""
    keys = list(values)
    judged = (key for key in keys if BY_KEY[key].better is not Better.NEITHER)
    return next(judged, next(iter(keys), ""))


def _row(one: Beside) -> dict[str, Any]:
    against = month_words(one.base.month) if one.base.month else f"{one.base.months}か月の平均"
    found = one.compared
    decimals = 0 if adds_up(one.figure.key) else 1
    return {
        "figure": one.figure,
        "base": f"{number_words(round(one.base.value, 1), one.figure)}",
        "against": against,
        "ours": value_words(one.ours, one.figure),
        "difference": difference_words(float(found.difference), one.figure, decimals=decimals) if found else "—",
        "is_kept": found.is_kept if found else None,
    }
