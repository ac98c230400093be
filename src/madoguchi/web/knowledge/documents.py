"""Scripts and manuals: all of them, and one in the version that is in force."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.accounts.queries import names_by_key
from madoguchi.core.history.record import About
from madoguchi.knowledge.articles.queries import categories
from madoguchi.knowledge.documents.actions import change_document, erase_document, make_document
from madoguchi.knowledge.documents.history import DOCUMENT
from madoguchi.knowledge.documents.queries import (
    documents_visible_to,
    kinds_offered,
    open_version,
    version_in_force,
    versions_visible_to,
)
from madoguchi.knowledge.documents.rules import KIND_LABELS, MAY_DELETE, MAY_EDIT, MAY_VIEW, DocumentKind
from madoguchi.knowledge.models import Category, Document
from madoguchi.municipality.models import Procedure
from madoguchi.municipality.queries import procedures_offered
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.forms import FrameForm, offer
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.knowledge.asking import ask_why
from madoguchi.web.knowledge.forms import every
from madoguchi.web.knowledge.shown import written_day

FORM = require_http_methods(["GET", "HEAD", "POST"])


class DocumentFilter(FrameForm):
    kind = forms.ChoiceField(label="種類", required=False)
    category = forms.ModelChoiceField(
        label="分類", required=False, queryset=Category.objects.all(), empty_label="すべて"
    )
    procedure = forms.ModelChoiceField(
        label="手続き", required=False, queryset=Procedure.objects.all(), empty_label="すべて"
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        offer(self, "kind", every((kind.value, KIND_LABELS[kind]) for kind in kinds_offered()))

    def narrow(self, documents: QuerySet[Document]) -> QuerySet[Document]:
        """What a wrong value in the address says is ignored."""
        self.is_valid()
        names = {"kind": "kind", "category": "category", "procedure": "procedures"}
        asked = {names[name]: value for name, value in self.cleaned_data.items() if value}
        return documents.filter(**asked)


class DocumentForm(FrameForm):
    may_override = True

    kind = forms.ChoiceField(label="種類", widget=forms.RadioSelect, initial=DocumentKind.SCRIPT.value)
    title = forms.CharField(label="名称", max_length=200)
    category = forms.ModelChoiceField(
        label="分類", required=False, queryset=Category.objects.none(), empty_label="選ばない",
        help_text="この分類のFAQの画面に、いっしょに出ます。",
    )  # fmt: skip
    procedures = forms.ModelMultipleChoiceField(
        label="手続き", required=False, queryset=Procedure.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, document: Document | None = None) -> None:
        initial = {}
        if document is not None:
            chosen = list(document.procedures.values_list("pk", flat=True))
            initial = {
                "kind": document.kind,
                "title": document.title,
                "category": document.category_id,
                "procedures": chosen,
            }
        super().__init__(data, initial=initial)
        kinds = list(kinds_offered())
        if document is not None and document.kind not in kinds:
            kinds.append(DocumentKind(document.kind))
        offer(self, "kind", [(kind.value, KIND_LABELS[kind]) for kind in kinds])
        self.fields["category"].queryset = categories()  # type: ignore[attr-defined]
        offered = [one.pk for one in procedures_offered()]
        self.fields["procedures"].queryset = Procedure.objects.filter(pk__in=offered)  # type: ignore[attr-defined]
        if not offered:
            del self.fields["procedures"]

    def described(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {
            "kind": DocumentKind(typed["kind"]),
            "title": typed["title"],
            "category": typed["category"],
            "procedures": list(typed.get("procedures", ())),
        }


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def documents(request: StaffRequest) -> HttpResponse:
    form = DocumentFilter(request.GET)
    table = Table(
        COLUMNS,
        form.narrow(documents_visible_to(request.actor)),
        request,
        caption="スクリプト・マニュアル",
        filters=form,
        empty="この条件のものはありません",
        empty_hint="市が承認し、使い始める日が来たものが、全員に見えます。",
    )
    context = {"table": table, "may_edit": request.actor.may(MAY_EDIT)}
    return render(request, "knowledge/documents.html", context)


def _in_force_words(document: Document) -> str:
    version = version_in_force(document)
    return f"{version}（{written_day(version.valid_from)}から）" if version else "ありません"


def _open_words(document: Document) -> str:
    version = open_version(document)
    return f"{version}（{version.state_label}）" if version else "—"


COLUMNS = (
    Column(
        "title",
        "名称",
        lambda one: one.title,
        url=lambda one: reverse("knowledge:document", args=[one.number]),
        order_by=("title",),
        is_header=True,
    ),
    Column("kind", "種類", lambda one: one.kind_label, order_by=("kind",)),
    Column("category", "分類", lambda one: one.category or "—", order_by=("category__position",)),
    Column(
        "procedures", "手続き", lambda one: "、".join(str(procedure) for procedure in one.procedures.all()) or "—"
    ),
    Column("valid", "有効な版", _in_force_words),
    Column("open", "作業中の版", _open_words),
)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def document(request: StaffRequest, number: str) -> HttpResponse:
    found = get_object_or_404(documents_visible_to(request.actor), number=number)
    versions = list(versions_visible_to(request.actor, found))
    names = names_by_key({key for one in versions for key in (one.written_by, one.approved_by)} - {""})
    valid = version_in_force(found)
    context = {
        "document": found,
        "valid": valid,
        "files": valid.files.defer("content") if valid else [],
        "approver": names.get(valid.approved_by, valid.approved_by) if valid else "",
        "open": open_version(found) if request.actor.may(MAY_EDIT) else None,
        "versions": [(one, names.get(one.written_by, one.written_by)) for one in versions],
        "may_edit": request.actor.may(MAY_EDIT),
        "may_erase": request.actor.may(MAY_DELETE),
        "breadcrumb": trail(),
    }
    return render(request, "knowledge/document.html", context)


@never_cache
@FORM
@staff_view(MAY_EDIT)
def new(request: StaffRequest) -> HttpResponse:
    form = DocumentForm(request.POST or None)
    if form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            version = make_document(**form.described(), by=request.actor)
            lifted(About(DOCUMENT, version.document.number))
            messages.success(request, "作りました。本文を書くか、ファイルを付けてください。")
            return redirect("knowledge:version", version.document.number, version.number)
    return render(request, "knowledge/document_form.html", {"form": form, "breadcrumb": trail()})


@never_cache
@FORM
@staff_view(MAY_EDIT)
def edit(request: StaffRequest, number: str) -> HttpResponse:
    found = get_object_or_404(documents_visible_to(request.actor), number=number)
    form = DocumentForm(request.POST or None, document=found)
    if form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            change_document(found, **form.described(), by=request.actor)
            lifted(About(DOCUMENT, number))
            messages.success(request, "保存しました。")
            return redirect("knowledge:document", number)
    context = {"form": form, "document": found, "breadcrumb": trail(found)}
    return render(request, "knowledge/document_form.html", context)


@never_cache
@FORM
@staff_view(MAY_DELETE)
def erase(request: StaffRequest, number: str) -> HttpResponse:
    found = get_object_or_404(documents_visible_to(request.actor), number=number)
    page = {
        "title": f"{found.title} を消す",
        "question": "すべての版とファイルを消します。元に戻せません。",
        "consequences": ["だれが消したかは、履歴に残ります。"],
        "action_label": "消す",
        "cancel_url": reverse("knowledge:document", args=[number]),
        "breadcrumb": trail(found),
    }
    return ask_why(
        request,
        lambda why: erase_document(found, reason=why, by=request.actor),
        said=f"{found.title}を消しました。",
        then=("knowledge:documents",),
        page=page,
    )


def trail(document: Document | None = None) -> list[tuple[str, str]]:
    first = [("スクリプト・マニュアル", reverse("knowledge:documents"))]
    return [*first, (document.title, reverse("knowledge:document", args=[document.number]))] if document else first
