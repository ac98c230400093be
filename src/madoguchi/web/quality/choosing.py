"""評価する通話: what waits, what is drawn so that anybody can repeat it, what somebody picks."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.disclosure import record_search
from madoguchi.accounts.queries import names_by_key
from madoguchi.calls.ledger.queries import calls_visible_to
from madoguchi.contacts.records.queries import contacts_visible_to
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.quality.actions import draw_cases, pick_call, pick_contact
from madoguchi.quality.history import about
from madoguchi.quality.models import Case
from madoguchi.quality.queries import (
    MAY_RATE,
    MAY_VIEW,
    Offered,
    cases_visible_to,
    draws_visible_to,
    offered_in,
    waiting_for,
)
from madoguchi.quality.rules import ORIGIN_LABELS, Origin, month_after
from madoguchi.quality.sheet import calls_per_person
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.csv_file import csv_lines
from madoguchi.web.frame.fields import Tolerant
from madoguchi.web.frame.forms import FrameForm, offer
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.quality.shown import (
    MonthForm,
    crumbs,
    moment,
    month_asked,
    month_choices,
    month_words,
    need_evaluation,
    state_of,
)

SHOWN = {"waiting": "自分が評価できるもの", "all": "すべて"}


class FilterForm(FrameForm):
    shown = forms.ChoiceField(label="表示", choices=list(SHOWN.items()), required=False)
    month = forms.ChoiceField(label="応対の月", required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        offer(self, "month", [("", "どの月も"), *month_choices()])


class DrawForm(FrameForm):
    month = forms.ChoiceField(label="応対の月")
    twice = forms.IntegerField(
        label="うち二人で評価する件数（1人あたり）", min_value=0, max_value=50, initial=1, required=False
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        offer(self, "month", month_choices())


class PickForm(FrameForm):
    may_override = True

    call = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    contact = forms.IntegerField(widget=forms.HiddenInput, required=False)
    origin = forms.ChoiceField(
        label="選んだわけ",
        choices=[(one.value, label) for one, label in ORIGIN_LABELS.items() if one is not Origin.RANDOM],
    )
    why = Tolerant(label="理由の説明", max_length=200, help_text="例：10月2日の申出を受けた。")
    is_for_two = forms.BooleanField(label="二人で評価する", required=False)


@dataclass(frozen=True)
class OfferedRow:
    operator: str
    happened_at: str
    words: str
    origin: str
    query: str


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    need_evaluation()
    actor = request.actor
    form = FilterForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    found = _found(actor, asked)
    names = names_by_key(set(Case.objects.values_list("operator", flat=True).distinct()))
    table = Table(
        _columns(actor, names),
        found,
        request,
        caption="評価する通話",
        filters=form,
        empty="評価するものはありません",
        empty_hint="無作為に選ぶか、苦情や長い通話から選んでください。" if actor.may(MAY_RATE) else "",
    )
    record_search("quality", by=actor, found=table.count)
    context = {
        "table": table,
        "may_rate": actor.may(MAY_RATE),
        "draws": list(draws_visible_to(actor)[:12]),
        "per_person": calls_per_person(),
    }
    return render(request, "quality/home.html", context)


def _found(actor: Actor, asked: dict[str, Any]) -> QuerySet[Case]:
    """What one can do something about, unless everything is asked for."""
    may_rate = actor.may(MAY_RATE)
    found = (
        waiting_for(actor) if may_rate and asked.get("shown", "") in ("", "waiting") else cases_visible_to(actor)
    )
    if asked.get("month"):
        month = month_asked(asked["month"])
        until = clock.start_of(month_after(month))
        found = found.filter(happened_at__gte=clock.start_of(month), happened_at__lt=until)
    return found


def _columns(actor: Actor, names: dict[str, str]) -> tuple[Column, ...]:
    return (
        Column(
            "at", "応対の日時", moment, is_header=True, order_by=("happened_at",),
            url=lambda case: reverse("quality:case", args=[case.key]),
        ),
        Column("operator", "応対者", lambda case: names.get(case.operator, case.operator), order_by=("operator",)),
        Column("origin", "選び方", lambda case: case.origin_label),
        Column("two", "評価する人", lambda case: "二人" if case.is_for_two else "一人"),
        Column("state", "状態", lambda case: state_of(case, actor)[0]),
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_RATE)
def new_draw(request: StaffRequest) -> HttpResponse:
    need_evaluation()
    form = DrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusal_in(form):
            made = draw_cases(
                month_asked(form.cleaned_data["month"]), twice=form.cleaned_data["twice"] or 0, by=request.actor
            )
            messages.success(request, "評価する通話を選びました。")
            return redirect("quality:draw", key=made.key)
    context = {"breadcrumb": crumbs(), "form": form, "per_person": calls_per_person()}
    return render(request, "quality/new_draw.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def draw(request: StaffRequest, key: Any) -> HttpResponse:
    need_evaluation()
    found = get_object_or_404(draws_visible_to(request.actor), pk=key)
    shares = list(found.shares.all())
    names = names_by_key({share.operator for share in shares} | {found.made_by})
    context = {
        "breadcrumb": crumbs(),
        "draw": found,
        "month": month_words(found.month),
        "rows": [
            ("応対の月", month_words(found.month)),
            ("選んだもと", found.source_label),
            ("1人あたり", f"{found.per_person}件（うち二人で評価 {found.twice}件）"),
            ("選んだ人", names.get(found.made_by, found.made_by)),
            ("選んだ日時", f"{clock.in_tokyo(found.made_at):%Y-%m-%d %H:%M}"),
            ("乱数の種", found.seed),
        ],
        "shares": [(names.get(share.operator, share.operator), share) for share in shares],
    }
    return render(request, "quality/draw.html", context)


@require_POST
@staff_view(MAY_VIEW)
def draw_file(request: StaffRequest, key: Any) -> HttpResponse:
    """What was drawn from and what was drawn, for whoever repeats it. Keys of calls, nobody's number."""
    found = get_object_or_404(draws_visible_to(request.actor), pk=key)
    chosen = {case.call_key or str(case.contact_id) for case in found.cases.all()}
    rows = [
        [share.operator, one, "選ばれた" if one in chosen else ""]
        for share in found.shares.all()
        for one in share.population.splitlines()
    ]
    record_search("quality", by=request.actor, found=len(rows), facts={"seed": found.seed})
    lines = csv_lines(["応対者", "通話・応対の記号", "結果"], rows)
    response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="draw-{found.month:%Y%m}.csv"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_RATE)
def pick(request: StaffRequest) -> HttpResponse:
    """Without one that is named: what is worth a look in a month."""
    need_evaluation()
    kind, _, named = request.GET.get("key", "").partition("-")
    if request.method != "POST" and not named:
        return _offered(request)
    initial = {kind: named, "origin": request.GET.get("reason", "")}
    form = PickForm(request.POST) if request.method == "POST" else PickForm(initial=initial)
    if form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            made = _picked(request.actor, form.cleaned_data)
            lifted(about(made.key))
            messages.success(request, "評価する通話に加えました。")
            return redirect("quality:case", key=made.key)
    return render(request, "quality/pick.html", {"breadcrumb": crumbs(), "form": form})


def _picked(actor: Actor, asked: dict[str, Any]) -> Case:
    told = {"origin": Origin(asked["origin"]), "why": asked["why"], "is_for_two": asked["is_for_two"], "by": actor}
    if asked["call"]:
        return pick_call(get_object_or_404(calls_visible_to(actor), key=asked["call"]), **told)
    return pick_contact(get_object_or_404(contacts_visible_to(actor), pk=asked["contact"]), **told)


def _offered(request: StaffRequest) -> HttpResponse:
    month = month_asked(request.GET.get("month", ""))
    found = offered_in(month, request.actor)
    names = names_by_key({one.operator for one in found})
    rows = [
        OfferedRow(
            names.get(one.operator, one.operator),
            f"{clock.in_tokyo(one.happened_at):%Y-%m-%d %H:%M}" if one.happened_at else "",
            f"{one.minutes}分",
            ORIGIN_LABELS[one.origin],
            _query_of(one),
        )
        for one in found
    ]
    record_search("quality", by=request.actor, found=len(rows))
    context = {"breadcrumb": crumbs(), "form": MonthForm(initial={"month": f"{month:%Y-%m}"}), "rows": rows}
    return render(request, "quality/offered.html", context)


def _query_of(one: Offered) -> str:
    """A key of the exchange's or the number of a record: neither names anybody."""
    named = f"contact-{one.contact.pk}" if one.contact else f"call-{one.call_key}"
    return urlencode({"key": named, "reason": one.origin.value})
