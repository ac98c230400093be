"""What is done with a proposal, one step after the other."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from madoguchi.quality.models import Proposal
from madoguchi.quality.proposals.actions import (
    answer_proposal,
    drop_draft,
    follow_up,
    measure_by,
    put_before_city,
)
from madoguchi.quality.proposals.history import about
from madoguchi.quality.proposals.queries import MAY_ANSWER, MAY_EDIT
from madoguchi.quality.proposals.rules import ProposalState
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.manager.proposals.forms import AnswerForm, DropForm, FollowForm, MeasureForm, PutForm
from madoguchi.web.manager.proposals.views import page, proposal_or_404


@never_cache
@require_POST
@staff_view(MAY_EDIT)
def put(request: StaffRequest, number: int) -> HttpResponse:
    found, form = proposal_or_404(request.actor, number), PutForm(request.POST)
    if form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            put_before_city(found, on=form.cleaned_data["on"], by=request.actor)
            lifted(about(found.pk))
            return _done(request, found, "市に提案しました。市の画面に出ています。")
    return page(request, proposal_or_404(request.actor, number), putting=form)


@never_cache
@require_POST
@staff_view(MAY_EDIT)
def drop(request: StaffRequest, number: int) -> HttpResponse:
    found, form = proposal_or_404(request.actor, number), DropForm(request.POST)
    if form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            drop_draft(found, note=form.cleaned_data["note"], by=request.actor)
            lifted(about(found.pk))
            return _done(request, found, "この提案をやめました。")
    return page(request, proposal_or_404(request.actor, number), dropping=form)


@never_cache
@require_POST
@staff_view(MAY_ANSWER)
def answer(request: StaffRequest, number: int) -> HttpResponse:
    found, form = proposal_or_404(request.actor, number), AnswerForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            answer_proposal(found, agrees=typed["agrees"] == "yes", words=typed["words"], by=request.actor)
            lifted(about(found.pk))
            return _done(request, found, "回答を記録しました。")
    return page(request, proposal_or_404(request.actor, number), answering=form)


@never_cache
@require_POST
@staff_view(MAY_EDIT)
def follow(request: StaffRequest, number: int) -> HttpResponse:
    found = proposal_or_404(request.actor, number)
    form = FollowForm(request.POST, proposal=found)
    if form.is_valid():
        typed = form.cleaned_data
        to = ProposalState(typed["to"]) if typed["to"] else None
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            follow_up(found, on=typed["on"], note=typed["note"], to=to, look_on=typed["look_on"], by=request.actor)
            lifted(about(found.pk))
            return _done(request, found, "その後を記録しました。")
    return page(request, proposal_or_404(request.actor, number), following=form)


@never_cache
@require_POST
@staff_view(MAY_EDIT)
def measure(request: StaffRequest, number: int) -> HttpResponse:
    found = proposal_or_404(request.actor, number)
    form = MeasureForm(request.POST, proposal=found)
    if form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            measure_by(found, form.measure, by=request.actor)
            lifted(about(found.pk))
            return _done(request, found, "効果の測り方を決めました。")
    return page(request, proposal_or_404(request.actor, number), measuring=form)


def _done(request: StaffRequest, found: Proposal, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("manager:proposal", number=found.pk)
