"""FAQ-02, FAQ-14: files out and in."""

import uuid
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.core import clock
from madoguchi.core.refusals import Refusal
from madoguchi.knowledge.articles.rules import MAY_APPROVE, MAY_EDIT
from madoguchi.knowledge.exchange.actions import give_up_import, read_file, take_in, write_file
from madoguchi.knowledge.exchange.columns import columns_for
from madoguchi.knowledge.exchange.formats import FORMS
from madoguchi.knowledge.exchange.models import FaqImport
from madoguchi.knowledge.exchange.queries import (
    Which,
    comparison_of,
    has_files,
    imports_visible_to,
    seen_mark,
    unfinished_imports,
)
from madoguchi.knowledge.exchange.rules import MAY_EXPORT, VERDICT_LABELS, ImportState, Mode, Verdict
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.knowledge.exchange.forms import DecisionForm, ExportForm, ImportForm

SHOWN, UNFINISHED_SHOWN = 100, 3
STATES = {ImportState.TAKEN_IN: "取込み済み", ImportState.GIVEN_UP: "やめた"}


def where_files_are_used(view: Any) -> Any:
    """[faq] csv_both_ways: where the contract does without, there is no such screen."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not has_files():
            raise Http404
        answer: HttpResponse = view(request, *args, **kwargs)
        return answer

    return guarded


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
@where_files_are_used
def exchange(request: StaffRequest) -> HttpResponse:
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_valid():
        upload = form.cleaned_data["file"]
        with refusal_in(form, at="file"):
            faq_import = read_file(upload.name, upload.content, by=request.actor)
            return redirect("knowledge:import", key=faq_import.key)
    context = {
        "form": form,
        "export": ExportForm(auto_id="export_%s") if request.actor.may(MAY_EXPORT) else None,
        "unfinished": unfinished_imports(request.actor)[:UNFINISHED_SHOWN],
        "headings": [column.heading for column in columns_for(())],
    }
    return render(request, "knowledge/exchange/exchange.html", context)


@never_cache
@require_POST
@staff_view(MAY_EXPORT)
@where_files_are_used
def export(request: StaffRequest) -> HttpResponse:
    form = ExportForm(request.POST)
    if not form.is_valid():
        raise Http404
    chosen = form.cleaned_data
    kind = FORMS[chosen["form"]]
    try:
        content = write_file(chosen["form"], Which(chosen["which"]), category=chosen["category"], by=request.actor)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("knowledge:exchange")
    answer = HttpResponse(content, content_type=kind.content_type)
    answer["Content-Disposition"] = f'attachment; filename="faq-{clock.today():%Y%m%d}.{kind.ending}"'
    return answer


@never_cache
@require_safe
@staff_view(MAY_EDIT)
@where_files_are_used
def preview(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    found = _import_or_404(request, key)
    trail = [("ファイルの入出力", reverse("knowledge:exchange"))]
    if found.state != ImportState.READ:
        context = {"import": found, "state": STATES[ImportState(found.state)], "breadcrumb": trail}
        return render(request, "knowledge/exchange/finished.html", context)
    comparison = comparison_of(found, request.actor)
    form = DecisionForm(
        initial={"mode": Mode.DRAFT.value, "seen": seen_mark(comparison)},
        may_publish=request.actor.may(MAY_APPROVE),
    )
    context = {
        "import": found,
        "comparison": comparison,
        "counts": [(VERDICT_LABELS[verdict], comparison.counts[verdict]) for verdict in Verdict],
        "problems": comparison.problems[:SHOWN],
        "changed": [one for one in comparison.lines if one.verdict is Verdict.CHANGED][:SHOWN],
        "new": [one for one in comparison.lines if one.verdict is Verdict.NEW][:SHOWN],
        "shown": SHOWN,
        "form": form,
        "breadcrumb": trail,
    }
    return render(request, "knowledge/exchange/preview.html", context)


@require_POST
@staff_view(MAY_EDIT)
@where_files_are_used
def take(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    found = _import_or_404(request, key)
    form = DecisionForm(request.POST, may_publish=request.actor.may(MAY_APPROVE))
    if not form.is_valid():
        messages.error(request, "取り込み方を選んでください。")
        return redirect("knowledge:import", key=key)
    mode = Mode(form.cleaned_data["mode"])
    try:
        done = take_in(found, mode=mode, seen=form.cleaned_data["seen"], by=request.actor)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("knowledge:import", key=key)
    became = "公開しました" if mode is Mode.PUBLISH else "下書きにしました"
    messages.success(request, f"{len(done.written)}件を取り込み、{became}。")
    return redirect("knowledge:articles")


@require_POST
@staff_view(MAY_EDIT)
@where_files_are_used
def give_up(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    with saying(request, "取込みをやめました。何も変わっていません。"):
        give_up_import(_import_or_404(request, key), by=request.actor)
    return redirect("knowledge:exchange")


def _import_or_404(request: StaffRequest, key: uuid.UUID) -> FaqImport:
    return get_object_or_404(imports_visible_to(request.actor), key=key)
