"""様式と期限: what was agreed with the client, changed where the contract leaves it open (REP-05, REP-18, REP-27)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.metrics.definitions import BY_KEY
from madoguchi.metrics.past.queries import TABLES
from madoguchi.municipality.queries import value_of
from madoguchi.reports.agreeing import agree_due, agree_form
from madoguchi.reports.forms import CHART_LABELS, PART_LABELS, Kind, Part, PartKind, form_of, kind_of, kinds_on
from madoguchi.reports.queries import MAY_ISSUE, MAY_VIEW, sees_issued_only
from madoguchi.reports.schedule import CYCLE_LABELS, SOMEBODY_MUST_NAME_IT, DueRule
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.manager.reports.agreed_forms import DueForm, PartForm
from madoguchi.web.manager.reports.views import crumbs

CRUMB = "様式と期限"


@dataclass(frozen=True)
class ShownPart:
    place: int
    heading: str
    kind: str
    what: str
    is_first: bool
    is_last: bool


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def forms(request: StaffRequest) -> HttpResponse:
    rows = [
        {
            "kind": kind,
            "cycle": CYCLE_LABELS[kind.cycle],
            "due": kind.due_words,
            "is_open": kind.due in SOMEBODY_MUST_NAME_IT,
            "parts": len(form_of(kind.code)),
        }
        for kind in kinds_on().values()
    ]
    return render(request, "manager/reports/forms.html", {"rows": rows, "breadcrumb": crumbs()})


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def form(request: StaffRequest, code: str) -> HttpResponse:
    kind = _kind_or_404(code)
    return _form_page(request, kind, DueForm(kind=kind) if request.actor.may(MAY_ISSUE) else None)


def _form_page(request: StaffRequest, kind: Kind, due_form: DueForm | None) -> HttpResponse:
    may = request.actor.may(MAY_ISSUE) and not sees_issued_only(request.actor)
    parts = form_of(kind.code)
    context = {
        "breadcrumb": _crumbs(),
        "kind": kind,
        "rows": [
            ("周期", CYCLE_LABELS[kind.cycle]),
            ("提出期限", kind.due_words),
            ("内容（契約）", kind.contents),
            ("個人情報", "含むことがあります" if kind.holds_personal_data else "含みません"),
            ("根拠", kind.source),
        ],
        "parts": [_shown(place, part, len(parts)) for place, part in enumerate(parts)],
        "may_change": may and value_of("reports.templates_open"),
        "is_fixed": may and not value_of("reports.templates_open"),
        "due_form": due_form if may else None,
    }
    return render(request, "manager/reports/form.html", context)


def _shown(place: int, part: Part, count: int) -> ShownPart:
    if part.kind is PartKind.FIGURES:
        what = "、".join(BY_KEY[key].label for key in part.keys if key in BY_KEY)
    elif part.kind is PartKind.TEXT:
        what = part.note
    elif part.kind is PartKind.ENTERED:
        what = "、".join(part.columns)
    else:
        chart = f"（{CHART_LABELS[part.chart]}）" if part.chart else ""
        what = f"{TABLES.get(part.keys[0], part.keys[0])}{chart}"
    return ShownPart(place, part.heading, PART_LABELS[part.kind], what, place == 0, place == count - 1)


@never_cache
@require_POST
@staff_view(MAY_ISSUE)
def due(request: StaffRequest, code: str) -> HttpResponse:
    kind = _kind_or_404(code)
    typed = DueForm(request.POST, kind=kind)
    if typed.is_valid():
        asked = typed.cleaned_data
        with refusal_in(typed):
            agree_due(code, DueRule(asked["rule"]), asked["days"] or 0, note=asked["note"], by=request.actor)
            messages.success(request, "提出期限の決まりを変えました。")
            return redirect("manager:report_form", code=code)
    return _form_page(request, kind, typed)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_ISSUE)
def new_part(request: StaffRequest, code: str) -> HttpResponse:
    return _part_page(request, _kind_or_404(code), None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_ISSUE)
def part(request: StaffRequest, code: str, place: int) -> HttpResponse:
    kind = _kind_or_404(code)
    if place >= len(form_of(code)):
        raise Http404
    return _part_page(request, kind, place)


def _part_page(request: StaffRequest, kind: Kind, place: int | None) -> HttpResponse:
    parts = list(form_of(kind.code))
    before = parts[place] if place is not None else None
    typed = PartForm(request.POST if request.method == "POST" else None, before=before, others=parts)
    if typed.is_valid():
        new = typed.part()
        changed = [*parts, new] if place is None else [*parts[:place], new, *parts[place + 1 :]]
        with refusal_in(typed):
            agree_form(kind.code, changed, note=typed.cleaned_data["why"], by=request.actor)
            messages.success(request, "様式を変えました。これから作る報告書と、まとめ直す下書きに使います。")
            if place is None and new.kind is PartKind.CHART:
                return redirect("manager:report_part", code=kind.code, place=len(parts))
            return redirect("manager:report_form", code=kind.code)
    context = {
        "breadcrumb": [*_crumbs(), (kind.name, reverse("manager:report_form", args=[kind.code]))],
        "kind": kind,
        "form": typed,
        "is_new": place is None,
    }
    return render(request, "manager/reports/part.html", context)


@never_cache
@require_POST
@staff_view(MAY_ISSUE)
def move_part(request: StaffRequest, code: str, place: int) -> HttpResponse:
    """Up, down, or away."""
    _kind_or_404(code)
    parts = list(form_of(code))
    to = {"up": place - 1, "down": place + 1}.get(request.POST.get("do", ""))
    if place >= len(parts) or (to is not None and not 0 <= to < len(parts)):
        raise Http404
    one = parts.pop(place)
    if to is not None:
        parts.insert(to, one)
    with saying(request, "様式を変えました。"):
        _agree(request, code, parts)
    return redirect("manager:report_form", code=code)


def _agree(request: StaffRequest, code: str, parts: Sequence[Part]) -> None:
    agree_form(code, parts, by=request.actor)


def _kind_or_404(code: str) -> Kind:
    kind = kind_of(code)
    if kind is None:
        raise Http404
    return kind


def _crumbs() -> list[tuple[str, str]]:
    return crumbs((CRUMB, reverse("manager:report_forms")))
