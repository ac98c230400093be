"""タグの規則 (AIA-05)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.contacts.items.queries import topics
from madoguchi.contacts.models import TagRule
from madoguchi.contacts.records.queries import contacts_visible_to
from madoguchi.contacts.tagging.actions import MAY_EDIT, put_on_older_records, remove_rule, save_rule
from madoguchi.contacts.tagging.queries import MAY_VIEW, lately_fitting, rules_visible_to, tags_are_kept
from madoguchi.core.text.masking import masked
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.fields import Tolerant
from madoguchi.web.frame.forms import FrameForm, offer
from madoguchi.web.frame.saying import refusal_in

EXAMPLES = 5
BREADCRUMB = ("タグの規則", "contacts:tag_rules")


class RuleForm(FrameForm):
    tag = Tolerant(label="タグ", max_length=40)
    phrases = forms.CharField(
        label="ことば",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=2000,
        help_text="1行に一つ。行の中のことばがすべて出てくる記録に付きます。類義語も含めて当てはめます。",
    )
    topic = forms.ChoiceField(
        label="問合せの区分", required=False, help_text="選ぶと、その区分の記録にだけ付きます。"
    )
    is_active = forms.BooleanField(label="この規則を使う", required=False, initial=True)

    def __init__(self, data: Any = None, *, rule: TagRule | None) -> None:
        super().__init__(data, initial=_initial(rule))
        offered = list(dict.fromkeys([*topics(), *([rule.topic] if rule and rule.topic else [])]))
        offer(self, "topic", [("", "どの区分でも"), *((topic, topic) for topic in offered)])


def _initial(rule: TagRule | None) -> dict[str, Any]:
    if rule is None:
        return {}
    return {"tag": rule.tag.name, "phrases": rule.phrases, "topic": rule.topic, "is_active": rule.is_active}


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def rules(request: StaffRequest) -> HttpResponse:
    _only_with_tags()
    found = [(rule, lately_fitting(rule.phrases, rule.topic).count()) for rule in rules_visible_to(request.actor)]
    return render(request, "contacts/tagging/rules.html", {"rules": found, "may_edit": request.actor.may(MAY_EDIT)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def rule(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    """「確かめる」 shows what the rule would have found before anything is saved."""
    _only_with_tags()
    found = get_object_or_404(rules_visible_to(request.actor), pk=pk) if pk else None
    form = RuleForm(request.POST if request.method == "POST" else None, rule=found)
    context: dict[str, Any] = {
        "form": form,
        "rule": found,
        "breadcrumb": [(BREADCRUMB[0], reverse(BREADCRUMB[1]))],
    }
    if form.is_valid() and request.POST.get("do") == "save":
        with refusal_in(form, at="phrases"):
            saved = save_rule(found, **form.cleaned_data, by=request.actor)
            messages.success(request, f"「{saved.tag}」の規則を保存しました。これから記録する応対に付きます。")
            return redirect("contacts:tag_rule", pk=saved.pk)
    if form.is_valid() or found:
        typed = form.cleaned_data if form.is_bound else _initial(found)
        hits = lately_fitting(typed["phrases"], typed["topic"])
        seen = contacts_visible_to(request.actor).filter(number__in=hits.values("number")[:EXAMPLES])
        context |= {"count": hits.count(), "examples": [(one, masked(one.content)) for one in seen]}
    return render(request, "contacts/tagging/rule.html", context)


@require_POST
@staff_view(MAY_EDIT)
def older(request: StaffRequest, pk: int) -> HttpResponse:
    _only_with_tags()
    put_on_older_records(get_object_or_404(rules_visible_to(request.actor), pk=pk), by=request.actor)
    messages.success(request, "これまでの応対にも付けています。少しずつ進みます。")
    return redirect("contacts:tag_rule", pk=pk)


@require_POST
@staff_view(MAY_EDIT)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    _only_with_tags()
    remove_rule(get_object_or_404(rules_visible_to(request.actor), pk=pk), by=request.actor)
    messages.success(request, "規則を消しました。すでに付いたタグは残ります。")
    return redirect("contacts:tag_rules")


def _only_with_tags() -> None:
    if not tags_are_kept():
        raise Http404
