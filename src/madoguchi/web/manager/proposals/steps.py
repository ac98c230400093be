"""What is done with a proposal, one step after the other."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from madoguchi.core.refusals import Refusal
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
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.manager.proposals.forms import AnswerForm, DropForm, FollowForm, MeasureForm, PutForm
from madoguchi.web.manager.proposals.views import page, proposal_or_404


@never_cache
@require_POST
@staff_view(MAY_EDIT)
def put(request: StaffRequest, number: int) -> HttpResponse:
    found, form = proposal_or_404(request.actor, number), PutForm(request.POST)

    def act() -> None:
        put_before_city(found, on=form.cleaned_data["on"], by=request.actor)

    return _typed(request, found, form, "putting", act, "市に提案しました。市の画面に出ています。")


@never_cache
@require_POST
@staff_view(MAY_EDIT)
def drop(request: StaffRequest, number: int) -> HttpResponse:
    found, form = proposal_or_404(request.actor, number), DropForm(request.POST)

    def act() -> None:
        drop_draft(found, note=form.cleaned_data["note"], by=request.actor)

    return _typed(request, found, form, "dropping", act, "この提案をやめました。")


@never_cache
@require_POST
@staff_view(MAY_ANSWER)
def answer(request: StaffRequest, number: int) -> HttpResponse:
    found, form = proposal_or_404(request.actor, number), AnswerForm(request.POST)

    def act() -> None:
        typed = form.cleaned_data
        answer_proposal(found, agrees=typed["agrees"] == "yes", words=typed["words"], by=request.actor)

    return _typed(request, found, form, "answering", act, "回答を記録しました。")


@never_cache
@require_POST
@staff_view(MAY_EDIT)
def follow(request: StaffRequest, number: int) -> HttpResponse:
    found = proposal_or_404(request.actor, number)
    form = FollowForm(request.POST, proposal=found)

    def act() -> None:
        typed = form.cleaned_data
        to = ProposalState(typed["to"]) if typed["to"] else None
        follow_up(found, on=typed["on"], note=typed["note"], to=to, look_on=typed["look_on"], by=request.actor)

    return _typed(request, found, form, "following", act, "その後を記録しました。")


@never_cache
@require_POST
@staff_view(MAY_EDIT)
def measure(request: StaffRequest, number: int) -> HttpResponse:
    found = proposal_or_404(request.actor, number)
    form = MeasureForm(request.POST, proposal=found)

    def act() -> None:
        measure_by(found, form.measure, by=request.actor)

    return _typed(request, found, form, "measuring", act, "効果の測り方を決めました。")


def _typed(
    request: StaffRequest, found: Proposal, form: FrameForm, name: str, act: Callable[[], None], done: str
) -> HttpResponse:
    """The page again with what is wrong, or as it stands now."""
    if form.is_valid():
        try:
            with form.guard_lifted(by=request.actor) as lifted:
                act()
                lifted(about(found.pk))
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, done)
            return redirect("manager:proposal", number=found.pk)
    return page(request, proposal_or_404(request.actor, found.pk), **{name: form})
