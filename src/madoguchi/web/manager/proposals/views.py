"""改善提案 (QUA-06): the register, one proposal with its steps and its effect, and writing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.accounts.queries import names_by_key
from madoguchi.contacts.improvement.queries import needs_visible_to
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.metrics.past.proposals import effect_of
from madoguchi.quality.models import Proposal
from madoguchi.quality.proposals.actions import change_proposal, draft_proposal
from madoguchi.quality.proposals.history import about
from madoguchi.quality.proposals.queries import (
    MAY_ANSWER,
    MAY_EDIT,
    MAY_VIEW,
    proposals_visible_to,
    sees_proposed_only,
)
from madoguchi.quality.proposals.rules import CARRIED_ON, OPEN, STATE_LABELS, ProposalState
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.frame.seen import newer_beside
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.manager.proposals.forms import (
    AnswerForm,
    DropForm,
    FilterForm,
    FollowForm,
    MeasureForm,
    ProposalForm,
    PutForm,
)

KINDS = {
    ProposalState.PROPOSED: "warning",
    ProposalState.AGREED: "key",
    ProposalState.IN_WORK: "key",
    ProposalState.DONE: "success",
}


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    form = FilterForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    every = proposals_visible_to(actor)
    found = every.filter(**{name: asked[name] for name in ("state", "aim") if asked.get(name)})
    counted = {one: every.filter(state=one).count() for one in (*OPEN, ProposalState.DONE)}
    context = {
        "table": Table(
            _columns(found),
            found,
            request,
            caption="改善提案",
            filters=form,
            empty="改善提案はまだありません",
            empty_hint="" if sees_proposed_only(actor) else "改善ニーズや実績から、提案を書いてください。",
        ),
        "rows": [(STATE_LABELS[state], f"{count}件") for state, count in counted.items()],
        "may_edit": actor.may(MAY_EDIT),
    }
    return render(request, "manager/proposals/home.html", context)


def _columns(found: Any) -> tuple[Column, ...]:
    names = names_by_key({key for key in found.values_list("proposed_by", flat=True) if key})
    return (
        Column(
            "title",
            "提案",
            lambda one: one.title,
            is_header=True,
            url=lambda one: reverse("manager:proposal", args=[one.pk]),
        ),
        Column("aim", "ねらい", lambda one: one.aim_label),
        Column("state", "状態", lambda one: one.state_label, order_by=("state",)),
        Column(
            "proposed_on",
            "提案した日",
            lambda one: f"{one.proposed_on:%Y-%m-%d}" if one.proposed_on else "—",
            order_by=("proposed_on",),
        ),
        Column("by", "書いた人", lambda one: names.get(one.proposed_by, one.proposed_by)),
        Column("look_on", "次に確かめる日", lambda one: f"{one.look_on:%Y-%m-%d}" if one.look_on else "—"),
    )


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def proposal(request: StaffRequest, number: int) -> HttpResponse:
    return page(request, proposal_or_404(request.actor, number))


def page(request: StaffRequest, found: Proposal, **more: FrameForm) -> HttpResponse:
    """`more`: the form that was refused, under its name."""
    actor, state = request.actor, ProposalState(found.state)
    may_edit, is_draft = actor.may(MAY_EDIT), found.state == ProposalState.DRAFT
    steps = [
        one for one in found.steps.all() if not (sees_proposed_only(actor) and one.state == ProposalState.DRAFT)
    ]
    keys = {found.proposed_by, found.answered_by, *(one.by for one in steps)}
    names = names_by_key({key for key in keys if key})
    linked = (
        {one.need_id for one in found.evidence.all() if one.need_id} if needs_visible_to(actor).exists() else set()
    )
    follows = may_edit and (state in CARRIED_ON or state is ProposalState.PROPOSED)
    effect = effect_of(found, clock.today())
    context: dict[str, Any] = {
        "breadcrumb": crumbs(),
        "proposal": found,
        "kind": KINDS.get(state, ""),
        "rows": _rows(found, names),
        "evidence": [(one, one.need_id in linked) for one in found.evidence.all()],
        "answered_by": names.get(found.answered_by, found.answered_by),
        "steps": [(names.get(one.by, one.by), one) for one in steps],
        "effect": effect,
        "before_words": effect.in_words(effect.number_before) if effect else "",
        "after_words": effect.in_words(effect.number_after) if effect else "",
        "may_write": may_edit and is_draft,
        "putting": PutForm() if may_edit and is_draft else None,
        "dropping": DropForm() if may_edit and is_draft else None,
        "answering": AnswerForm() if actor.may(MAY_ANSWER) and state is ProposalState.PROPOSED else None,
        "following": FollowForm(proposal=found) if follows else None,
        "measuring": MeasureForm(proposal=found) if may_edit and state is not ProposalState.NOT_TAKEN else None,
        **more,
    }
    context["refused_forms"] = [one for one in more.values() if one.is_bound]
    return render(request, "manager/proposals/proposal.html", context)


def _rows(found: Proposal, names: dict[str, str]) -> list[tuple[str, str]]:
    rows = [
        ("ねらい", found.aim_label),
        ("何から分かったか", found.origin_label),
        (
            "書いた人",
            f"{names.get(found.proposed_by, found.proposed_by)}（{clock.in_tokyo(found.made_at):%Y年%-m月%-d日}）",
        ),
    ]
    if found.proposed_on:
        rows.append(("市に提案した日", f"{found.proposed_on:%Y年%-m月%-d日}"))
    if found.look_on:
        rows.append(("次に確かめる日", f"{found.look_on:%Y年%-m月%-d日}"))
    return rows


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def new(request: StaffRequest) -> HttpResponse:
    asked = request.GET.get("need", "")
    needs = needs_visible_to(request.actor)
    chosen = list(needs.filter(pk=asked)) if asked.isascii() and asked.isdigit() and len(asked) < 10 else []
    form = ProposalForm(_typed(request), asked_for=chosen, may_see_needs=_sees_needs(request.actor))
    if form.is_valid():
        with refusal_in(form, at="evidence"), form.guard_lifted(by=request.actor) as lifted:
            made = draft_proposal(form.written, by=request.actor)
            lifted(about(made.pk))
            messages.success(request, "提案の下書きを保存しました。")
            return redirect("manager:proposal", number=made.pk)
    return render(
        request, "manager/proposals/edit.html", {"form": form, "heading": "改善提案を書く", "breadcrumb": crumbs()}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def edit(request: StaffRequest, number: int) -> HttpResponse:
    found = proposal_or_404(request.actor, number)
    form = ProposalForm(_typed(request), proposal=found, may_see_needs=_sees_needs(request.actor))
    if form.is_valid():
        with (
            refusal_in(form, at="evidence"),
            newer_beside(form),
            form.guard_lifted(by=request.actor) as lifted,
        ):
            change_proposal(found, form.written, seen=form.cleaned_data["seen"], by=request.actor)
            lifted(about(found.pk))
            messages.success(request, "下書きを保存しました。")
            return redirect("manager:proposal", number=found.pk)
    context = {
        "form": form,
        "heading": "改善提案の下書きを変える",
        "breadcrumb": crumbs((found.title, reverse("manager:proposal", args=[found.pk]))),
    }
    return render(request, "manager/proposals/edit.html", context)


def _typed(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _sees_needs(actor: Actor) -> bool:
    return needs_visible_to(actor).exists()


def proposal_or_404(actor: Actor, number: int) -> Proposal:
    return get_object_or_404(proposals_visible_to(actor).prefetch_related("evidence__need", "steps"), pk=number)


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("改善提案", reverse("manager:proposals")), *more]
