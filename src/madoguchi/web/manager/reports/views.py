"""What is due, every report, and one report: its draft for who makes it, what was issued for everybody."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.accounts.disclosure import record_view
from madoguchi.accounts.queries import names_by_key
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import value_of
from madoguchi.reports.actions import make_report
from madoguchi.reports.at_hand import draft_for_reading
from madoguchi.reports.content import Content
from madoguchi.reports.drafting import changed_since
from madoguchi.reports.forms import form_of, kind_of, kinds_on
from madoguchi.reports.history import about
from madoguchi.reports.models import Issue, Report
from madoguchi.reports.queries import (
    MAY_EDIT,
    MAY_ISSUE,
    MAY_VIEW,
    DueLine,
    due_lines,
    due_of,
    issues_visible_to,
    kinds_without_a_day,
    must_be_checked_for_personal_data,
    newest_issue,
    personal_words,
    reports_visible_to,
    sees_issued_only,
    submission_of_newest,
    title_of,
)
from madoguchi.reports.schedule import STATE_LABELS, Cycle, State, in_words, period_of
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.manager.reports.forms import (
    AgainForm,
    BackForm,
    DayForm,
    FilterForm,
    HandedForm,
    IssueForm,
    NewForm,
    WordsForm,
)
from madoguchi.web.manager.reports.shown import sections_of

NO_DAY = "定めなし"


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    actor, kinds = request.actor, kinds_on()
    of_city = sees_issued_only(actor)
    form = FilterForm(request.GET or None, kinds=kinds.values(), with_state=not of_city)
    asked = form.cleaned_data if form.is_valid() else {}
    found = reports_visible_to(actor).defer("draft")
    for field, name in (("code", "kind"), ("state", "state")):
        if asked.get(name):
            found = found.filter(**{field: asked[name]})
    may_edit = actor.may(MAY_EDIT) and not of_city
    context = {
        "due": [_due_row(line) for line in due_lines(actor, clock.today())],
        "table": Table(
            [column for column in _columns() if column.key != "state" or not of_city],
            found,
            request,
            caption="報告書",
            filters=form,
            empty="報告書はまだありません",
            empty_hint="期間が終わると、下書きが自動でできます。" if may_edit else "",
        ),
        "may_edit": may_edit,
        "without_a_day": kinds_without_a_day() if may_edit else [],
        "no_contractor": may_edit and not value_of("reports.contractor"),
    }
    return render(request, "manager/reports/home.html", context)


def _due_row(line: DueLine) -> dict[str, Any]:
    today = clock.today()
    if line.is_handed_in:
        state, kind = "提出済み", "success"
    elif line.is_late(today):
        state, kind = "期限を過ぎています", "error"
    elif line.is_near(today):
        state, kind = "まもなく期限", "warning"
    elif line.report is None:
        state, kind = "期間の途中", ""
    else:
        state, kind = STATE_LABELS[State(line.report.state)], "key"
    return {"line": line, "state": state, "kind": kind, "due": _due_words(line)}


def _due_words(line: DueLine) -> str:
    if line.due.on is None:
        return "未定" if line.due.must_be_named else line.kind.due_words
    return f"{line.due.on:%-m月%-d日}（{clock.WEEKDAYS[line.due.on.weekday()]}）"


def _columns() -> tuple[Column, ...]:
    return (
        Column(
            "title", "報告書", title_of, is_header=True, url=lambda one: reverse("manager:report", args=[one.pk])
        ),
        Column("state", "状態", lambda one: STATE_LABELS[State(one.state)], order_by=("state",)),
        Column("version", "版", lambda one: _version_words(newest_issue(one))),
        Column("handed", "提出", _handed_words),
        Column("last", "期間の末日", lambda one: f"{one.last:%Y-%m-%d}", order_by=("last",)),
    )


def _version_words(issue: Issue | None) -> str:
    return f"第{issue.version}版" if issue else "—"


def _handed_words(report: Report) -> str:
    submission = submission_of_newest(report)
    return f"{submission.handed_on:%Y-%m-%d} {submission.way_label}" if submission else "—"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def new(request: StaffRequest) -> HttpResponse:
    kinds = kinds_on()
    form = NewForm(request.POST if request.method == "POST" else None, kinds=kinds.values())
    if form.is_valid():
        kind = kinds[form.cleaned_data["kind"]]
        with refusal_in(form):
            made = make_report(kind.code, period_of(kind.cycle, form.cleaned_data["day"]), by=request.actor)
            messages.success(request, f"{title_of(made)} を作りました。")
            return redirect("manager:report", number=made.pk)
    return render(request, "manager/reports/new.html", {"form": form, "breadcrumb": crumbs()})


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def report(request: StaffRequest, number: int) -> HttpResponse:
    found = report_or_404(request.actor, number)
    record_view(about(found.pk), by=request.actor)
    return page(request, found)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def version(request: StaffRequest, number: int, version: int) -> HttpResponse:
    found = report_or_404(request.actor, number)
    issue = get_object_or_404(issues_visible_to(request.actor), report=found, version=version)
    record_view(about(found.pk), by=request.actor)
    content = issue.as_issued
    context = {
        "title": f"{title_of(found)} 第{issue.version}版",
        "report": found,
        "issue": issue,
        "content": content,
        "sections": sections_of(content),
        "is_newest": newest_issue(found) == issue,
        "breadcrumb": crumbs((title_of(found), reverse("manager:report", args=[found.pk]))),
    }
    return render(request, "manager/reports/version.html", context)


@never_cache
@require_safe
@staff_view(MAY_EDIT)
def compare(request: StaffRequest, number: int) -> HttpResponse:
    """Before it goes to review, and before it is issued once more: is it still what the records say?"""
    found = report_or_404(request.actor, number)
    kind = kind_of(found.code)
    if kind is None or not found.draft or sees_issued_only(request.actor):
        raise Http404
    context = {
        "report": found,
        "changes": changed_since(found, kind),
        "breadcrumb": crumbs((title_of(found), reverse("manager:report", args=[found.pk]))),
    }
    return render(request, "manager/reports/compare.html", context)


def page(request: StaffRequest, found: Report, **more: FrameForm) -> HttpResponse:
    """`more`: the form that was refused, under its name."""
    actor, kind, state = request.actor, kind_of(found.code), State(found.state)
    of_city = sees_issued_only(actor)
    may_edit, may_issue = actor.may(MAY_EDIT) and not of_city, actor.may(MAY_ISSUE) and not of_city
    issue = issues_visible_to(actor).filter(report=found).order_by("-version").first()
    content = _content(found, issue, of_city=of_city)
    names = names_by_key(
        {
            found.sent_by,
            *(one.by for one in found.submissions.all()),
            *(one.issued_by for one in found.issues.all()),
        }
    )
    words = more.get("words")  # what was typed stays on the page, also when the report has moved on meanwhile
    if words is None and may_edit and state is State.DRAFT and content is not None:
        words = WordsForm(content, is_daily=found.cycle == Cycle.DAILY)
    due = due_of(found, kind)
    today = clock.today()
    is_handed = submission_of_newest(found) is not None
    checks = must_be_checked_for_personal_data(kind)
    named = personal_words(content) if content is not None and content.is_draft and not of_city else []
    context: dict[str, Any] = {
        "breadcrumb": crumbs(),
        "title": title_of(found),
        "report": found,
        "content": content,
        "sections": sections_of(content, words) if content is not None else [],
        "issue": issue,
        "rows": _rows(found, kind_words=kind.due_words if kind else "", issue=issue, of_city=of_city),
        "is_late": not is_handed and due.is_late(today),
        "must_be_named": not is_handed and due.must_be_named and may_edit,
        "state": state.value,
        "of_city": of_city,
        "may_begin": may_edit and state is State.ELSEWHERE and bool(form_of(found.code)),
        "may_edit": may_edit,
        "may_issue": may_issue,
        "words": words,
        "named": named,
        "checks": checks,
        "is_empty_of_contractor": may_edit and content is not None and content.is_draft and not content.contractor,
        "issuing": IssueForm(content=content) if may_issue and state is State.REVIEW else None,
        "back": BackForm() if may_issue and state is State.REVIEW else None,
        "again": AgainForm() if may_issue and state is State.ISSUED else None,
        "handing": HandedForm() if may_issue and (issue or state is State.ELSEWHERE) else None,
        "day": DayForm(initial={"on": found.due_named_on, "asked_on": found.asked_on, "note": found.due_note})
        if may_edit
        else None,
        "versions": [(names.get(one.issued_by, one.issued_by), one) for one in found.issues.all()],
        "submissions": [(names.get(one.by, one.by), one) for one in found.submissions.all()],
        "sent_by": names.get(found.sent_by, found.sent_by),
        **more,
    }
    context["refused_forms"] = [one for one in more.values() if one.is_bound]
    return render(request, "manager/reports/report.html", context)


def _content(found: Report, issue: Issue | None, *, of_city: bool) -> Content | None:
    """What is being made, for those who make it; else what was issued last."""
    if issue is not None and (of_city or found.state == State.ISSUED):
        return issue.as_issued
    return None if of_city else draft_for_reading(found)


def _rows(found: Report, *, kind_words: str, issue: Issue | None, of_city: bool) -> list[tuple[str, str]]:
    due = due_of(found, kind_of(found.code))
    rows = [("期間", in_words(Cycle(found.cycle), found.period))]
    if not of_city:
        rows.append(("状態", STATE_LABELS[State(found.state)]))
    day = f"{due.on:%Y年%-m月%-d日}（{clock.WEEKDAYS[due.on.weekday()]}）" if due.on else ""
    why = found.due_note or ("この報告書の指定" if found.due_named_on else kind_words)
    rows.append(("提出期限", f"{day or 'なし'}（{why}）" if why else day))
    if found.asked_on:
        rows.append(("市の求め", f"{found.asked_on:%Y年%-m月%-d日}"))
    if found.drafted_at and not of_city:
        rows.append(("数字をまとめた日時", f"{clock.in_tokyo(found.drafted_at):%Y年%-m月%-d日 %H:%M}"))
    if issue is not None:
        rows.append(
            ("確定した版", f"第{issue.version}版（{clock.in_tokyo(issue.issued_at):%Y年%-m月%-d日 %H:%M}）")
        )
    return rows


def report_or_404(actor: Actor, number: int) -> Report:
    return get_object_or_404(reports_visible_to(actor), pk=number)


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("報告書", reverse("manager:reports")), *more]
