"""All synonyms as a file, and a file of synonyms read in: all of it or nothing."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.core import clock
from madoguchi.core.refusals import Refusal
from madoguchi.knowledge.exchange.formats import FORMS, Table, read_table
from madoguchi.knowledge.words.actions import FileRefused, add_all, replace_all
from madoguchi.knowledge.words.queries import synonyms_visible_to
from madoguchi.knowledge.words.rules import HEADINGS, MAY_EDIT, MAY_EXPORT
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.knowledge.words.forms import FileForm

SHOWN = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def read_in(request: StaffRequest) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None)
    faults: list[str] = []
    if form.is_valid():
        take = replace_all if form.cleaned_data["how"] == "replace" else add_all
        try:
            count = take(_lines(read_table(form.cleaned_data["file"])), by=request.actor)
        except FileRefused as refusal:
            faults = refusal.faults
            form.add_error("file", f"取り込めない行が{len(faults)}行あります。何も変えていません。")
        except Refusal as refusal:
            form.add_error("file", refusal.message)
        else:
            messages.success(request, f"取り込みました。類義語は{count:,}件になりました。次の検索から使われます。")
            return redirect("knowledge:words")
    context = {
        "form": form,
        "faults": faults[:SHOWN],
        "more": max(0, len(faults) - SHOWN),
        "may_export": request.actor.may(MAY_EXPORT),
        "breadcrumb": [("類義語", reverse("knowledge:words"))],
    }
    return render(request, "knowledge/words/file.html", context)


@never_cache
@require_safe
@staff_view(MAY_EXPORT)
def write_out(request: StaffRequest, form: str) -> HttpResponse:
    if form not in FORMS:
        raise Http404
    kind = FORMS[form]
    rows = synonyms_visible_to(request.actor).values_list("canonical", "variant")
    try:
        content = kind.write(HEADINGS, [list(row) for row in rows])
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("knowledge:words_file")
    answer = HttpResponse(content, content_type=kind.content_type)
    answer["Content-Disposition"] = f'attachment; filename="synonyms-{clock.today():%Y%m%d}.{kind.ending}"'
    return answer


def _lines(table: Table) -> list[tuple[int, str, str]]:
    if missing := [heading for heading in HEADINGS if heading not in table.headings]:
        raise FileRefused([f"1行目：見出しに「{'」「'.join(missing)}」がありません"])
    word, saying = (table.headings.index(heading) for heading in HEADINGS)
    return [(number, line[word], line[saying]) for number, line in table.lines]
