"""Calls are drawn, rated by one or by two who do not see each other, told to the operator, and end with the recording."""

import uuid
from datetime import date

import pytest

from madoguchi.accounts.rights import Role
from madoguchi.calls.ledger.models import Call
from madoguchi.config.presets import export_preset
from madoguchi.contacts.rules import Kind
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.core.preset import PresetRefused
from madoguchi.core.refusals import MissingRight, NotAllowed
from madoguchi.core.text.my_number import MyNumberRefused
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.kept import change_table
from madoguchi.quality.actions import (
    Filled,
    begin_rating,
    draw_cases,
    finish_rating,
    note_agreed,
    pick_call,
    pick_contact,
    save_rating,
    want_two,
)
from madoguchi.quality.coaching import answer_note, read_note, write_note
from madoguchi.quality.figures import agreement_between, own_trend, rows_for_file, team_trend, trends_of_people
from madoguchi.quality.models import Case
from madoguchi.quality.queries import (
    cases_visible_to,
    contact_now,
    notes_visible_to,
    offered_in,
    own_cases,
    ratings_visible_to,
    waiting_for,
)
from madoguchi.quality.refusals import (
    AlreadyChosen,
    IsFinished,
    ItemsMissing,
    MonthAhead,
    NotComplete,
    NothingIsEvaluated,
    NothingToDraw,
    OwnCall,
    RatedByOthers,
    ReasonMissing,
    TooLateForTwo,
)
from madoguchi.quality.rules import Origin, Source, drawn, population_digest
from madoguchi.quality.sheet import sheet_on
from tests.contacts.town import recorded
from tests.quality.rated import AUDITOR, MANAGER, SUPERVISOR, calls_of, filled, picked, rated
from tests.worlds import ADMIN, OPERATOR, TODAY, actor

pytestmark = pytest.mark.usefixtures("town")
MONTH = date(2026, 12, 1)
OP_1, OP_2 = actor(Role.OPERATOR, "op-1"), actor(Role.OPERATOR, "op-2")


@pytest.mark.req("QUA-07")
@pytest.mark.preset_key("quality.calls_per_person")
def test_everybody_has_as_many_calls_drawn_as_agreed_and_what_was_drawn_from_is_kept() -> None:
    first, second = calls_of("op-1", 8), calls_of("op-2", 2)
    draw = draw_cases(TODAY, by=SUPERVISOR)
    chosen = {
        who: sorted(Case.objects.filter(operator=who).values_list("call_key", flat=True))
        for who in ("op-1", "op-2")
    }
    assert [len(keys) for keys in chosen.values()] == [3, 2]
    for share, calls in zip(draw.shares.all(), (first, second), strict=True):
        assert share.population.splitlines() == sorted(call.key for call in calls)
        assert share.digest == population_digest(share.population.splitlines())
        assert sorted(drawn(draw.seed, share.population.splitlines(), 3)) == chosen[share.operator]
    (event,) = Event.objects.filter(kind="evaluation.drawn")
    assert (facts_of(event)["seed"], facts_of(event)["drawn_cases"]) == (draw.seed, 5)


@pytest.mark.req("QUA-07")
def test_a_second_draw_only_fills_up_and_never_draws_a_call_twice() -> None:
    calls_of("op-1", 2)
    draw_cases(TODAY, by=SUPERVISOR)
    with pytest.raises(NothingToDraw):
        draw_cases(TODAY, by=SUPERVISOR)
    calls_of("op-1", 5)
    draw_cases(TODAY, by=MANAGER)
    keys = list(Case.objects.values_list("call_key", flat=True))
    assert len(keys) == len(set(keys)) == 3


@pytest.mark.req("QUA-07")
def test_what_was_picked_is_not_drawn_again_and_counts_for_nobodys_number() -> None:
    calls = calls_of("op-1", 4)
    pick_call(calls[0], origin=Origin.LONG, why="長い", by=SUPERVISOR)
    with pytest.raises(AlreadyChosen):
        pick_call(calls[0], origin=Origin.LONG, why="長い", by=MANAGER)
    draw = draw_cases(TODAY, by=SUPERVISOR)
    assert calls[0].key not in draw.shares.get().population.splitlines()
    assert draw.cases.count() == 3


@pytest.mark.req("QUA-07", "QUA-05")
def test_where_the_telephone_tells_nothing_records_are_drawn() -> None:
    numbers = [recorded(by=OP_1).number for _ in range(4)]
    draw = draw_cases(TODAY, by=SUPERVISOR)
    assert draw.source == Source.RECORDS
    assert draw.shares.get().population.splitlines() == sorted(map(str, numbers))
    assert draw.cases.count() == 3
    assert all(contact_now(case) for case in draw.cases.all())


def test_nothing_is_drawn_of_a_month_ahead_nor_by_who_may_not() -> None:
    with pytest.raises(MonthAhead):
        draw_cases(date(2027, 1, 1), by=SUPERVISOR)
    for other in (OPERATOR, ADMIN, AUDITOR):
        with pytest.raises(MissingRight):
            draw_cases(TODAY, by=other)


@pytest.mark.preset_key("quality.calls_per_person")
def test_a_contract_without_evaluation_has_none() -> None:
    case = picked()
    change_settings({"quality.calls_per_person": 0}, by=ADMIN)
    with pytest.raises(NothingIsEvaluated):
        draw_cases(TODAY, by=SUPERVISOR)
    with pytest.raises(NothingIsEvaluated):
        pick_call(calls_of("op-2", 1)[0], origin=Origin.PICKED, why="確かめる", by=SUPERVISOR)
    assert not cases_visible_to(SUPERVISOR).filter(pk=case.pk).exists()


@pytest.mark.req("QUA-07", "OPC-10")
@pytest.mark.preset_key("evaluation_items.csv")
def test_each_call_is_rated_for_kindness_brevity_correctness_and_polite_words() -> None:
    assert [item.label for item in sheet_on()][:4] == ["親切", "簡潔", "正確", "丁寧な言葉遣い"]
    rating = rated(picked(), level=2)
    # The second step of each scale, by the weights that were agreed.
    shares = [(item.weight, 1 / (len(item.levels) - 1)) for item in sheet_on()]
    expected = 100 * sum(weight * share for weight, share in shares) / sum(weight for weight, _ in shares)
    assert rating.total == pytest.approx(expected, abs=0.06)
    assert rating.case.is_complete


@pytest.mark.req("QUA-07")
@pytest.mark.preset_key("evaluation_items.csv")
def test_an_old_evaluation_keeps_its_sheet_when_another_is_agreed() -> None:
    old = rated(picked())
    table = "item,label,weight,level_1,level_2\nkind,親切,10,できていない,できた\n"
    change_table("evaluation_items.csv", table, by=ADMIN, effective_on=TODAY)
    new = begin_rating(picked(), by=SUPERVISOR)
    assert [item.label for item in new.sheet.items] == ["親切"]
    old.refresh_from_db()
    assert len(old.sheet.items) == 7
    assert (old.sheet.number, new.sheet.number) == (1, 2)


@pytest.mark.preset_key("evaluation_items.csv")
@pytest.mark.parametrize(
    "table",
    [
        "item,label,weight,level_1,level_2\nkind,親切,10,×,○\nkind,正確,10,×,○\n",
        "item,label,weight,level_1,level_2,level_3,level_4\nkind,親切,10,×,○,,◎\n",
        "item,label,weight,level_1\nkind,親切,10,×\n",
        "item,label,weight,level_1,level_2\nkind,親切,0,×,○\n",
    ],
)
def test_a_sheet_with_gaps_or_doubles_is_refused(table: str) -> None:
    with pytest.raises(PresetRefused):
        change_table("evaluation_items.csv", table, by=ADMIN, effective_on=TODAY)


def test_the_sheet_comes_back_out_as_it_went_in() -> None:
    assert "親切" in export_preset()["evaluation_items.csv"].decode()


def test_a_sheet_with_open_items_is_a_draft_and_a_finished_one_stands() -> None:
    rating = begin_rating(picked(), by=SUPERVISOR)
    save_rating(rating, Filled({"kind": 3}, {"kind": "よく聞いていた"}), by=SUPERVISOR)
    with pytest.raises(ItemsMissing) as refused:
        finish_rating(rating, Filled({"kind": 3}), by=SUPERVISOR)
    assert "正確" in refused.value.message
    finish_rating(rating, filled(rating), by=SUPERVISOR)
    with pytest.raises(IsFinished):
        save_rating(rating, filled(rating, 1), by=SUPERVISOR)
    other = begin_rating(picked(), by=SUPERVISOR)
    with pytest.raises(ValueError, match="no level"):
        save_rating(other, Filled({"kind": 9}), by=SUPERVISOR)


def test_nobody_writes_a_my_number_into_a_sheet() -> None:
    rating = begin_rating(picked(), by=SUPERVISOR)
    with pytest.raises(MyNumberRefused):
        save_rating(rating, Filled({}, good="番号は123456789018でした"), by=SUPERVISOR)


def test_nobody_rates_their_own_call_nor_picks_it_nor_sees_it_rated_among_others() -> None:
    own = actor(Role.SUPERVISOR, "op-1")
    case = picked("op-1")
    with pytest.raises(OwnCall):
        begin_rating(case, by=own)
    with pytest.raises(OwnCall):
        pick_call(calls_of("op-1", 1)[0], origin=Origin.PICKED, why="自分で見る", by=own)
    assert not cases_visible_to(own).exists()
    rated(case)
    case.refresh_from_db()
    assert list(own_cases(own)) == [case]


def test_why_a_call_was_picked_is_said() -> None:
    with pytest.raises(ReasonMissing):
        pick_call(calls_of("op-1", 1)[0], origin=Origin.PICKED, why=" ", by=SUPERVISOR)


@pytest.mark.req("QUA-07")
def test_complaints_and_the_longest_calls_are_offered_until_they_are_chosen() -> None:
    long, short = calls_of("op-1", 2)
    Call.objects.filter(pk=long.pk).update(talk_seconds=1800)
    complaint = recorded(by=OP_2, kind=Kind.COMPLAINT, intention="説明を求める")
    offered = offered_in(MONTH, SUPERVISOR)
    assert [(one.origin, one.operator) for one in offered][:2] == [
        (Origin.COMPLAINT, "op-2"),
        (Origin.LONG, "op-1"),
    ]
    assert offered[1].call_key == long.key
    pick_contact(complaint, origin=Origin.COMPLAINT, why="申出を受けた", by=SUPERVISOR)
    pick_call(long, origin=Origin.LONG, why="30分かかった", by=SUPERVISOR)
    assert [one.call_key for one in offered_in(MONTH, SUPERVISOR)] == [short.key]
    assert offered_in(MONTH, OPERATOR) == []


@pytest.mark.req("QUA-07")
def test_the_second_rates_without_seeing_the_first() -> None:
    case = picked(is_for_two=True)
    rated(case, by=SUPERVISOR, level=4)
    case.refresh_from_db()
    assert not case.is_complete
    for other in (MANAGER, AUDITOR, OP_1):
        assert ratings_visible_to(other, case) == []
    assert [one.rater for one in ratings_visible_to(SUPERVISOR, case)] == ["supervisor"]
    assert list(waiting_for(MANAGER)) == [case]
    assert list(waiting_for(SUPERVISOR)) == []
    assert not own_cases(OP_1).exists()
    assert list(rows_for_file(MANAGER, MONTH, date(2027, 1, 1))) == []
    second = rated(case, by=MANAGER, level=2)
    assert second.place == 2
    case.refresh_from_db()
    assert [one.place for one in ratings_visible_to(SUPERVISOR, case)] == [1, 2]
    assert [one.place for one in ratings_visible_to(OP_1, case)] == [1], "the operator is told one result"
    assert not any("total" in event.body for event in Event.objects.filter(kind__startswith="evaluation."))


@pytest.mark.req("QUA-07")
def test_two_are_wanted_before_the_first_has_finished_and_a_third_is_none() -> None:
    case = picked()
    want_two(case, by=SUPERVISOR)
    rated(case, by=SUPERVISOR)
    rated(case, by=MANAGER)
    with pytest.raises(RatedByOthers):
        begin_rating(case, by=actor(Role.SUPERVISOR, "third"))
    alone = picked("op-2")
    rated(alone)
    with pytest.raises(TooLateForTwo):
        want_two(alone, by=MANAGER)
    with pytest.raises(RatedByOthers):
        begin_rating(alone, by=MANAGER)


@pytest.mark.req("QUA-07")
def test_a_draw_marks_so_many_of_each_for_two() -> None:
    calls_of("op-1", 5), calls_of("op-2", 5)
    draw = draw_cases(TODAY, twice=1, by=SUPERVISOR)
    assert sorted(draw.cases.filter(is_for_two=True).values_list("operator", flat=True)) == ["op-1", "op-2"]


@pytest.mark.req("QUA-07")
def test_how_far_two_agree_is_counted_item_by_item() -> None:
    for place in range(3):
        case = picked(is_for_two=True)
        rated(case, by=SUPERVISOR, level=3, correct=4)
        rated(case, by=MANAGER, level=3, correct=4 - place)
    found, items = agreement_between(MONTH, date(2027, 1, 1))
    assert (found.pairs, found.same) == (21, 19)
    assert found.kappa is not None
    by_label = {one.label: one.agreement for one in items}
    assert (by_label["正確"].same, by_label["正確"].within_one) == (1, 2)
    assert by_label["親切"].same == 3
    case.refresh_from_db()
    note_agreed(case, "正しても、誤りは2とする", by=MANAGER)
    with pytest.raises(RatedByOthers):
        note_agreed(case, "別の考え", by=actor(Role.SUPERVISOR, "third"))
    with pytest.raises(NotComplete):
        note_agreed(picked("op-2"), "まだ", by=SUPERVISOR)


@pytest.mark.req("QUA-07")
def test_a_note_reaches_the_operator_who_reads_and_answers_it() -> None:
    case = picked("op-1")
    with pytest.raises(NotComplete):
        write_note(case, "復唱をお願いします", once_key=uuid.uuid4(), by=SUPERVISOR)
    rated(case)
    once = uuid.uuid4()
    note = write_note(case, "復唱をお願いします", once_key=once, by=SUPERVISOR)
    assert write_note(case, "復唱をお願いします", once_key=once, by=SUPERVISOR) == note
    assert list(own_cases(OP_1)) == [case]
    assert list(notes_visible_to(OP_1, case)) == [note]
    assert not notes_visible_to(OP_2, case).exists()
    assert not own_cases(OP_2).exists()
    for other in (OP_2, SUPERVISOR):
        with pytest.raises(NotAllowed):
            read_note(note, by=other)
    read_note(note, by=OP_1)
    answer_note(note, "次から気をつけます", by=OP_1)
    answer_note(note, "書き直し", by=OP_1)
    note.refresh_from_db()
    assert (note.answer, bool(note.read_at)) == ("次から気をつけます", True)
    kinds = list(
        Event.objects.filter(kind__startswith="evaluation.note").order_by("pk").values_list("kind", flat=True)
    )
    assert kinds == ["evaluation.noted", "evaluation.note_read", "evaluation.note_answered"]


@pytest.mark.req("QUA-07")
def test_the_trend_is_of_what_was_drawn_by_name_and_each_operator_sees_their_own() -> None:
    calls_of("op-2", 3), calls_of("op-1", 3)
    for case in draw_cases(TODAY, by=SUPERVISOR).cases.all():
        rated(case, level=4 if case.operator == "op-1" else 1, privacy=2)
    rated(picked("op-1"), level=1)
    people = trends_of_people(MANAGER, TODAY)
    assert [trend.who for trend in people] == ["op-1", "op-2"]
    best, other = (trend.months[-1] for trend in people)
    assert (best.count, best.mean, best.is_small) == (3, 100, True)
    assert other.mean is not None
    assert other.mean < 50
    team = team_trend(ADMIN, TODAY)
    assert team
    assert team.months[-1].count == 6
    own = own_trend(OP_1, TODAY)
    assert own
    assert own.months[-1] == best
    assert trends_of_people(ADMIN, TODAY) == trends_of_people(OP_1, TODAY) == []
    assert own_trend(ADMIN, TODAY) is None


def test_the_file_has_a_line_for_each_item_and_no_words() -> None:
    case = picked()
    rating = begin_rating(case, by=SUPERVISOR)
    finish_rating(rating, Filled(filled(rating).levels, {"kind": "見本さんに親切"}, good="よい"), by=SUPERVISOR)
    rows = list(rows_for_file(MANAGER, MONTH, date(2027, 1, 1)))
    assert len(rows) == 7
    assert rows[0][9:12] == ["親切", "20", "3"]
    assert "見本" not in str(rows)
    assert list(rows_for_file(SUPERVISOR, MONTH, date(2027, 1, 1))) == []


def test_the_agencys_preset_has_no_sheet() -> None:
    change_settings({"quality.calls_per_person": 0}, by=ADMIN)
    change_table("evaluation_items.csv", "item,label,weight,level_1,level_2\n", by=ADMIN, effective_on=TODAY)
    assert sheet_on() == ()
