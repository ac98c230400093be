"""応対の記録を第三者に渡す (HIS-12)."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.queries import names_by_key
from madoguchi.contacts.export.queries import headings, rows_of
from madoguchi.contacts.models import ThirdPartyApproval
from madoguchi.contacts.third_parties.actions import (
    MAY_APPROVE,
    MAY_HAND_OVER,
    Approved,
    enter_approval,
    hand_over,
    withdraw_approval,
)
from madoguchi.contacts.third_parties.queries import (
    MAY_VIEW,
    approvals_visible_to,
    belongs_to_client,
    columns_under,
    records_covered_by,
)
from madoguchi.core import clock
from madoguchi.core.actors import UserKind
from madoguchi.core.refusals import Refusal
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.csv_file import csv_lines
from madoguchi.web.frame.fields import Tolerant, TolerantDateField
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.frame.tables import Column, Table

COLUMNS = (
    Column(
        "receiver",
        "提供先",
        lambda one: one.receiver,
        is_header=True,
        url=lambda one: reverse("contacts:approval", args=[one.pk]),
    ),
    Column("document", "承認の文書", lambda one: one.document),
    Column("days", "対象の応対", lambda one: f"{one.first_day:%Y-%m-%d}〜{one.last_day:%Y-%m-%d}"),
    Column("until", "承認の期限", lambda one: f"{one.until:%Y-%m-%d}"),
    Column("state", "状態", lambda one: state_of(one)),
)
BREADCRUMB = "第三者への提供"


class ApprovalForm(FrameForm):
    receiver = Tolerant(label="提供先", max_length=120)
    purpose = forms.CharField(label="提供の目的", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    approved_by = Tolerant(label="承認した人", max_length=80, help_text="市の職名と氏名。")
    document = Tolerant(label="承認の文書", max_length=120, help_text="文書番号か件名。")
    approved_on = TolerantDateField(label="承認した日")
    until = TolerantDateField(label="承認の期限", help_text="この日まで、ファイルを作れます。")
    first_day = TolerantDateField(label="対象の応対（はじめの日）")
    last_day = TolerantDateField(label="対象の応対（おわりの日）")
    with_persons = forms.BooleanField(
        label="相手の氏名・電話番号も渡す",
        required=False,
        help_text="選ばないと、個人情報を伏せたファイルになります。",
    )


class WithdrawForm(FrameForm):
    reason = Tolerant(label="取り消す理由", max_length=200)


def state_of(approval: ThirdPartyApproval) -> str:
    if approval.withdrawn_at:
        return "取消し"
    return "有効" if approval.is_in_force else "期間の外"


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def approvals(request: StaffRequest) -> HttpResponse:
    table = Table(
        COLUMNS, approvals_visible_to(request.actor), request, caption="承認", empty="承認の記録はまだありません"
    )
    context = {"table": table, "may_approve": _may_approve(request), "belongs_to_client": belongs_to_client()}
    return render(request, "contacts/third_parties/approvals.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_APPROVE)
def enter(request: StaffRequest) -> HttpResponse:
    form = ApprovalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusal_in(form):
            made = enter_approval(Approved(**form.cleaned_data), by=request.actor)
            messages.success(request, "承認を記録しました。")
            return redirect("contacts:approval", pk=made.pk)
    context = {"form": form, "breadcrumb": [(BREADCRUMB, reverse("contacts:approvals"))]}
    return render(request, "contacts/third_parties/enter.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def approval(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(approvals_visible_to(request.actor), pk=pk)
    given = list(found.hand_overs.all())
    names = names_by_key({one.by for one in given} | {found.entered_by})
    context = {
        "breadcrumb": [(BREADCRUMB, reverse("contacts:approvals"))],
        "approval": found,
        "state": state_of(found),
        "entered_by": names.get(found.entered_by, found.entered_by),
        "count": records_covered_by(found).count(),
        "given": [(one, names.get(one.by, one.by)) for one in given],
        "may_hand_over": request.actor.may(MAY_HAND_OVER) and found.is_in_force,
        "may_withdraw": _may_approve(request) and not found.withdrawn_at,
    }
    return render(request, "contacts/third_parties/approval.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_APPROVE)
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(approvals_visible_to(request.actor), pk=pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with saying(request, "承認を取り消しました。"):
            withdraw_approval(found, reason=form.cleaned_data["reason"], by=request.actor)
        return redirect("contacts:approval", pk=pk)
    context = {
        "question": f"「{found.receiver}」への提供の承認を取り消しますか？",
        "consequences": ["このあと、この承認ではファイルを作れません。"],
        "form": form,
        "cancel_url": reverse("contacts:approval", args=[pk]),
        "breadcrumb": [(BREADCRUMB, reverse("contacts:approvals"))],
    }
    return render(request, "contacts/third_parties/withdraw.html", context)


@require_POST
@staff_view(MAY_HAND_OVER)
def file(request: StaffRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(approvals_visible_to(request.actor), pk=pk)
    try:
        hand_over(found, form="csv", by=request.actor)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("contacts:approval", pk=pk)
    columns = columns_under(found, request.actor)
    lines = csv_lines(headings(columns), rows_of(records_covered_by(found), columns))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="third-party-{found.pk}-{clock.today():%Y%m%d}.csv"'
    return answer


def _may_approve(request: StaffRequest) -> bool:
    return request.actor.may(MAY_APPROVE) and request.actor.kind is UserKind.CITY
