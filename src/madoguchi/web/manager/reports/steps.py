"""What is done with a report, one step after the other."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from madoguchi.reports.actions import (
    count_anew,
    enter_numbers,
    hand_in,
    issue_report,
    name_day,
    reopen,
    send_back,
    send_to_review,
    write_text,
)
from madoguchi.reports.at_hand import draft_for_reading
from madoguchi.reports.drafting import draft_of
from madoguchi.reports.history import about
from madoguchi.reports.models import Report
from madoguchi.reports.queries import MAY_EDIT, MAY_ISSUE
from madoguchi.reports.refusals import EnteredMeanwhile, WrittenMeanwhile
from madoguchi.reports.schedule import Cycle
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.frame.seen import newer_beside
from madoguchi.web.manager.reports.forms import (
    AgainForm,
    BackForm,
    DayForm,
    HandedForm,
    IssueForm,
    WordsForm,
)
from madoguchi.web.manager.reports.views import page, report_or_404

STEPS: dict[str, tuple[Callable[..., object], str]] = {
    "count": (count_anew, "数字をまとめ直しました。"),
    "send": (send_to_review, "確認に回しました。"),
}


@never_cache
@require_POST
@staff_view(MAY_EDIT)
def step(request: StaffRequest, number: int, step: str) -> HttpResponse:
    if step not in STEPS:
        raise Http404
    act, done = STEPS[step]
    with saying(request, done):
        act(report_or_404(request.actor, number), by=request.actor)
    return redirect("manager:report", number=number)


@never_cache
@require_POST
@staff_view(MAY_EDIT)
def words(request: StaffRequest, number: int) -> HttpResponse:
    """Saves what is written; with the second button it goes to review at once."""
    found = report_or_404(request.actor, number)
    content = draft_of(found, {})
    if content is None:
        raise Http404
    sends = request.POST.get("do") == "send"
    form = WordsForm(content, request.POST, is_daily=found.cycle == Cycle.DAILY, may_have_gaps=not sends)
    if form.is_valid():
        with refusal_in(form):
            try:
                with form.guard_lifted(by=request.actor) as lifted:
                    for key, text in form.words.items():
                        write_text(found, key, text, seen=form.seen(key), by=request.actor)
                    for key, numbers in form.numbers.items():
                        enter_numbers(found, key, numbers, seen=form.seen(key), by=request.actor)
                    lifted(about(found.pk))
            except (WrittenMeanwhile, EnteredMeanwhile) as refusal:
                form.has_seen(refusal.key, draft_for_reading(report_or_404(request.actor, number)))
                raise
            if sends:
                send_to_review(found, by=request.actor)
            return _done(request, found, "確認に回しました。" if sends else "保存しました。")
    return page(request, report_or_404(request.actor, number), words=form)


@never_cache
@require_POST
@staff_view(MAY_EDIT)
def day(request: StaffRequest, number: int) -> HttpResponse:
    found, form = report_or_404(request.actor, number), DayForm(request.POST)
    if form.is_valid():
        with refusal_in(form):
            name_day(found, by=request.actor, **form.cleaned_data)
            return _done(request, found, "提出日を記録しました。")
    return page(request, report_or_404(request.actor, number), day=form)


@never_cache
@require_POST
@staff_view(MAY_ISSUE)
def back(request: StaffRequest, number: int) -> HttpResponse:
    found, form = report_or_404(request.actor, number), BackForm(request.POST)
    if form.is_valid():
        with refusal_in(form):
            send_back(found, form.cleaned_data["remark"], by=request.actor)
            return _done(request, found, "下書きに戻しました。")
    return page(request, report_or_404(request.actor, number), back=form)


@never_cache
@require_POST
@staff_view(MAY_ISSUE)
def issue(request: StaffRequest, number: int) -> HttpResponse:
    found = report_or_404(request.actor, number)
    form = IssueForm(request.POST, content=draft_for_reading(found))
    if form.is_valid():
        with refusal_in(form), newer_beside(form):
            typed = form.cleaned_data
            issue_report(found, seen=typed["seen"], personal_checked=typed["checked"], by=request.actor)
            return _done(request, found, "確定しました。この版の内容は、もう変わりません。")
    return page(request, report_or_404(request.actor, number), issuing=form)


@never_cache
@require_POST
@staff_view(MAY_ISSUE)
def again(request: StaffRequest, number: int) -> HttpResponse:
    found, form = report_or_404(request.actor, number), AgainForm(request.POST)
    if form.is_valid():
        with refusal_in(form):
            reopen(found, form.cleaned_data["reason"], by=request.actor)
            return _done(request, found, "次の版の下書きを始めました。確定した版はそのまま残ります。")
    return page(request, report_or_404(request.actor, number), again=form)


@never_cache
@require_POST
@staff_view(MAY_ISSUE)
def handed(request: StaffRequest, number: int) -> HttpResponse:
    found, form = report_or_404(request.actor, number), HandedForm(request.POST)
    if form.is_valid():
        with refusal_in(form):
            hand_in(found, **form.handed, by=request.actor)
            return _done(request, found, "提出を記録しました。")
    return page(request, report_or_404(request.actor, number), handing=form)


def _done(request: StaffRequest, found: Report, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("manager:report", number=found.pk)
