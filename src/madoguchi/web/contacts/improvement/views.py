"""改善ニーズ (FAQ-10) と、応対からのFAQの提案 (FAQ-07)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.disclosure import record_export
from madoguchi.accounts.queries import names_by_key
from madoguchi.contacts.improvement.actions import MAY_EDIT, ask_for_faq, close_need, propose_faq, take_up
from madoguchi.contacts.improvement.queries import MAY_VIEW, examples_of, needs_visible_to
from madoguchi.contacts.improvement.rules import KIND_LABELS, OPEN, STATE_LABELS, NeedState
from madoguchi.contacts.models import Need
from madoguchi.contacts.records.queries import MAY_VIEW as MAY_VIEW_CONTACTS
from madoguchi.contacts.records.queries import contacts_visible_to
from madoguchi.core import clock
from madoguchi.core.text.masking import masked
from madoguchi.knowledge.requests.queries import MAY_ASK
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.csv_file import csv_lines
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.frame.tables import Column, Table

MAY_EXPORT = "improvement.export"
BREADCRUMB = "改善ニーズ"
EXAMPLES = 10


class FilterForm(FrameForm):
    kind = forms.ChoiceField(
        label="種類", required=False, choices=[("", "すべて"), *((k.value, v) for k, v in KIND_LABELS.items())]
    )
    state = forms.ChoiceField(
        label="状態",
        required=False,
        choices=[("", "これからのもの"), ("all", "すべて"), *((s.value, v) for s, v in STATE_LABELS.items())],
    )


class AskForm(FrameForm):
    wish = forms.CharField(
        label="FAQに望むこと",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text="FAQを書く人への依頼になります。個人情報は伏せて渡します。",
    )


class CloseForm(FrameForm):
    to = forms.ChoiceField(
        label="結果", choices=[(s.value, STATE_LABELS[s]) for s in (NeedState.DONE, NeedState.LEFT)],
        widget=forms.RadioSelect,
    )  # fmt: skip
    outcome = forms.CharField(
        label="どう対応したか（対応しない理由）", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


class ProposeForm(FrameForm):
    may_override = True
    question = forms.CharField(
        label="質問", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, help_text="市民の言い方で。"
    )
    answer = forms.CharField(label="回答", widget=forms.Textarea(attrs={"rows": 6}), max_length=4000)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def needs(request: StaffRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    found = needs_visible_to(request.actor)
    asked = form.cleaned_data if form.is_valid() else {"kind": "", "state": ""}
    if asked["state"] != "all":
        found = found.filter(state__in=[asked["state"]] if asked["state"] else OPEN)
    if asked["kind"]:
        found = found.filter(kind=asked["kind"])
    newest = needs_visible_to(request.actor).order_by("-counted_at").first()
    context = {
        "table": Table(
            _columns(found),
            found,
            request,
            caption="ニーズ",
            filters=form,
            empty="いま、足りないFAQは見つかっていません",
            empty_hint="毎朝、4週間分の応対・検索・評価から数え直します。",
        ),
        "counted_at": newest.counted_at if newest else None,
        "may_export": request.actor.may(MAY_EXPORT),
    }
    return render(request, "contacts/improvement/needs.html", context)


def _columns(found: Any) -> tuple[Column, ...]:
    names = names_by_key({key for key in found.values_list("owner", flat=True) if key})
    return (
        Column(
            "subject",
            "見つかったこと",
            lambda one: one.subject,
            is_header=True,
            url=lambda one: reverse("contacts:need", args=[one.pk]),
        ),
        Column("kind", "種類", lambda one: one.kind_label),
        Column("count", "4週間の件数", _count, numeric=True, order_by=("count",)),
        Column("state", "状態", lambda one: one.state_label),
        Column("owner", "担当", lambda one: names.get(one.owner, one.owner) or "—"),
        Column("request", "更新依頼", lambda one: one.request_number or "—"),
    )


def _count(need: Need) -> str:
    """A rise counts the week against the mean of those before."""
    return f"{need.count:,}件" if need.before is None else f"週{need.count:,}件（前は{need.before:,}件）"


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def need(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(needs_visible_to(request.actor), pk=pk)
    may_edit = request.actor.may(MAY_EDIT)
    seen = contacts_visible_to(request.actor).filter(number__in=examples_of(found).values("number")[:EXAMPLES])
    context = {
        "breadcrumb": [(BREADCRUMB, reverse("contacts:needs"))],
        "need": found,
        "count": _count(found),
        "owner": names_by_key({found.owner}).get(found.owner, found.owner) if found.owner else "",
        "may_take": may_edit and found.owner != request.actor.key,
        "may_ask": may_edit and not found.request_number and request.actor.may(MAY_ASK) and found.is_open,
        "may_close": may_edit and found.is_open,
        "may_propose": request.actor.may("proposals.edit"),
        "examples": [(one, masked(one.content)) for one in seen],
        "ask_form": AskForm(initial={"wish": _wish(found)}),
        "close_form": CloseForm(initial={"to": NeedState.DONE.value}),
    }
    return render(request, "contacts/improvement/need.html", context)


def _wish(found: Need) -> str:
    return f"{found.kind_label}「{found.subject}」（{_count(found)}）について、答えられるFAQが要ります。"


@require_POST
@staff_view(MAY_EDIT)
def take(request: StaffRequest, pk: int) -> HttpResponse:
    return _do(request, pk, lambda found: take_up(found, by=request.actor), "担当になりました。")


@require_POST
@staff_view(MAY_EDIT)
def ask(request: StaffRequest, pk: int) -> HttpResponse:
    form = AskForm(request.POST)
    if not form.is_valid():
        messages.error(request, "FAQに望むことを入力してください。")
        return redirect("contacts:need", pk=pk)
    wish = form.cleaned_data["wish"]
    return _do(request, pk, lambda found: ask_for_faq(found, wish=wish, by=request.actor), "更新を依頼しました。")


@require_POST
@staff_view(MAY_EDIT)
def close(request: StaffRequest, pk: int) -> HttpResponse:
    form = CloseForm(request.POST)
    if not form.is_valid():
        messages.error(request, "どう対応したか、または対応しない理由を書いてください。")
        return redirect("contacts:need", pk=pk)
    to, outcome = NeedState(form.cleaned_data["to"]), form.cleaned_data["outcome"]
    return _do(
        request,
        pk,
        lambda found: close_need(found, to=to, outcome=outcome, by=request.actor),
        "結果を記録しました。",
    )


@require_POST
@staff_view(MAY_EXPORT)
def export(request: StaffRequest) -> StreamingHttpResponse:
    """For the regular report (FAQ-06)."""
    found = needs_visible_to(request.actor)
    record_export("improvement", by=request.actor, rows=found.count(), form="csv")
    rows = (
        [
            one.kind_label,
            one.subject,
            _count(one),
            one.state_label,
            one.owner,
            one.request_number,
            one.outcome,
            f"{clock.in_tokyo(one.found_at):%Y-%m-%d}",
        ]
        for one in found.iterator()
    )
    headings = ["種類", "見つかったこと", "4週間の件数", "状態", "担当", "更新依頼", "結果", "見つかった日"]
    answer = StreamingHttpResponse(csv_lines(headings, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="needs-{clock.today():%Y%m%d}.csv"'
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW_CONTACTS)
def propose(request: StaffRequest, number: int) -> HttpResponse:
    contact = get_object_or_404(contacts_visible_to(request.actor), number=number)
    start = {"question": masked(contact.content)[:1000], "answer": masked(contact.answer)[:4000]}
    form = ProposeForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        typed = form.cleaned_data
        with refusal_in(form), form.guard_lifted(by=request.actor):
            made = propose_faq(contact, question=typed["question"], answer=typed["answer"], by=request.actor)
            messages.success(request, f"FAQを提案しました（{made.number}）。")
            return redirect("contacts:contact", number=number)
    context = {
        "form": form,
        "contact": contact,
        "breadcrumb": [
            ("応対の履歴", reverse("contacts:contacts")),
            (contact.written_number, reverse("contacts:contact", args=[number])),
        ],
    }
    return render(request, "contacts/improvement/propose.html", context)


def _do(request: StaffRequest, pk: int, act: Callable[[Need], object], done: str) -> HttpResponse:
    with saying(request, done):
        act(get_object_or_404(needs_visible_to(request.actor), pk=pk))
    return redirect("contacts:need", pk=pk)
