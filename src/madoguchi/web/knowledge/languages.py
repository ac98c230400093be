"""An article in another language."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.core.history.record import About
from madoguchi.core.refusals import Refusal
from madoguchi.knowledge.articles.actions import revise
from madoguchi.knowledge.articles.history import ARTICLE
from madoguchi.knowledge.articles.queries import articles_visible_to, may_write_in, newest_revision
from madoguchi.knowledge.articles.rules import MAY_EDIT
from madoguchi.knowledge.languages import TRANSLATED
from madoguchi.knowledge.refusals import EditedMeanwhile, NotInThisCategory
from madoguchi.web.frame.access import Denied, StaffRequest, staff_view
from madoguchi.web.knowledge.forms import LanguageForm, with_language
from madoguchi.web.knowledge.shown import differences, trail


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def language(request: StaffRequest, number: str, language: str) -> HttpResponse:
    """Saved as the next revision, beside the Japanese text that it translates."""
    article = get_object_or_404(articles_visible_to(request.actor), number=number)
    if language not in TRANSLATED:
        raise Http404
    if not may_write_in(request.actor, article.category):
        raise Denied(NotInThisCategory.message)
    newest = newest_revision(article)
    known = newest.content.translations.get(language)
    form = LanguageForm(request.POST or None, text=known, seen=newest.number)
    label, changed = TRANSLATED[language], []
    if form.is_valid() or (request.POST.get("do") == "remove" and known):
        removes = request.POST.get("do") == "remove"
        try:
            with form.guard_lifted(by=request.actor) as lifted:
                saved = revise(
                    article,
                    with_language(newest.content, language, None if removes else form.text()),
                    based_on=newest.number if removes else form.cleaned_data["seen"],
                    reason=f"{label}を{'消す' if removes else '書く'}",
                    by=request.actor,
                )
                lifted(About(ARTICLE, article.number))
        except EditedMeanwhile as refusal:
            # What the other one has written is shown; what was typed here stays in its fields.
            seen = article.revisions.filter(number=form.cleaned_data["seen"]).first()
            changed = differences(seen.content, newest.content) if seen else []
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["seen"] = str(newest.number)  # type: ignore[index]
            form.add_error(None, refusal.message)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"{label}を、第{saved.number}版の下書きとして保存しました。")
            return redirect("knowledge:revision", number, saved.number)
    context = {
        "form": form,
        "article": article,
        "original": newest,
        "label": label,
        "known": known,
        "differences": changed,
        "breadcrumb": trail(article),
    }
    return render(request, "knowledge/language.html", context, status=409 if changed else 200)
