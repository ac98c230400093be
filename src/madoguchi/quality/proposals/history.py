"""How proposals appear in the history."""

from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from madoguchi.core.actors import Actor
from madoguchi.core.history import registry
from madoguchi.core.history.record import About
from madoguchi.core.history.registry import ObjectKind
from madoguchi.quality.proposals.rules import STATE_LABELS, ProposalState

PROPOSAL = "proposal"


def about(number: int) -> About:
    return About(PROPOSAL, str(number))


def register() -> None:
    registry.register_object(
        ObjectKind(
            PROPOSAL,
            label="改善提案",
            viewable_with="proposals.view",
            link="manager:proposal",
            visible_keys=_visible_keys,
            describe=_describe,
        )
    )
    registry.register_events(
        {
            "proposal.drafted": "改善提案を書きました",
            "proposal.changed": "改善提案の下書きを変えました",
            "proposal.proposed": "改善提案を市に出しました",
            "proposal.answered": "改善提案に市が回答しました",
            "proposal.followed": "改善提案のその後を記録しました",
            "proposal.dropped": "改善提案の下書きをやめました",
            "proposal.measured": "改善提案の効果の測り方を決めました",
        }
    )
    registry.register_fields(
        {"proposal_state": "改善提案の状態", "proposal_on": "日", "proposal_figure": "効果を測る指標"}
    )
    registry.register_words({"proposal_state": lambda value: STATE_LABELS[ProposalState(value)]})


def _visible_keys(actor: Actor) -> QuerySet[Any, Any] | None:
    """The city reads of those that were put before it."""
    from madoguchi.quality.proposals.queries import proposals_visible_to, sees_proposed_only

    if not sees_proposed_only(actor):
        return None
    visible = proposals_visible_to(actor).order_by()
    return visible.annotate(key=Cast("pk", CharField())).values_list("key", flat=True)


def _describe(key: str) -> str:
    from madoguchi.quality.models import Proposal

    found = Proposal.objects.filter(pk=key).first() if key.isascii() and key.isdigit() else None
    return found.title if found else key
