"""応対の全件データ: all records of a month, counted by their states, and taken as data by whoever may (REP-17, A-23, A-58)."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madoguchi.accounts.disclosure import record_export
from madoguchi.accounts.queries import names_by_key
from madoguchi.contacts.export.actions import ask_for_month_file
from madoguchi.contacts.export.jobs import KEPT
from madoguchi.contacts.export.making import path_of
from madoguchi.contacts.export.monthly import (
    may_take_month,
    month_files_for,
    next_month,
    records_of_month,
    states_of,
    taken_of_month,
)
from madoguchi.contacts.export.queries import columns_for, headings, rows_of
from madoguchi.contacts.export.workbook import MOST_ROWS, save_workbook
from madoguchi.contacts.models import Contact, MonthFile
from madoguchi.contacts.records.queries import MAY_EXPORT, MAY_SEE_PERSONS
from madoguchi.core import clock
from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.shapes import Column, Table
from madoguchi.reports.forms import kinds_on
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.charts.tables import shown_table
from madoguchi.web.frame.csv_file import as_cp932, csv_lines, without_shapes
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.manager.reports.files.forms import FORMS

ALL_RECORDS = "all_records"  # its code in reports.csv
MONTHS_OFFERED = 36
MOST_AT_ONCE = 5000  # of a workbook; a larger one the worker makes, and it is fetched when it is there
OFFERED = ("csv", "csv_cp932", "xlsx")


class MonthForm(FrameForm):
    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        offered = [(f"{one:%Y-%m}", f"{one.year}年{one.month}月") for one in _months()]
        self.fields["month"] = forms.ChoiceField(label="対象の月", choices=offered)


@never_cache
@require_safe
@staff_view(MAY_EXPORT)
def records(request: StaffRequest) -> HttpResponse:
    last_month = next(iter(_months()[1:]))
    form = MonthForm(request.GET if "month" in request.GET else {"month": f"{last_month:%Y-%m}"})
    if not form.is_valid():
        raise Http404
    month = clock.month_of(form.cleaned_data["month"])
    lines = states_of(_found(request, month))
    count = sum(one.count for one in lines)
    table = Table(
        "records",
        f"{month.year}年{month.month}月の応答状況",
        (Column("state", "状態"), Column("level", "段階"), Column("count", "件数", Unit.CALLS)),
        tuple((one.state, one.level, one.count) for one in lines),
        ("計", "", count),
    )
    context = {
        "form": form,
        "month": f"{month:%Y-%m}",
        "count": count,
        "states": shown_table(table),
        "is_offered": _may_take(request),
        "file_forms": [(key, FORMS[key].label) for key in OFFERED if key != "xlsx" or count <= MOST_AT_ONCE],
        "is_made_later": MOST_AT_ONCE < count <= MOST_ROWS,
        "made": [_made_row(one) for one in month_files_for(request.actor).filter(month=month)] if count else [],
        "may_see_persons": request.actor.may(MAY_SEE_PERSONS),
        "taken": list(_taken_rows(month)),
        "is_over": next_month(month) <= clock.today(),
    }
    return render(request, "manager/reports/files/records.html", context)


@require_POST
@staff_view(MAY_EXPORT)
def records_file(request: StaffRequest, month: str) -> HttpResponseBase:
    """On record before the first line leaves. Persons are in it only where they are asked for, by who may see them."""
    first, kind = _month_or_404(month), request.POST.get("form", "")
    if kind not in OFFERED or not _may_take(request):
        raise Http404
    found = _found(request, first)
    with_persons = "with_persons" in request.POST and request.actor.may(MAY_SEE_PERSONS)
    count = found.count()
    if kind == "xlsx" and count > MOST_ROWS:
        messages.error(request, f"{MOST_ROWS:,}件を超えるため、Excelでは作れません。CSVを選んでください。")
        return redirect(_url(first))
    if kind == "xlsx" and count > MOST_AT_ONCE:
        ask_for_month_file(first, with_persons=with_persons, is_handed_over=_is_handed_over(), by=request.actor)
        return redirect(f"{_url(first)}#made")
    _on_record(request, first, rows=count, form=kind, with_persons=with_persons)
    columns = columns_for(request.actor, with_persons=with_persons)
    response = _answer(kind, headings(columns), rows_of(found, columns))
    response["Content-Disposition"] = f'attachment; filename="{_name(first, kind)}"'
    return response


@require_POST
@staff_view(MAY_EXPORT)
def made_file(request: StaffRequest, pk: int) -> HttpResponseBase:
    """What the worker has made: to whom the month itself would be handed, and on record likewise."""
    file = get_object_or_404(month_files_for(request.actor).exclude(made_at=None), pk=pk)
    if not _may_take(request) or not _found(request, file.month).exists():
        raise Http404
    try:
        content = path_of(file.turn).open("rb")
    except FileNotFoundError as error:  # erased since the page was shown
        raise Http404 from error
    _on_record(request, file.month, rows=file.done, form="xlsx", with_persons=file.with_persons)
    return FileResponse(
        content, as_attachment=True, filename=_name(file.month, "xlsx"), content_type=FORMS["xlsx"].content_type
    )


def _on_record(request: StaffRequest, month: date, *, rows: int, form: str, with_persons: bool) -> None:
    facts = {"month": f"{month:%Y-%m}", "with_persons": with_persons}
    record_export("contacts", by=request.actor, rows=rows, form=form, facts=facts)


def _name(month: date, form: str) -> str:
    return f"records-{month:%Y-%m}.{FORMS[form].ending}"


def _url(month: date) -> str:
    return f"{reverse('manager:records')}?month={month:%Y-%m}"


def _answer(kind: str, heads: list[str], rows: Iterator[list[str]]) -> HttpResponseBase:
    if kind == "xlsx":
        return HttpResponse(_workbook(heads, rows), content_type=FORMS[kind].content_type)
    is_cp932 = kind == "csv_cp932"
    lines = csv_lines(heads, without_shapes(rows) if is_cp932 else rows)
    return StreamingHttpResponse(
        map(as_cp932, lines) if is_cp932 else map(str.encode, lines), content_type=FORMS[kind].content_type
    )


def _workbook(heads: list[str], rows: Iterator[list[str]]) -> bytes:
    file = io.BytesIO()
    save_workbook(file, heads, rows)
    return file.getvalue()


def _may_take(request: StaffRequest) -> bool:
    return may_take_month(request.actor, is_handed_over=_is_handed_over())


def _is_handed_over() -> bool:
    return ALL_RECORDS in kinds_on()


def _found(request: StaffRequest, month: date) -> QuerySet[Contact]:
    return records_of_month(request.actor, month, is_handed_over=_is_handed_over())


def _taken_rows(month: date) -> Iterator[dict[str, Any]]:
    taken = list(taken_of_month(month))
    names = names_by_key({one.event.actor_key for one in taken})
    for one in taken:
        yield {
            "at": clock.in_tokyo(one.event.at),
            "who": names.get(one.event.actor_key, one.event.actor_key),
            "rows": one.rows,
            "form": FORMS[one.form].label if one.form in FORMS else one.form,
            "with_persons": one.with_persons,
        }


def _made_row(file: MonthFile) -> dict[str, Any]:
    return {
        "file": file,
        "who": names_by_key({file.asked_by}).get(file.asked_by, file.asked_by),
        "asked_at": clock.in_tokyo(file.asked_at),
        "made_at": clock.in_tokyo(file.made_at) if file.made_at else None,
        "until": clock.in_tokyo(file.made_at + KEPT) if file.made_at else None,
    }


def _months() -> list[date]:
    """This one and those before it."""
    months, day = [], clock.today().replace(day=1)
    for _ in range(MONTHS_OFFERED):
        months.append(day)
        day = day.replace(year=day.year - (day.month == 1), month=day.month - 1 or 12)
    return months


def _month_or_404(month: str) -> date:
    try:
        return clock.month_of(month)
    except ValueError as error:
        raise Http404 from error
