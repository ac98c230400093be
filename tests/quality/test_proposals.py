"""Proposals: written, put before the city, answered, followed up, measured (QUA-06)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from madoguchi.accounts.rights import Role
from madoguchi.contacts.models import Need
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.metrics.past.proposals import effect_of
from madoguchi.metrics.past.queries import table_in
from madoguchi.metrics.past.shapes import Period
from madoguchi.quality.models import Proposal
from madoguchi.quality.proposals.actions import (
    Measure,
    answer_proposal,
    change_proposal,
    draft_proposal,
    drop_draft,
    follow_up,
    measure_by,
    put_before_city,
)
from madoguchi.quality.proposals.queries import (
    proposals_visible_to,
    to_look_at,
    waiting_for_answer,
)
from madoguchi.quality.proposals.refusals import (
    DayAhead,
    DayBefore,
    NothingToRestOn,
    NotNow,
    StretchesDoNotFit,
    WordsMissing,
)
from madoguchi.quality.proposals.rules import ProposalState
from tests.metrics.days import Made, happen
from tests.quality.proposed import CLERK, MANAGER, SUPERVISOR, WORDS, agreed, done, drafted, proposed
from tests.worlds import OPERATOR, TODAY, TOMORROW, actor

pytestmark = [pytest.mark.usefixtures("town"), pytest.mark.req("QUA-06")]
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=clock.TOKYO)


def test_the_city_sees_a_proposal_once_it_is_put_before_it_and_answers() -> None:
    draft = drafted()
    assert list(proposals_visible_to(CLERK)) == []
    assert list(proposals_visible_to(SUPERVISOR)) == [draft]
    put = put_before_city(draft, on=TODAY, by=SUPERVISOR)
    assert list(proposals_visible_to(CLERK)) == [put]
    assert list(waiting_for_answer(CLERK)) == [put]
    answered = answer_proposal(put, agrees=True, words="", by=CLERK)
    assert answered.state == ProposalState.AGREED
    assert list(waiting_for_answer(CLERK)) == []
    assert [one.state for one in answered.steps.all()] == ["draft", "proposed", "agreed"]
    assert Event.objects.filter(kind="proposal.answered", about_key=str(put.pk), actor_key=CLERK.key).exists()


def test_the_centre_cannot_answer_for_the_city_nor_the_city_write_for_the_centre() -> None:
    put = proposed()
    for by in (SUPERVISOR, MANAGER, OPERATOR):
        with pytest.raises(MissingRight):
            answer_proposal(put, agrees=True, words="", by=by)
    for by in (CLERK, OPERATOR, actor(Role.AUDITOR)):
        with pytest.raises(MissingRight):
            draft_proposal(WORDS, by=by)
    assert not proposals_visible_to(OPERATOR).exists()


def test_a_proposal_rests_on_something() -> None:
    with pytest.raises(NothingToRestOn):
        draft_proposal(replace(WORDS, evidence=(" ",)), by=SUPERVISOR)
    assert not Proposal.objects.exists()


def test_what_a_need_said_stays_when_the_need_is_gone() -> None:
    now = clock.now()
    need = Need.objects.create(kind="rising", key="k", subject="受取り場所", count=12, found_at=now, counted_at=now)
    found = draft_proposal(replace(WORDS, evidence=(), needs=[need]), by=SUPERVISOR)
    need.delete()
    assert [one.words for one in found.evidence.all()] == ["増えているタグ：受取り場所（12件）"]


def test_words_that_were_put_before_the_city_stay_as_they_were() -> None:
    draft = drafted()
    changed = change_proposal(draft, replace(WORDS, title="場所を音声で言う", evidence=("A", "B")), by=SUPERVISOR)
    assert [one.words for one in changed.evidence.all()] == ["A", "B"]
    put = put_before_city(changed, on=TODAY, by=SUPERVISOR)
    with pytest.raises(NotNow):
        change_proposal(put, WORDS, by=SUPERVISOR)
    put.refresh_from_db()
    assert put.title == "場所を音声で言う"


def test_not_taken_needs_a_reason_and_is_the_end() -> None:
    put = proposed()
    with pytest.raises(WordsMissing):
        answer_proposal(put, agrees=False, words=" ", by=CLERK)
    ended = answer_proposal(put, agrees=False, words="予算がありません。", by=CLERK)
    assert ended.state == ProposalState.NOT_TAKEN
    with pytest.raises(NotNow):
        follow_up(ended, on=TODAY, note="それでも行う。", to=ProposalState.IN_WORK, by=SUPERVISOR)


def test_only_what_the_city_agreed_to_is_carried_out() -> None:
    put = proposed()
    with pytest.raises(NotNow):
        follow_up(put, on=TODAY, note="始めた。", to=ProposalState.IN_WORK, by=SUPERVISOR)
    asked_again = follow_up(put, on=TODAY, note="市に電話で確かめた。", by=SUPERVISOR)
    assert asked_again.state == ProposalState.PROPOSED
    finished = done()
    assert finished.state == ProposalState.DONE
    assert (
        follow_up(finished, on=TODAY, note="元に戻った。", to=ProposalState.IN_WORK, by=SUPERVISOR).state
        == "in_work"
    )


def test_a_draft_that_is_dropped_was_never_the_citys() -> None:
    dropped = drop_draft(drafted(), note="ほかの提案にまとめた。", by=SUPERVISOR)
    assert dropped.state == ProposalState.NOT_TAKEN
    assert not proposals_visible_to(CLERK).exists()


def test_days_are_told_in_their_order_and_never_ahead() -> None:
    with pytest.raises(DayAhead):
        put_before_city(drafted(), on=TOMORROW, by=SUPERVISOR)
    found = agreed()
    with pytest.raises(DayBefore):
        follow_up(found, on=TODAY - timedelta(days=1), note="始めた。", to=ProposalState.IN_WORK, by=SUPERVISOR)


def test_somebody_is_told_when_it_is_time_to_look_again() -> None:
    found = follow_up(
        agreed(), on=TODAY, note="始めた。", to=ProposalState.IN_WORK, look_on=TOMORROW, by=SUPERVISOR
    )
    assert not to_look_at(SUPERVISOR, TODAY).exists()
    assert list(to_look_at(SUPERVISOR, TOMORROW)) == [found]
    assert not to_look_at(CLERK, TOMORROW).exists()


def measured(figure: str, **days: date) -> Measure:
    stretches = {
        "before_first": date(2026, 10, 1),
        "before_last": date(2026, 10, 31),
        "after_first": date(2026, 11, 1),
        "after_last": date(2026, 11, 30),
    }
    return Measure(figure, **stretches | days)


def test_the_effect_is_a_figure_before_beside_the_same_figure_after() -> None:
    before = [Made(at(10, 6), "answered", 8), Made(at(10, 7), "abandoned", 30)]
    after = [Made(at(11, 4), "answered", 8), Made(at(11, 5), "answered", 8), Made(at(11, 6), "abandoned", 30)]
    happen([*before, *after])
    found = measure_by(done(), measured("answer_rate"), by=SUPERVISOR)
    effect = effect_of(found, TODAY)
    assert effect is not None
    assert (effect.number_before, effect.is_over, effect.is_better) == (50, True, True)
    assert effect.words == "応答率 50.0% → 66.7%（改善）"


def test_what_adds_up_is_compared_by_day_and_fewer_calls_are_no_worse() -> None:
    happen([Made(at(10, 6, 9 + number), "answered", 8) for number in range(4)])
    found = measure_by(
        agreed(),
        measured(
            "received", before_first=date(2026, 10, 6), before_last=date(2026, 10, 7), after_last=date(2026, 12, 31)
        ),
        by=SUPERVISOR,
    )
    effect = effect_of(found, TODAY)
    assert effect is not None
    assert effect.in_words(effect.number_before) == "1日あたり2.0件"
    assert effect.number_after == 0
    assert not effect.is_over


def test_days_ahead_are_not_measured_yet_and_stretches_follow_each_other() -> None:
    found = measure_by(agreed(), measured("received", after_first=TOMORROW, after_last=TOMORROW), by=SUPERVISOR)
    effect = effect_of(found, TODAY)
    assert effect is not None
    assert effect.value_after is None
    with pytest.raises(StretchesDoNotFit):
        measure_by(found, measured("received", after_first=date(2026, 10, 31)), by=SUPERVISOR)
    assert effect_of(drafted(), TODAY) is None


def test_the_table_of_a_month_says_how_each_proposal_stood_at_its_end() -> None:
    drafted()
    early = proposed(date(2026, 11, 20))
    answer_proposal(early, agrees=True, words="", by=CLERK)  # on 1 December
    proposed(TODAY)
    table = table_in("proposals", NOVEMBER)
    assert [(row[0], row[2], row[3]) for row in table.rows] == [(WORDS.title, "2026年11月20日", "市に提案済み")]
    december = table_in("proposals", Period(date(2026, 12, 1), date(2026, 12, 31)))
    assert [row[3] for row in december.rows] == ["市が合意", "市に提案済み"]


def test_what_became_of_it_told_twice_is_one_step() -> None:
    proposal = agreed()
    for _ in range(2):
        follow_up(proposal, on=TODAY, note="FAQを直した。", to=ProposalState.IN_WORK, by=SUPERVISOR)
    assert proposal.steps.filter(state=ProposalState.IN_WORK).count() == 1
    follow_up(proposal, on=TODAY, note="音声案内も直した。", by=SUPERVISOR)
    assert proposal.steps.filter(state=ProposalState.IN_WORK).count() == 2
