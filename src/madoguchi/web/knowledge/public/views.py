"""The figures of a month: by day, and by article."""

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.core import clock
from madoguchi.knowledge.articles.rules import MAY_VIEW
from madoguchi.knowledge.public.queries import (
    ArticleFigures,
    Figures,
    figures_by_article,
    figures_by_day,
    is_public,
)
from madoguchi.knowledge.public.rules import REASON_LABELS, Reason
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.tables import Column, Table

ARTICLES = (
    Column(
        "question",
        "質問",
        lambda one: f"{one.article.number} {one.article.current.question if one.article.current else ''}",
        url=lambda one: reverse("knowledge:article", args=[one.article.number]),
        is_header=True,
    ),
    Column("opened", "開いた", lambda one: one.opened, numeric=True),
    Column("helped", "解決", lambda one: one.helped, numeric=True),
    Column("unhelped", "未解決", lambda one: one.unhelped, numeric=True),
    Column("percent", "割合", lambda one: in_percent(one.helped_percent), numeric=True),
    Column("reasons", "未解決の理由", lambda one: reasons_in_words(one) or "—"),
)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def self_solution(request: StaffRequest) -> HttpResponse:
    if not is_public():
        raise Http404
    first = _month_asked(request.GET.get("month", ""))
    after = (first + timedelta(days=31)).replace(day=1)
    last = after - timedelta(days=1)
    days = figures_by_day(request.actor, first, last)
    articles = figures_by_article(request.actor, first, last)
    context = {
        "first": first,
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": after if after <= clock.today() else None,
        "total": sum(days.values(), Figures()),
        "rate": in_percent(sum(days.values(), Figures()).rate),
        "days": [(day, figures, in_percent(figures.rate)) for day, figures in days.items()],
        "table": Table(
            ARTICLES,
            articles,
            request,
            caption="質問ごと（未解決の多い順）",
            empty="この月に開かれた質問はありません",
        ),
    }
    return render(request, "knowledge/public/self_solution.html", context)


def in_percent(share: int | None) -> str:
    return "—" if share is None else f"{share}%"


def reasons_in_words(one: ArticleFigures) -> str:
    return "、".join(f"{REASON_LABELS[reason]} {one.reasons[reason]}" for reason in Reason if reason in one.reasons)


def _month_asked(asked: str) -> date:
    try:
        return clock.month_of(asked)
    except ValueError:
        return clock.today().replace(day=1)
