"""The way of an article as a table, and what becomes of two texts of one beginning. Pure."""

from dataclasses import replace

import pytest

from madoguchi.knowledge.articles.rules import (
    MAY_APPROVE,
    OPEN_STATES,
    STEPS,
    Content,
    Move,
    RevisionState,
    Translated,
    lines_of,
    may_in_category,
    may_move,
    merge,
    with_translations_marked,
)

BASE = Content(question="受け取るには", short_answer="はがきを持参", source="市HP")


@pytest.mark.req("FAQ-03", "FAQ-05")
def test_nothing_reaches_the_public_without_the_citys_approval() -> None:
    reach_publication = [move for move, step in STEPS.items() if step.ends is RevisionState.PUBLISHED]
    assert reach_publication == [Move.PUBLISH]
    assert STEPS[Move.PUBLISH].begins == {RevisionState.APPROVED}
    approving = [step for step in STEPS.values() if step.ends is RevisionState.APPROVED]
    assert [(step.begins, step.right) for step in approving] == [({RevisionState.IN_REVIEW}, MAY_APPROVE)]


def test_what_is_retired_or_replaced_moves_no_more() -> None:
    for end in (RevisionState.RETIRED, RevisionState.REPLACED):
        assert not any(may_move(move, end) for move in Move)
    assert {RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.APPROVED} == OPEN_STATES


@pytest.mark.req("FAQ-09")
def test_a_category_that_names_nobody_is_open_and_else_only_to_those_named() -> None:
    assert may_in_category([], key="anyone")
    assert may_in_category(["hanako", "taro"], key="taro")
    assert not may_in_category(["hanako"], key="taro")


def test_what_only_one_of_two_has_changed_is_merged_and_the_rest_is_asked() -> None:
    mine = replace(BASE, short_answer="私の答え", question="私の質問")
    theirs = replace(BASE, short_answer="相手の答え", source="相手の出典")
    found = merge(base=BASE, mine=mine, theirs=theirs)
    assert found.disputed == ("short_answer",)
    assert found.theirs_taken == ("source",)
    assert (found.merged.question, found.merged.source) == ("私の質問", "相手の出典")
    assert found.merged.short_answer == "私の答え"


def test_both_wrote_the_same_is_no_dispute() -> None:
    same = replace(BASE, short_answer="同じ答え")
    assert merge(base=BASE, mine=same, theirs=same).disputed == ()


def test_a_translation_of_a_text_that_has_changed_is_unreviewed_again() -> None:
    english = Translated("How do I collect it?", "Bring the postcard.", is_reviewed=True)
    before = replace(BASE, translations={"en": english})
    after = with_translations_marked(before, replace(before, short_answer="はがきは不要"))
    assert not after.translations["en"].is_reviewed
    rewritten = replace(english, short_answer="No postcard needed.")
    both = replace(before, short_answer="はがきは不要", translations={"en": rewritten})
    assert with_translations_marked(before, both).translations["en"].is_reviewed
    only_source = with_translations_marked(before, replace(before, source="別の出典"))
    assert only_source.translations["en"].is_reviewed


def test_phrasings_are_one_a_line_without_repetition() -> None:
    assert lines_of(" 受け取りたい \r\n\r\n受け取りたい\nもらいに行く") == ("受け取りたい", "もらいに行く")
