"""Proposals for the demo: one done and measured, one in work, one that waits for the city, one not taken, a draft."""

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta

from madoguchi.contacts.models import Need
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.quality.models import Proposal
from madoguchi.quality.proposals.actions import (
    Measure,
    Written,
    answer_proposal,
    draft_proposal,
    follow_up,
    measure_by,
    put_before_city,
)
from madoguchi.quality.proposals.rules import Aim, Origin, ProposalState

DONE = Written(
    title="受付開始の30分に、電話を受ける人を1人増やす",
    aim=Aim.FIRST_ANSWER,
    origin=Origin.FIGURES,
    finding="受付開始の30分に着信が集まり、応答率がほかの時間より低くなっています。",
    measure="始業のシフトを1人分、30分早めます。",
    evidence=("時間帯別の着信と応答", "月次報告の「所見」"),
)
IN_WORK = Written(
    title="受取りに必要な持ち物を、予約の確認メールの最初に書く",
    aim=Aim.FEWER_CALLS,
    origin=Origin.HISTORY,
    finding="予約のあとに、持ち物を尋ねる電話が続いています。",
    measure="確認メールと前日のメールの最初に、持ち物を書きます。",
    asked_of_city="文面の確認",
    evidence=("区分別の応対",),
)
WAITING = Written(
    title="代理人の受取りのFAQを、場合ごとに分ける",
    aim=Aim.FAQ,
    origin=Origin.HISTORY,
    finding="代理人の受取りについて、FAQを使わずに答えた応対が多くなっています。",
    measure="15歳未満、成年被後見人、そのほかの方に分けて書き直します。",
    asked_of_city="それぞれに要る書類の確認",
    evidence=("FAQの利用状況",),
)
NOT_TAKEN = Written(
    title="土曜日の電話の受付を、1時間延ばす",
    aim=Aim.OTHER,
    origin=Origin.VOICES,
    finding="平日に電話できないという声が、月に数件あります。",
    measure="土曜日の受付を、18時まで延ばします。",
    evidence=("応対履歴の要望",),
)
DRAFT = Written(
    title="保留の前に、待つ時間の目安を伝える",
    aim=Aim.QUALITY,
    origin=Origin.EVALUATION,
    finding="評価した通話のうち、保留の前に目安を伝えたものは半分ほどです。",
    measure="スクリプトに一文を加え、研修で練習します。",
    evidence=("応対の評価の集計",),
)


def put_some_proposals(supervisor: Actor, clerk: Actor) -> int:
    """A second time changes nothing."""
    if Proposal.objects.exists():
        return 0
    today = clock.today()
    _carried_out(today, supervisor, clerk)
    begun = _answered(IN_WORK, "文面を確認しました。進めてください。", supervisor, clerk)
    with _days_ago(6):
        follow_up(
            begun,
            on=clock.today(),
            note="確認メールの文面を直しました。前日のメールは、これからです。",
            to=ProposalState.IN_WORK,
            look_on=today + timedelta(days=8),
            by=supervisor,
        )
    _answered(NOT_TAKEN, "来年度の契約で検討します。", supervisor, clerk, agrees=False)
    with _days_ago(3):
        needs = list(Need.objects.order_by("-count", "pk")[:1])
        waiting = draft_proposal(replace(WAITING, needs=needs), by=supervisor)
        put_before_city(waiting, on=clock.today(), by=supervisor)
    draft_proposal(DRAFT, by=supervisor)
    return Proposal.objects.count()


def _carried_out(today: date, supervisor: Actor, clerk: Actor) -> None:
    found = _answered(DONE, "", supervisor, clerk)
    with _days_ago(14):
        follow_up(
            found,
            on=clock.today(),
            note="シフトを直し、30分早く始めています。",
            to=ProposalState.DONE,
            by=supervisor,
        )
    days = (timedelta(days=number) for number in (28, 15, 14, 1))
    measure_by(found, Measure("answer_rate", *(today - one for one in days)), by=supervisor)


def _answered(written: Written, words: str, supervisor: Actor, clerk: Actor, *, agrees: bool = True) -> Proposal:
    with _days_ago(20):
        put = put_before_city(draft_proposal(written, by=supervisor), on=clock.today(), by=supervisor)
    with _days_ago(18):
        return answer_proposal(put, agrees=agrees, words=words, by=clerk)


def _days_ago(number: int) -> AbstractContextManager[None]:
    return clock.as_if(clock.now() - timedelta(days=number))
