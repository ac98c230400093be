"""電話番号と回線: numbers, capacities with the peak beside, minutes, and the checklists."""

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.queries import names_by_key
from madoguchi.calls.lines.actions import (
    add_task,
    enter_numbers_of_contract,
    finish_task,
    move_task,
    reopen_task,
    save_line,
    set_capacity,
)
from madoguchi.calls.lines.models import LineTask
from madoguchi.calls.lines.queries import (
    MAY_EDIT,
    MAY_VIEW,
    capacities,
    capacity_on,
    days_without_a_free_line,
    expected_outgoing,
    lines_visible_to,
    minutes_of,
    number_is_not_shown,
    numbers_not_entered,
    peaks,
    tasks_visible_to,
)
from madoguchi.calls.lines.rules import (
    OF_LABELS,
    OWNER_LABELS,
    PAYER_LABELS,
    LineKind,
    Payer,
    is_overdue,
    proof_type,
)
from madoguchi.core import clock
from madoguchi.core.text.phone import written_phone
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.telephone.lines.forms import CapacityForm, DoneForm, DueForm, LineForm, ReasonForm, TaskForm

Methods = ["GET", "HEAD", "POST"]
PEAK_DAYS = 28


@require_safe
@staff_view(MAY_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    today, month = clock.today(), _month(request.GET.get("month", ""))
    expected = expected_outgoing()
    context = {
        "lines": [(line, written_phone(line.number)) for line in lines_visible_to(request.actor)],
        "not_entered": [written_phone(number) for number in numbers_not_entered()],
        "is_not_shown": number_is_not_shown(),
        "setting": reverse("office_settings:key", args=["telephone.number"])
        if request.actor.may("settings.edit")
        else "",
        "capacities": [_capacity(of, today) for of in OF_LABELS],
        "full_days": days_without_a_free_line(today),
        "tasks": [_task(task, today) for task in tasks_visible_to(request.actor)],
        "month": month,
        "previous": _shifted(month, -1),
        "following": _shifted(month, 1) if _shifted(month, 1) <= today else None,
        "minutes": [
            (row, written_phone(row.number), PAYER_LABELS[Payer(row.payer)] if row.payer else "—")
            for row in minutes_of(month)
        ],
        "expected": expected if expected.a_week != "not_stated" else None,
        "may_edit": request.actor.may(MAY_EDIT),
    }
    return render(request, "telephone/lines/home.html", context)


@require_POST
@staff_view(MAY_EDIT)
def enter(request: StaffRequest) -> HttpResponse:
    with saying(request, "設定にある電話番号を登録しました。"):
        enter_numbers_of_contract(by=request.actor)
    return redirect("telephone:lines")


@require_http_methods(Methods)
@staff_view(MAY_EDIT)
def new(request: StaffRequest) -> HttpResponse:
    return _form(
        request, LineForm(_typed(request)), "電話番号を加える", "登録する", lambda form: _save(form, request)
    )


@require_http_methods(Methods)
@staff_view(MAY_EDIT)
def line(request: StaffRequest, number: str) -> HttpResponse:
    found = get_object_or_404(lines_visible_to(request.actor), number=number)
    form = LineForm(_typed(request), line=found)
    title = f"電話番号 {written_phone(found.number)}"
    return _form(request, form, title, "保存する", lambda form: _save(form, request, found))


def _save(form: FrameForm, request: StaffRequest, line: Any = None) -> object:
    typed = form.cleaned_data
    return save_line(
        line=line,
        number=typed.get("number", ""),
        kind=LineKind(typed["kind"]),
        label=typed["label"],
        payer=Payer(typed["payer"]),
        carrier=typed["carrier"],
        in_service_from=typed["in_service_from"],
        in_service_until=typed["in_service_until"],
        by=request.actor,
    )


@require_http_methods(Methods)
@staff_view(MAY_EDIT)
def capacity(request: StaffRequest) -> HttpResponse:
    form = CapacityForm(_typed(request))

    def act(form: FrameForm) -> object:
        typed = dict(form.cleaned_data)
        typed.pop("number_reason", None)
        return set_capacity(typed.pop("of"), typed.pop("number"), by=request.actor, **typed)

    return _form(request, form, "回線・席の数を変える", "この数に決める", act)


@require_http_methods(Methods)
@staff_view(MAY_EDIT)
def new_task(request: StaffRequest) -> HttpResponse:
    def act(form: FrameForm) -> object:
        typed = form.cleaned_data
        return add_task(title=typed["title"], owner=typed["owner"], due_on=typed["due_on"], by=request.actor)

    return _form(request, TaskForm(_typed(request)), "作業を加える", "加える", act)


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_VIEW)
def task(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(tasks_visible_to(request.actor), pk=pk)
    may_finish = request.actor.may(MAY_EDIT) and not found.done_on
    form = DoneForm(_typed(request), _files(request)) if may_finish else None
    if form is not None and form.is_valid():
        name, content = form.cleaned_data["file"]
        with refusal_in(form):
            finish_task(
                found,
                proof=form.cleaned_data["proof"],
                file_name=name,
                file=content,
                call=form.cleaned_data["call"],
                by=request.actor,
            )
            messages.success(request, "済みとして、証拠とともに記録しました。")
            return redirect("telephone:line_task", pk)
    context = {
        "task": found,
        "row": _task(found, clock.today()),
        "done_by": names_by_key({found.done_by} - {""}).get(found.done_by, found.done_by),
        "form": form,
        "may_edit": request.actor.may(MAY_EDIT),
        "breadcrumb": _breadcrumb(),
    }
    return render(request, "telephone/lines/task.html", context, status=409 if form and form.errors else 200)


@require_http_methods(Methods)
@staff_view(MAY_EDIT)
def due(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(tasks_visible_to(request.actor), pk=pk)
    form = DueForm(_typed(request), initial={"due_on": found.due_on})

    def act(form: FrameForm) -> object:
        return move_task(
            found, due_on=form.cleaned_data["due_on"], note=form.cleaned_data["note"], by=request.actor
        )

    return _form(request, form, f"期限を変える：{found.title}", "期限を変える", act)


@require_http_methods(Methods)
@staff_view(MAY_EDIT)
def reopen(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(tasks_visible_to(request.actor), pk=pk)

    def act(form: FrameForm) -> object:
        return reopen_task(found, reason=form.cleaned_data["reason"], by=request.actor)

    return _form(request, ReasonForm(_typed(request)), f"済んでいないことに戻す：{found.title}", "戻す", act)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def proof(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(LineTask.objects.filter(pk__in=tasks_visible_to(request.actor)), pk=pk)
    if not found.file:
        raise Http404
    content = bytes(found.file)
    answer = HttpResponse(content, content_type=proof_type(content[:16]) or "application/octet-stream")
    named = content_disposition_header(as_attachment=True, filename=found.file_name)
    answer["Content-Disposition"] = named or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _form(
    request: StaffRequest, form: FrameForm, title: str, label: str, act: Callable[[FrameForm], object]
) -> HttpResponse:
    """A form that does one thing and leads back to the list, or says why not."""
    if form.is_valid():
        with refusal_in(form):
            act(form)
            messages.success(request, "保存しました。")
            return redirect("telephone:lines")
    context = {"form": form, "title": title, "label": label, "breadcrumb": _breadcrumb()}
    return render(request, "telephone/lines/form.html", context, status=409 if form.errors else 200)


def _capacity(of: str, today: date) -> dict[str, Any]:
    by_day = peaks(of, today - timedelta(days=PEAK_DAYS - 1), today)
    return {
        "label": OF_LABELS[of],
        "now": capacity_on(of, today),
        "changes": list(capacities(of)),
        "peak": max(by_day.values(), default=0),
        "peak_day": max(by_day, key=lambda day: (by_day[day], day)) if by_day else None,
    }


def _task(task: LineTask, today: date) -> dict[str, Any]:
    is_done = task.done_on is not None
    late = is_overdue(due_on=task.due_on, is_done=is_done, today=today)
    state = ("済み", "success") if is_done else ("期限を過ぎています", "error") if late else ("まだ", "")
    return {"task": task, "owner": OWNER_LABELS[task.owner], "state": state[0], "kind": state[1]}


def _month(asked: str) -> date:
    try:
        return clock.month_of(asked)
    except ValueError:
        return clock.today().replace(day=1)


def _shifted(month: date, by: int) -> date:
    if by < 0:
        return (month - timedelta(days=1)).replace(day=1)
    return month + timedelta(days=calendar.monthrange(month.year, month.month)[1])


def _breadcrumb() -> list[tuple[str, str]]:
    return [("電話番号と回線", reverse("telephone:lines"))]


def _typed(request: StaffRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _files(request: StaffRequest) -> "MultiValueDict[str, UploadedFile] | None":
    return request.FILES if request.method == "POST" else None
