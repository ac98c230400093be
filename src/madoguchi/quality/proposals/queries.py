"""Who sees which proposal, and what waits for whom."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.text.seen import seen_mark
from madoguchi.quality.models import Proposal
from madoguchi.quality.proposals.rules import OPEN, ProposalState, state_on

MAY_VIEW, MAY_EDIT, MAY_ANSWER = "proposals.view", "proposals.edit", "proposal_answers.edit"


def proposals_visible_to(actor: Actor) -> QuerySet[Proposal]:
    """The city sees what was put before it."""
    if not actor.may(MAY_VIEW):
        return Proposal.objects.none()
    return put_before_city() if sees_proposed_only(actor) else Proposal.objects.all()


def sees_proposed_only(actor: Actor) -> bool:
    return actor.kind is UserKind.CITY


def put_before_city() -> QuerySet[Proposal]:
    return Proposal.objects.filter(proposed_on__isnull=False)


def words_of(proposal: Proposal) -> dict[str, str]:
    return {name: getattr(proposal, name) for name in ("title", "finding", "measure", "asked_of_city")}


def mark_of(proposal: Proposal) -> UUID:
    """By which a page says what it has shown."""
    rests_on = [f"{one.need_id or ''} {one.words}" for one in proposal.evidence.all()]
    return seen_mark(proposal.aim, proposal.origin, *words_of(proposal).values(), *rests_on)


def waiting_for_answer(actor: Actor) -> QuerySet[Proposal]:
    waiting = Proposal.objects.filter(state=ProposalState.PROPOSED)
    return waiting.order_by("proposed_on", "pk") if actor.may(MAY_ANSWER) else waiting.none()


def to_look_at(actor: Actor, today: date) -> QuerySet[Proposal]:
    """Those that somebody wanted to see again by now."""
    due = Proposal.objects.filter(state__in=(*OPEN, ProposalState.DONE), look_on__lte=today)
    return due.order_by("look_on", "pk") if actor.may(MAY_EDIT) else due.none()


def proposals_in(first: date, last: date) -> Iterator[tuple[Proposal, ProposalState]]:
    """Those that the city had before it in these days: each as it stood when they were over. What was finished before
    they began is left out."""
    for proposal in put_before_city().filter(proposed_on__lte=last).prefetch_related("steps").order_by("pk"):
        steps = [(step.on, ProposalState(step.state)) for step in proposal.steps.all()]
        steps = [(on, state) for on, state in steps if state is not ProposalState.DRAFT]
        state = state_on(last, steps)
        if state is None:
            continue
        moved_on = max(on for on, _ in steps if on <= last)
        if state in OPEN or moved_on >= first:
            yield proposal, state
