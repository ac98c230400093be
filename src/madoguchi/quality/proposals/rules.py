"""The way of a proposal, and which stretches its effect may be measured over. Decides from values alone."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum


class ProposalState(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    AGREED = "agreed"
    IN_WORK = "in_work"
    DONE = "done"
    NOT_TAKEN = "not_taken"


STATE_LABELS = {
    ProposalState.DRAFT: "下書き",
    ProposalState.PROPOSED: "市に提案済み",
    ProposalState.AGREED: "市が合意",
    ProposalState.IN_WORK: "実施中",
    ProposalState.DONE: "実施済み",
    ProposalState.NOT_TAKEN: "見送り",
}
MOVES: dict[ProposalState, frozenset[ProposalState]] = {
    ProposalState.DRAFT: frozenset({ProposalState.PROPOSED, ProposalState.NOT_TAKEN}),
    ProposalState.PROPOSED: frozenset({ProposalState.AGREED, ProposalState.NOT_TAKEN}),
    ProposalState.AGREED: frozenset({ProposalState.IN_WORK, ProposalState.DONE, ProposalState.NOT_TAKEN}),
    ProposalState.IN_WORK: frozenset({ProposalState.DONE, ProposalState.NOT_TAKEN}),
    ProposalState.DONE: frozenset({ProposalState.IN_WORK}),  # it did not hold
    ProposalState.NOT_TAKEN: frozenset(),  # thought over, it is another proposal
}
OPEN = (ProposalState.PROPOSED, ProposalState.AGREED, ProposalState.IN_WORK)
# From here on the contractor alone says where it stands.
CARRIED_ON = frozenset({ProposalState.AGREED, ProposalState.IN_WORK, ProposalState.DONE})


class Aim(StrEnum):
    FIRST_ANSWER = "first_answer"  # 004 §11③(ア)
    FEWER_CALLS = "fewer_calls"  # 004 §11③(イ)
    FAQ = "faq"  # 003 第2-2(3)エ
    QUALITY = "quality"
    OTHER = "other"


AIM_LABELS = {
    Aim.FIRST_ANSWER: "一次回答率を高める",
    Aim.FEWER_CALLS: "問い合わせを減らす",
    Aim.FAQ: "FAQ・案内を良くする",
    Aim.QUALITY: "応対の質を高める",
    Aim.OTHER: "そのほか",
}


class Origin(StrEnum):
    HISTORY = "history"
    FIGURES = "figures"
    EVALUATION = "evaluation"
    VOICES = "voices"
    OTHER = "other"


ORIGIN_LABELS = {
    Origin.HISTORY: "応対履歴・FAQの分析",
    Origin.FIGURES: "実績の集計",
    Origin.EVALUATION: "応対の評価",
    Origin.VOICES: "市民・従事者の声",
    Origin.OTHER: "そのほか",
}


def may_carry_on_to(state: ProposalState) -> frozenset[ProposalState]:
    """What the contractor says of a proposal that the city has agreed to."""
    return MOVES[state] if state in CARRIED_ON else frozenset()


def are_apart(before_first: date, before_last: date, after_first: date, after_last: date) -> bool:
    """Two stretches, the one after the other."""
    return before_first <= before_last < after_first <= after_last


def state_on(day: date, steps: Iterable[tuple[date, ProposalState]]) -> ProposalState | None:
    """As it stood when the day was over. `steps`: the oldest first; None: it was not thought of yet."""
    reached = [state for when, state in steps if when <= day]
    return reached[-1] if reached else None
