"""Alerts that are open and that were; saying that one knows of one; setting the rules."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.alerts.actions import acknowledge, set_rule
from madoguchi.alerts.history import ALERT
from madoguchi.alerts.models import Alert
from madoguchi.alerts.queries import MAY_EDIT, MAY_VIEW, alerts_visible_to, terms_of_rules, watching
from madoguchi.alerts.rules import RULE_LABELS, THRESHOLD_LABELS, UNITS, Rule
from madoguchi.core.history.queries import events_visible_to
from madoguchi.core.history.record import About
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.events_shown import events_shown
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.supervisor.alerts.forms import NoteForm, RuleForm
from madoguchi.web.supervisor.alerts.live import LIST
from madoguchi.web.supervisor.alerts.shown import Line, lines_of, open_lines

Methods = ["GET", "HEAD", "POST"]
SEEN = "アラートを確認しました。"


def _line(alert: Alert) -> Line:
    return lines_of([alert])[0]


PAST = (
    Column(
        "began",
        "出た時刻",
        lambda one: one.began_at,
        order_by=("began_at",),
        is_header=True,
        url=lambda one: reverse("supervisor:alert", args=[one.pk]),
    ),
    Column("rule", "種類", lambda one: one.label, order_by=("rule",)),
    Column("words", "内容", lambda one: _line(one).words),
    Column("length", "続いた時間", lambda one: _line(one).length, numeric=True),
    Column("who", "確認した人", lambda one: _line(one).who or "（確認されないまま終わりました）"),
    Column("note", "メモ", lambda one: one.note),
)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    context: dict[str, Any] = {**open_lines(request.actor), "topic": LIST, "watching": watching()}
    return render(request, "supervisor/alerts/home.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def past(request: StaffRequest) -> HttpResponse:
    over = alerts_visible_to(request.actor).exclude(ended_at=None)
    table = Table(PAST, over, request, caption="これまでのアラート")
    return render(request, "supervisor/alerts/past.html", {"table": table, "breadcrumb": _back()})


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_VIEW)
def alert(request: StaffRequest, number: int) -> HttpResponse:
    found = get_object_or_404(alerts_visible_to(request.actor), pk=number)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            acknowledge(found, form.cleaned_data["note"], by=request.actor)
            lifted(About(ALERT, str(found.pk)))
            messages.success(request, SEEN)
            return redirect("supervisor:alerts")
    events = events_visible_to(request.actor).filter(about_kind=ALERT, about_key=str(found.pk)).order_by("at", "id")
    context = {
        "line": _line(found),
        "form": form,
        "events": events_shown(events),
        "may_acknowledge": request.actor.may(MAY_EDIT) and found.is_open and found.acknowledged_at is None,
        "breadcrumb": _back(),
    }
    return render(request, "supervisor/alerts/alert.html", context)


@require_POST
@staff_view(MAY_EDIT)
def seen(request: StaffRequest) -> HttpResponse:
    """One press in the list, without a note."""
    number = request.POST.get("alert", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return HttpResponse(status=400)
    with saying(request, SEEN):
        acknowledge(get_object_or_404(alerts_visible_to(request.actor), pk=number), by=request.actor)
    return redirect("supervisor:alerts")


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def rules(request: StaffRequest) -> HttpResponse:
    terms = terms_of_rules()
    context = {
        "rules": [
            (rule.value, RULE_LABELS[rule], THRESHOLD_LABELS[rule], UNITS.get(rule, ""), terms[rule])
            for rule in Rule
        ],
        "may_change": request.actor.may(MAY_EDIT),
        "breadcrumb": _back(),
    }
    return render(request, "supervisor/alerts/rules.html", context)


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_EDIT)
def rule(request: StaffRequest, name: str) -> HttpResponse:
    if name not in set(Rule):
        raise Http404
    found = Rule(name)
    terms = terms_of_rules()[found]
    form = RuleForm(request.POST if request.method == "POST" else None, rule=found, terms=terms)
    if form.is_valid():
        typed = form.cleaned_data
        with saying(request, f"「{RULE_LABELS[found]}」の規則を変えました。すぐに効きます。"):
            set_rule(
                found,
                is_used=typed["is_used"],
                threshold=typed.get("threshold", terms.threshold),
                cool_down_minutes=typed["cool_down_minutes"],
                escalate_after_minutes=typed["escalate_after_minutes"],
                by=request.actor,
            )
        return redirect("supervisor:alert_rules")
    context = {
        "form": form,
        "label": RULE_LABELS[found],
        "breadcrumb": [*_back(), ("アラートの規則", reverse("supervisor:alert_rules"))],
    }
    return render(request, "supervisor/alerts/rule.html", context)


def _back() -> list[tuple[str, str]]:
    return [("アラート", reverse("supervisor:alerts"))]
