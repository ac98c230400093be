"""All words with their sayings, and one of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.knowledge.words.actions import remove_group, save_group
from madoguchi.knowledge.words.queries import group_of, groups, synonyms_visible_to
from madoguchi.knowledge.words.rules import MAY_EDIT, MAY_VIEW, SynonymRefused
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.knowledge.words.forms import GroupForm, WordFilter

COLUMNS = (
    Column(
        "canonical",
        "代表の言葉",
        lambda one: one.canonical,
        url=lambda one: reverse("knowledge:word", args=[one.key]),
        is_header=True,
    ),
    Column("variants", "言い方", lambda one: "、".join(one.variants)),
)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def words(request: StaffRequest) -> HttpResponse:
    form = WordFilter(request.GET)
    form.is_valid()
    known = groups(synonyms_visible_to(request.actor), saying=form.cleaned_data.get("saying", ""))
    table = Table(
        COLUMNS,
        known,
        request,
        caption="類義語",
        filters=form,
        empty="この言葉の類義語はありません",
        empty_hint="「言葉を加える」から登録すると、すぐに検索に反映されます。",
    )
    context = {"table": table, "may_edit": request.actor.may(MAY_EDIT)}
    return render(request, "knowledge/words/words.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def new(request: StaffRequest) -> HttpResponse:
    form = GroupForm(request.POST or None)
    if form.is_valid() and not form.cleaned_data["variants"]:
        form.add_error("variants", "言い方を一つ以上書いてください。")
    if form.is_valid() and _saved(request, form):
        return redirect("knowledge:words")
    return render(request, "knowledge/words/group.html", {"form": form, "breadcrumb": _trail()})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def word(request: StaffRequest, key: int) -> HttpResponse:
    """Whoever may not edit reads it."""
    rows = synonyms_visible_to(request.actor)
    group = group_of(get_object_or_404(rows, pk=key), rows)
    initial = {"canonical": group.canonical, "variants": "\n".join(group.variants)}
    form = GroupForm(request.POST or None, initial=initial)
    if request.POST.get("do") == "remove":
        remove_group(group.canonical, by=request.actor)
        messages.success(request, f"「{group.canonical}」の類義語を消しました。")
        return redirect("knowledge:words")
    if form.is_valid() and _saved(request, form, was=group.canonical):
        return redirect("knowledge:words")
    context = {
        "form": form,
        "group": group,
        "may_edit": request.actor.may(MAY_EDIT),
        "breadcrumb": _trail(),
    }
    return render(request, "knowledge/words/group.html", context)


def _saved(request: StaffRequest, form: GroupForm, was: str = "") -> bool:
    canonical, variants = form.cleaned_data["canonical"], form.cleaned_data["variants"]
    try:
        save_group(canonical, variants, was=was, by=request.actor)
    except SynonymRefused as refusal:
        form.add_error("variants", refusal.message)
        return False
    messages.success(request, f"「{canonical}」の類義語を保存しました。次の検索から使われます。")
    return True


def _trail() -> list[tuple[str, str]]:
    return [("類義語", reverse("knowledge:words"))]
