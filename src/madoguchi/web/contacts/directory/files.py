"""The directory as a file, out and in again without loss."""

import csv
import io

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.accounts.disclosure import record_export
from madoguchi.core import clock
from madoguchi.core.preset import PresetRefused
from madoguchi.core.refusals import Refusal
from madoguchi.core.text.cells import as_written
from madoguchi.municipality.departments.actions import MAY_EDIT
from madoguchi.municipality.departments.history import MAY_VIEW
from madoguchi.municipality.departments.table import DepartmentRow, rows_as_they_are, take_in_table
from madoguchi.municipality.files import written_table
from madoguchi.web.contacts.directory.forms import MOST_BYTES, FileForm
from madoguchi.web.contacts.directory.views import back_home
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.csv_file import csv_lines


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def download(request: StaffRequest) -> HttpResponseBase:
    rows = rows_as_they_are()
    record_export("directory", by=request.actor, rows=len(rows), form="csv")
    headings, *lines = csv.reader(io.StringIO(written_table(DepartmentRow, rows), newline=""))
    answer = StreamingHttpResponse(csv_lines(headings, lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="departments-{clock.today():%Y%m%d}.csv"'
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def take_in(request: StaffRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    problems: list[str] = []
    if form.is_valid():
        try:
            count = take_in_table(_text(form.cleaned_data["file"]), by=request.actor)
        except PresetRefused as refusal:
            problems = [f"{problem.key}：{problem.reason}" for problem in refusal.problems]
            form.add_error("file", f"直すところが{len(problems)}か所あります。何も取り込んでいません。")
        except Refusal as refusal:
            form.add_error("file", refusal.message)
        except ValueError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, f"{count}か所を変えました。" if count else "内容は前と同じです。")
            return redirect("directory:home")
    context = {"form": form, "problems": problems, "breadcrumb": back_home()}
    return render(request, "contacts/directory/import.html", context)


def _text(content: bytes) -> str:
    """As spreadsheets save it, with the signs taken off that kept a cell from being a formula."""
    if len(content) > MOST_BYTES:
        raise ValueError("ファイルが大きすぎます。1MBまでです。")
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValueError("文字コードを読めません。UTF-8かShift_JISで保存してください。")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    try:
        for cells in csv.reader(io.StringIO(text, newline="")):
            writer.writerow([as_written(cell) for cell in cells])
    except csv.Error as error:
        raise ValueError("CSVとして読めません（引用符の閉じ忘れなど）。") from error
    return out.getvalue()
