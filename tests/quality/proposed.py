"""Steps of a proposal that tests begin from."""

from datetime import date

from madoguchi.accounts.rights import Role
from madoguchi.quality.models import Proposal
from madoguchi.quality.proposals.actions import (
    Written,
    answer_proposal,
    draft_proposal,
    follow_up,
    put_before_city,
)
from madoguchi.quality.proposals.rules import Aim, Origin, ProposalState
from tests.worlds import TODAY, actor

SUPERVISOR, MANAGER, CLERK = actor(Role.SUPERVISOR), actor(Role.MANAGER), actor(Role.CITY_CLERK)
WORDS = Written(
    title="受取り場所をFAQの最初に書く",
    aim=Aim.FEWER_CALLS,
    origin=Origin.FIGURES,
    finding="受取り場所の問い合わせが、入電の3割です。",
    measure="FAQの最初と音声案内で、受取り場所を知らせます。",
    evidence=("10月分の月次報告",),
)


def drafted() -> Proposal:
    return draft_proposal(WORDS, by=SUPERVISOR)


def proposed(on: date = TODAY) -> Proposal:
    return put_before_city(drafted(), on=on, by=SUPERVISOR)


def agreed(on: date = TODAY) -> Proposal:
    return answer_proposal(proposed(on), agrees=True, words="音声案内は市で確認します。", by=CLERK)


def done(on: date = TODAY) -> Proposal:
    return follow_up(agreed(on), on=TODAY, note="FAQを直した。", to=ProposalState.DONE, by=SUPERVISOR)
