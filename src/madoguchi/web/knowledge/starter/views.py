"""要確認: one category after another, read and confirmed on one page (FAQ-03, FAQ-05)."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.core.refusals import Refusal
from madoguchi.knowledge.articles.queries import may_approve_in, may_write_in
from madoguchi.knowledge.articles.rules import AUDIENCE_LABELS, MAY_SEE_WAITING, Audience
from madoguchi.knowledge.models import Category
from madoguchi.knowledge.starter.actions import confirm_articles
from madoguchi.knowledge.starter.queries import articles_to_confirm, categories_to_confirm
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.forms import FrameForm


class ConfirmForm(FrameForm):
    audience = forms.ChoiceField(
        label="確認したあとの公開の範囲",
        choices=[(audience.value, AUDIENCE_LABELS[audience]) for audience in (Audience.PUBLIC, Audience.INTERNAL)],
        widget=forms.RadioSelect,
        initial=Audience.PUBLIC.value,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_SEE_WAITING)
def to_confirm(request: StaffRequest) -> HttpResponse:
    waiting = articles_to_confirm(request.actor)
    left = list(categories_to_confirm(request.actor))
    category = next((one for one in left if str(one.pk) == request.GET.get("category")), left[0] if left else None)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if category and form.is_valid():
        chosen = waiting.filter(category=category, number__in=request.POST.getlist("article"))
        return _confirm(request, list(chosen), Audience(form.cleaned_data["audience"]), category)
    context = {
        "form": form,
        "categories": left,
        "category": category,
        "articles": waiting.filter(category=category),
        "may_confirm": category
        and may_write_in(request.actor, category)
        and may_approve_in(request.actor, category),
    }
    return render(request, "knowledge/starter/to_confirm.html", context)


def _confirm(request: StaffRequest, chosen: list, audience: Audience, category: Category) -> HttpResponse:  # type: ignore[type-arg]
    if not chosen:
        messages.error(request, "確認したFAQに印を付けてください。")
    else:
        try:
            done = confirm_articles(chosen, audience=audience, by=request.actor)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"{len(done)}件を確認済みにしました（{AUDIENCE_LABELS[audience]}）。")
    return redirect(f"{reverse('knowledge:to_confirm')}?category={category.pk}")
