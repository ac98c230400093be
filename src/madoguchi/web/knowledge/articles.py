"""All articles, and one of them with everything that belongs to it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.core import clock
from madoguchi.knowledge.articles.queries import (
    articles_visible_to,
    has_categories,
    listed,
    may_write_in,
    moves_open_to,
    open_revision,
    published_articles,
    related_to,
    revisions_visible_to,
    shown_revision,
)
from madoguchi.knowledge.articles.rules import (
    AUDIENCE_LABELS,
    MAY_DELETE,
    MAY_EDIT,
    MAY_VIEW,
    STATE_LABELS,
    Audience,
    RevisionState,
)
from madoguchi.knowledge.documents.queries import documents_for
from madoguchi.knowledge.languages import TRANSLATED
from madoguchi.knowledge.models import Article, Category, Revision
from madoguchi.knowledge.requests.queries import MAY_ASK
from madoguchi.knowledge.usage.actions import count_read
from madoguchi.municipality.models import Procedure
from madoguchi.municipality.queries import text_in_force
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.forms import FrameForm, offer
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.knowledge.forms import every
from madoguchi.web.knowledge.shown import (
    buttons_of,
    languages_shown,
    revisions_shown,
    state_kind,
    trail,
    written_day,
)

UNDER_WAY = "under_way"


class ArticleFilter(FrameForm):
    category = forms.ModelChoiceField(
        label="分類", required=False, queryset=Category.objects.all(), empty_label="すべて"
    )
    state = forms.ChoiceField(
        label="状態",
        required=False,
        choices=every(
            [
                (RevisionState.PUBLISHED.value, "公開中"),
                (UNDER_WAY, "公開前の版がある"),
                (RevisionState.RETIRED.value, "取下げ"),
            ]
        ),
    )
    audience = forms.ChoiceField(
        label="公開の範囲",
        required=False,
        choices=every((audience.value, label) for audience, label in AUDIENCE_LABELS.items()),
    )
    department = forms.ChoiceField(label="所管課", required=False)
    language = forms.ChoiceField(label="ほかの言語", required=False, choices=every(TRANSLATED.items()))
    review = forms.ChoiceField(
        label="見直し",
        required=False,
        choices=every([("due", "見直し日を過ぎた"), ("confirm", "要確認")]),
    )

    def __init__(self, data: Any, *, among: QuerySet[Article]) -> None:
        super().__init__(data)
        if not has_categories():
            del self.fields["category"]
        known = among.exclude(department="").order_by("department").values_list("department", flat=True).distinct()
        offer(self, "department", every((name, name) for name in known))

    def narrow(self, articles: QuerySet[Article]) -> QuerySet[Article]:
        """What a wrong value in the address says is ignored."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        for name, value in asked.items():
            articles = articles.filter(_condition(name, value))
        return articles


def _condition(name: str, value: Any) -> Q:
    revisions = Revision.objects.filter(article=OuterRef("pk"))
    match name:
        case "state" if value == RevisionState.PUBLISHED:
            return Q(current__isnull=False)
        case "state" if value == UNDER_WAY:
            return Q(newest_state__in=[RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.APPROVED])
        case "state":
            return Q(newest_state=RevisionState.RETIRED)
        case "language":
            return Q(current__translations__language=value)
        case "review" if value == "due":
            return Q(current__review_on__lte=clock.today())
        case "review":
            return Q(Exists(revisions.filter(to_confirm=True).exclude(state=RevisionState.REPLACED)))
        case _:
            return Q(**{name: value})


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def articles(request: StaffRequest) -> HttpResponse:
    every_one = articles_visible_to(request.actor)
    form = ArticleFilter(request.GET, among=every_one)
    columns = [column for column in COLUMNS if column.key != "category" or has_categories()]
    table = Table(
        columns,
        form.narrow(listed(every_one)),
        request,
        caption="FAQ",
        filters=form,
        sort="number",
        empty="この条件のFAQはありません",
        empty_hint="条件を減らすか、「FAQを書く」から作ってください。",
    )
    context = {"table": table, "may_write": request.actor.may(MAY_EDIT)}
    return render(request, "knowledge/articles.html", context)


def _state_words(article: Any) -> str:
    words = [STATE_LABELS[RevisionState.PUBLISHED]] if article.current else []
    newest = RevisionState(article.newest_state)
    if newest is not RevisionState.PUBLISHED:
        words.append(STATE_LABELS[newest])
    return f"{'、'.join(words)}（{AUDIENCE_LABELS[Audience(article.audience)]}）"


def _review_words(article: Any) -> str:
    current = article.current
    if current is None or not (current.review_on or current.to_confirm):
        return "—"
    is_due = current.review_on and current.review_on <= clock.today()
    day = f"{written_day(current.review_on)}{'（過ぎています）' if is_due else ''}" if current.review_on else ""
    return "、".join(filter(None, [day, "要確認" if current.to_confirm else ""]))


COLUMNS = (
    Column("number", "番号", lambda one: one.number, order_by=("number",)),
    Column(
        "title",
        "質問",
        lambda one: one.title,
        url=lambda one: reverse("knowledge:article", args=[one.number]),
        is_header=True,
    ),
    Column("category", "分類", lambda one: one.category.name, order_by=("category__position", "category__name")),
    Column("state", "状態・公開の範囲", _state_words),
    Column("review", "見直し", _review_words, order_by=("current__review_on",)),
)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def article(request: StaffRequest, number: str) -> HttpResponse:
    """What is answered now; above it what is on its way, below it everything that it was."""
    found = get_object_or_404(articles_visible_to(request.actor), number=number)
    revision = shown_revision(found)
    waiting = open_revision(found)
    may_write = may_write_in(request.actor, found.category)
    if request.method == "GET" and found.current is not None:
        count_read(found.number)
    context = {
        **answer_of(revision, request),
        "article": found,
        "waiting": waiting,
        "waiting_kind": state_kind(waiting.state) if waiting else "",
        "revisions": revisions_shown(revisions_visible_to(request.actor, found)),
        "may_write": may_write,
        "may_erase": request.actor.may(MAY_DELETE) and found.current is None,
        "may_ask": request.actor.may(MAY_ASK),
        "languages_left": _languages_left(revision) if may_write else [],
        "ending": [one for one in buttons_of(revision, moves_open_to(request.actor, revision)) if one.asks],
        "breadcrumb": trail(),
    }
    return render(request, "knowledge/article.html", context)


def answer_of(revision: Revision, request: StaffRequest) -> Mapping[str, Any]:
    """The answer and what is shown with it (FAQ-08)."""
    content = revision.content
    return {
        "revision": revision,
        "state_kind": state_kind(revision.state),
        "languages": languages_shown(content),
        "belongings": belongings_shown(content.belongings),
        "related": related_to(revision, published_articles()),
        "documents": documents_for(
            request.actor, category=revision.article.category, procedures=content.belongings
        ),
        "is_overdue": bool(revision.review_on and revision.review_on <= clock.today()),
    }


def belongings_shown(codes: Iterable[str]) -> list[tuple[str, str]]:
    """What to bring, as the settings say today, for each procedure that is named."""
    known = {one.code: one for one in Procedure.objects.filter(code__in=codes)}
    texts = [(known[code].label_ja, text_in_force(known[code], "ja")) for code in codes if code in known]
    return [(label, text.bring if text else "") for label, text in texts]


def _languages_left(revision: Revision) -> list[tuple[str, str]]:
    written = revision.content.translations
    return [(code, label) for code, label in TRANSLATED.items() if code not in written]
