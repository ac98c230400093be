"""Writing an article. Two people may have it open: who saves second sees what the first one changed, and both texts."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.core.history.record import About
from madoguchi.core.refusals import Refusal
from madoguchi.knowledge.articles.actions import revise, write_draft
from madoguchi.knowledge.articles.history import ARTICLE
from madoguchi.knowledge.articles.queries import articles_visible_to, may_write_in, newest_revision
from madoguchi.knowledge.articles.rules import FIELD_LABELS, MAY_EDIT, Content, merge
from madoguchi.knowledge.models import Article, Revision, UpdateRequest
from madoguchi.knowledge.refusals import EditedMeanwhile, NotInThisCategory
from madoguchi.knowledge.requests.queries import open_requests_visible_to
from madoguchi.knowledge.requests.rules import RequestKind
from madoguchi.web.frame.access import Denied, StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.knowledge.forms import ArticleForm, as_typed, department_names
from madoguchi.web.knowledge.shown import FieldDifference, RevisionShown, differences, revisions_shown, trail

FORM = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Conflict:
    """Somebody saved meanwhile: who, what only they changed (taken over), and where both wrote."""

    theirs: RevisionShown
    taken: list[str]
    disputed: list[FieldDifference]


@never_cache
@FORM
@staff_view(MAY_EDIT)
def new(request: StaffRequest) -> HttpResponse:
    return _new(request, answers=None)


@never_cache
@FORM
@staff_view(MAY_EDIT)
def answer(request: StaffRequest, number: str) -> HttpResponse:
    """What a department has asked for, written as a new article or as the next revision of the one it names."""
    asked = get_object_or_404(open_requests_visible_to(request.actor), number=number)
    if asked.article is None or asked.kind == RequestKind.NEW:
        return _new(request, answers=asked)
    return _edit(request, asked.article, answers=asked)


@never_cache
@FORM
@staff_view(MAY_EDIT)
def edit(request: StaffRequest, number: str) -> HttpResponse:
    article = get_object_or_404(articles_visible_to(request.actor), number=number)
    return _edit(request, article, answers=None)


def _new(request: StaffRequest, *, answers: UpdateRequest | None) -> HttpResponse:
    initial = (
        {"question": answers.subject, "department": answers.department, "source": answers.source} if answers else {}
    )
    form = ArticleForm(request.POST or None, by=request.actor, initial=initial)
    if form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            revision = write_draft(
                form.content(),
                category=form.cleaned_data["category"],
                department=form.cleaned_data["department"],
                reason=str(answers) if answers else "",
                answers=answers,
                by=request.actor,
            )
            lifted(About(ARTICLE, revision.article.number))
            return _saved(request, revision)
    context = {"form": form, "answers": answers, "departments": department_names(), "breadcrumb": trail()}
    return render(request, "knowledge/edit.html", context)


def _edit(request: StaffRequest, article: Article, *, answers: UpdateRequest | None) -> HttpResponse:
    if not may_write_in(request.actor, article.category):
        raise Denied(NotInThisCategory.message)
    newest = newest_revision(article)
    form = _form(request, article, newest, answers)
    conflict: Conflict | None = None
    if form.is_valid():
        try:
            with form.guard_lifted(by=request.actor) as lifted:
                revision = revise(
                    article,
                    form.content(),
                    based_on=form.cleaned_data["seen"] or 0,
                    category=form.category_chosen(),
                    department=form.department_typed(),
                    reason=form.cleaned_data["reason"],
                    answers=answers,
                    by=request.actor,
                )
                lifted(About(ARTICLE, article.number))
        except EditedMeanwhile:
            form, conflict = _both(request, article, form)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            return _saved(request, revision)
    context = {
        "form": form,
        "article": article,
        "newest": newest,
        "answers": answers,
        "conflict": conflict,
        "departments": department_names(),
        "breadcrumb": trail(article),
    }
    return render(request, "knowledge/edit.html", context, status=409 if conflict else 200)


def _form(request: StaffRequest, article: Article, newest: Revision, answers: UpdateRequest | None) -> ArticleForm:
    seen = {
        "category": article.category_id,
        "department": article.department,
        "reason": f"{answers}：{answers.subject}"[:200] if answers else "",
        "seen": newest.number,
        "seen_category": article.category_id,
        "seen_department": article.department,
    }
    return ArticleForm(request.POST or None, by=request.actor, article=article, start=newest.content, initial=seen)


def _both(request: StaffRequest, article: Article, form: ArticleForm) -> tuple[ArticleForm, Conflict]:
    """The form again, with everything that was typed, and in it what only the other one has changed."""
    article.refresh_from_db()
    newest = newest_revision(article)
    theirs = newest.content
    began_with = article.revisions.filter(number=form.cleaned_data["seen"]).first()
    base = began_with.content if began_with else theirs
    mine = form.content()
    found = merge(base=base, mine=_with_languages(mine, base), theirs=theirs)
    typed: dict[str, Any] = {
        **as_typed(found.merged),
        "category": form.category_chosen() or article.category_id,
        "department": typed_one if (typed_one := form.department_typed()) is not None else article.department,
        "reason": form.cleaned_data["reason"],
        "seen": newest.number,
        "seen_category": article.category_id,
        "seen_department": article.department,
    }
    again = ArticleForm(None, by=request.actor, article=article, start=theirs, initial=typed)
    labels = [FIELD_LABELS[name] for name in found.disputed]
    disputed = [one for one in differences(theirs, found.merged) if one.label in labels]
    return again, Conflict(
        revisions_shown([newest])[0], [FIELD_LABELS[name] for name in found.theirs_taken], disputed
    )


def _with_languages(mine: Content, base: Content) -> Content:
    """The form holds no other language: what it carries is what it began with, whichever revision is newest now."""
    return replace(mine, translations=base.translations)


def _saved(request: StaffRequest, revision: Revision) -> HttpResponse:
    messages.success(request, f"{revision.article.number} の第{revision.number}版を、下書きとして保存しました。")
    return redirect(reverse("knowledge:revision", args=[revision.article.number, revision.number]))
