"""FAQ-08, FAQ-12: which FAQ is read and answered with."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.knowledge.articles.rules import MAY_VIEW
from madoguchi.knowledge.usage.queries import counts_uses, has_ranking, keeps_searches, ranking
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.knowledge.usage.forms import RankingFilter


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def usage(request: StaffRequest) -> HttpResponse:
    if not has_ranking():
        raise Http404
    form = RankingFilter(request.GET)
    first, last = form.days
    ranked = ranking(request.actor, first=first, last=last, category=form.cleaned_data.get("category"))
    table = Table(
        COLUMNS if counts_uses() else [column for column in COLUMNS if column.key != "used"],
        list(enumerate(ranked, start=1)),
        request,
        caption=f"利用の順位（{first:%Y年%-m月%-d日}〜{last:%Y年%-m月%-d日}）",
        filters=form,
        empty="公開中のFAQはありません",
    )
    context = {"table": table, "keeps_searches": keeps_searches()}
    return render(request, "knowledge/usage/usage.html", context)


COLUMNS = (
    Column("place", "順位", lambda one: one[0], numeric=True),
    Column("number", "番号", lambda one: one[1].article.number, is_header=True),
    Column(
        "question",
        "質問",
        lambda one: one[1].article.current.question,
        url=lambda one: reverse("knowledge:article", args=[one[1].article.number]),
    ),
    Column("category", "分類", lambda one: one[1].article.category.name),
    Column("used", "回答に使った", lambda one: f"{one[1].used:,}回", numeric=True),
    Column("read", "職員が開いた", lambda one: f"{one[1].read:,}回", numeric=True),
    Column("by_citizens", "市民が開いた", lambda one: f"{one[1].by_citizens:,}回", numeric=True),
)
