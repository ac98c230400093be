"""FAQs in and out as files."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from madoguchi.accounts.rights import Role
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.knowledge.articles.actions import revise
from madoguchi.knowledge.articles.queries import public_articles, published_articles, related_to
from madoguchi.knowledge.articles.rules import Audience, RevisionState, Translated
from madoguchi.knowledge.exchange.actions import forget_unfinished, give_up_import, read_file, take_in, write_file
from madoguchi.knowledge.exchange.formats import FORMS
from madoguchi.knowledge.exchange.models import FaqImport
from madoguchi.knowledge.exchange.queries import Which, comparison_of, seen_mark, unfinished_imports
from madoguchi.knowledge.exchange.refusals import (
    CellsDoNotFit,
    ChangedSinceShown,
    ImportIsOver,
    MayOnlyDraft,
    NotAllLinesFit,
    NothingToTakeIn,
    TooMuchAtOnce,
)
from madoguchi.knowledge.exchange.rules import Comparison, Mode, Verdict
from madoguchi.knowledge.languages import TRANSLATED
from madoguchi.knowledge.models import Article, Category, CategoryRight, LastNumber, Revision
from madoguchi.municipality.models import Procedure
from tests.knowledge.shelf import WRITER, content, draft, published
from tests.services.signed_in import staff_of
from tests.worlds import ADMIN, CLERK, OPERATOR, actor

pytestmark = pytest.mark.django_db
TRICKY = "=cmd|' /C calc'!A0\r\n一行目 \n\t\"引用\", 👩‍👧"


def a_shelf() -> None:
    """Articles that a careless table would damage."""
    Procedure.objects.create(code="pickup", label_ja="受取り")
    said = {
        language: Translated(f"{language} 質問", "'=1", "a\r\nb\nc 👍 नमस्ते", ("one", "two"), language == "en")
        for language in TRANSLATED
    }
    first = published(
        content(
            "  持ち物は？ ",
            phrasings=("=何を持ってく？", "「はがき」は？"),
            short_answer="'apostrophe",
            full_answer=TRICKY,
            belongings=("pickup",),
            audience=Audience.PUBLIC,
            source="004 §7",
            review_on=date(2027, 4, 1),
            to_confirm=True,
            translations=said,
        ),
        department="市民課",
    )
    other = published(content("住所が変わったら？", related=(first.article.number,)))
    with_circle = content("  持ち物は？ ", related=(other.article.number, first.article.number))
    revise(first.article, with_circle, based_on=1, by=WRITER)
    published(content("別の分類"), category=Category.objects.create(name="=分類", position=9))


def wipe() -> None:
    Article.objects.update(current=None)
    Article.objects.all().delete()
    Category.objects.all().delete()
    LastNumber.objects.all().delete()


def read(headings: list[str], *rows: list[str], by: Any = WRITER) -> FaqImport:
    return read_file("faq.csv", FORMS["csv"].write(headings, rows), by=by)


def taken(faq_import: FaqImport, mode: Mode = Mode.DRAFT, *, by: Any = WRITER) -> Comparison:
    return take_in(faq_import, mode=mode, seen=seen_mark(comparison_of(faq_import, by)), by=by)


@pytest.mark.req("FAQ-02")
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_out_in_out_is_identical_on_the_same_installation_and_on_an_empty_one(form: str) -> None:
    a_shelf()
    out = write_file(form, Which.PUBLISHED, by=WRITER)
    again = read_file(f"faq.{form}", out, by=WRITER)
    assert comparison_of(again, WRITER).counts[Verdict.SAME] == 3
    with pytest.raises(NothingToTakeIn):
        taken(again)
    before = {one.number: one.current.content for one in published_articles() if one.current}
    wipe()
    taken(read_file(f"faq.{form}", out, by=ADMIN), Mode.PUBLISH, by=ADMIN)
    assert {one.number: one.current.content for one in published_articles() if one.current} == before
    if form == "csv":
        assert write_file(form, Which.PUBLISHED, by=WRITER) == out
    newest = write_file(form, Which.NEWEST, by=WRITER)
    wipe()
    taken(read_file("faq", newest, by=WRITER))
    assert comparison_of(read_file("faq", newest, by=WRITER), WRITER).counts[Verdict.SAME] == 3
    assert not published_articles().exists()


@pytest.mark.req("FAQ-02")
def test_shift_jis_is_refused_by_name_while_something_does_not_fit_and_identical_when_all_fits() -> None:
    a_shelf()
    with pytest.raises(CellsDoNotFit, match="FAQ-0001のくわしい答え（👩"):
        write_file("csv_cp932", Which.PUBLISHED, by=WRITER)
    assert not Event.objects.filter(kind="disclosure.exported").exists()
    wipe()
    published(content("髙い①の質問", full_answer="=1\r\n2"))
    out = write_file("csv_cp932", Which.PUBLISHED, by=WRITER)
    wipe()
    taken(read_file("faq.csv", out, by=ADMIN), Mode.PUBLISH, by=ADMIN)
    assert write_file("csv_cp932", Which.PUBLISHED, by=WRITER) == out
    assert Event.objects.filter(kind="disclosure.exported").count() == 2


@pytest.mark.req("FAQ-02", "FAQ-14")
def test_a_preview_says_what_is_new_changed_same_and_refused_by_line_and_column() -> None:
    stays = published(content("そのまま")).article
    goes = published(content("変わる前", full_answer="同じ")).article
    faq_import = read(
        ["番号", "分類", "質問", "公開の範囲", "次の見直し日", "関連するFAQ"],
        [stays.number, "カードの受取", "そのまま", "", "", ""],
        [goes.number, "カードの受取", "変わったあと", "", "", ""],
        ["", "新しい分類", "新しい質問", "市民に公開", "2027/4/1", "FAQ-0900"],
        ["FAQ-0900", "新しい分類", "番号を持って来た", "内部のみ", "", goes.number],
        ["", "", "", "だれでも", "", ""],
        ["FAQ-0901", "", "", "", "いつか", ""],
        [stays.number, "カードの受取", "二度目", "", "", ""],
        ["１番", "カードの受取", "マイナンバーは123456789018です", "", "", "FAQ-7777"],
    )
    comparison = comparison_of(faq_import, WRITER)
    assert [one.verdict for one in comparison.lines[1:4]] == [Verdict.CHANGED, Verdict.NEW, Verdict.NEW]
    assert [(one.label, one.before, one.after) for one in comparison.lines[1].changes] == [
        ("質問", "変わる前", "変わったあと")
    ]
    assert comparison.lines[2].notes == []
    assert "FAQ-0900というFAQは、ここにはありません" in comparison.lines[3].notes[0]
    told = [(one.line, one.heading) for one in comparison.problems]
    assert told == [
        (2, "番号"), (6, "公開の範囲"), (7, "次の見直し日"), (8, "番号"),
        (9, "質問"), (9, "番号"), (9, "質問"), (9, "関連するFAQ"),
    ]  # fmt: skip
    assert "123456789018" not in faq_import.cells
    with pytest.raises(NotAllLinesFit):
        taken(faq_import)
    assert Article.objects.count() == 2
    assert not Category.objects.filter(name="新しい分類").exists()


@pytest.mark.req("FAQ-02")
def test_a_file_makes_drafts_of_a_writer_and_published_articles_of_whoever_may_approve() -> None:
    headings = ["番号", "分類", "質問", "短い答え（en）", "質問（en）", "電話での短い答え", "関連するFAQ"]
    rows = [
        ["", "暗証番号", "忘れた", "At the counter.", "I forgot it", "窓口で", "FAQ-0500"],
        ["FAQ-0500", "暗証番号", "ロックした", "", "", "窓口で", ""],
    ]
    with pytest.raises(MissingRight):
        read(headings, *rows, by=OPERATOR)
    with pytest.raises(MayOnlyDraft):
        taken(read(headings, *rows), Mode.PUBLISH)
    assert not Article.objects.exists()
    taken(read(headings, *rows, by=CLERK), Mode.PUBLISH, by=CLERK)
    forgotten = published_articles().get(current__question="忘れた")
    assert forgotten.number == "FAQ-0501"
    assert [one.number for one in related_to(forgotten.current, published_articles())] == ["FAQ-0500"]  # type: ignore[arg-type]
    assert not public_articles().exists()
    assert forgotten.current is not None
    assert forgotten.current.content.translations["en"].short_answer == "At the counter."
    rows[1][2] = "ロックされた"
    rows[0][0] = "FAQ-0501"
    done = taken(read(headings, *rows))
    assert [one.verdict for one in done.lines] == [Verdict.SAME, Verdict.CHANGED]
    assert Revision.objects.get(question="ロックされた").state == RevisionState.DRAFT
    assert published_articles().get(number="FAQ-0500").current.question == "ロックした"  # type: ignore[union-attr]


def test_who_wrote_between_the_preview_and_the_decision_is_not_overwritten() -> None:
    article = published(content("前")).article
    faq_import = read(["番号", "質問"], [article.number, "後"])
    seen = seen_mark(comparison_of(faq_import, WRITER))
    revise(article, content("割り込み"), based_on=1, by=WRITER)
    with pytest.raises(ChangedSinceShown):
        take_in(faq_import, mode=Mode.DRAFT, seen=seen, by=WRITER)
    (line,) = comparison_of(faq_import, WRITER).lines
    assert line.notes == ["書きかけの第2版に替わります。"]
    taken(faq_import)
    assert article.revisions.get(number=2).state == RevisionState.REPLACED
    with pytest.raises(ImportIsOver):
        take_in(faq_import, mode=Mode.DRAFT, seen="", by=WRITER)


@pytest.mark.req("FAQ-09")
def test_a_category_that_names_its_writers_is_closed_to_a_file_too() -> None:
    category = Category.objects.create(name="閉じた分類")
    CategoryRight.objects.create(category=category, staff=staff_of(Role.DATA_STAFF), may="write")
    stranger = actor(Role.DATA_STAFF, "stranger")
    faq_import = read(["分類", "質問"], ["閉じた分類", "書けない"], by=stranger)
    assert [(one.line, one.heading) for one in comparison_of(faq_import, stranger).problems] == [(2, "分類")]


def test_wrong_headings_are_named_and_nothing_is_compared() -> None:
    comparison = comparison_of(read(["番号", "しつもん", "番号"], ["", "x", ""]), WRITER)
    assert {one.heading for one in comparison.problems} == {"しつもん", "番号", "質問"}


def test_a_file_that_nobody_takes_in_is_forgotten_and_nobody_else_sees_it() -> None:
    faq_import = read(["分類", "質問"], ["あ", "い"])
    assert list(unfinished_imports(WRITER)) == [faq_import]
    assert not unfinished_imports(CLERK).exists()
    give_up_import(read(["分類", "質問"], ["あ", "い"]), by=WRITER)
    assert forget_unfinished() == 0
    with time_machine.travel(faq_import.read_at + timedelta(hours=25), tick=False):
        assert forget_unfinished() == 1
    faq_import.refresh_from_db()
    assert faq_import.cells == ""


def test_one_category_alone_can_be_written() -> None:
    published(content("こちら"))
    published(content("あちら"), category=Category.objects.create(name="ほか"))
    draft(content("下書きだけ"))
    only = write_file("csv", Which.PUBLISHED, category=Category.objects.get(name="ほか"), by=WRITER).decode()
    assert "あちら" in only
    assert "こちら" not in only
    assert "下書きだけ" not in write_file("csv", Which.PUBLISHED, by=WRITER).decode()
    assert "下書きだけ" in write_file("csv", Which.NEWEST, by=WRITER).decode()
    with pytest.raises(MissingRight):
        write_file("csv", Which.PUBLISHED, by=OPERATOR)


def test_more_than_one_transaction_should_write_is_refused_before_anything_is_written() -> None:
    faq_import = read(["分類", "質問"], *(["あ", f"質問 {number}"] for number in range(201)), by=ADMIN)
    with pytest.raises(TooMuchAtOnce, match="200件"):
        taken(faq_import, Mode.PUBLISH, by=ADMIN)
    assert not Article.objects.exists()
