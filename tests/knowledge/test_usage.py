"""How the FAQ is used, and the month's report of it."""

from datetime import date, datetime, timedelta

import pytest
import time_machine

from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.knowledge.articles.actions import retire, revise
from madoguchi.knowledge.articles.rules import Audience
from madoguchi.knowledge.finding.actions import note_search
from madoguchi.knowledge.finding.rules import Place
from madoguchi.knowledge.models import ArticleUse, Category
from madoguchi.knowledge.public.actions import count_opened
from madoguchi.knowledge.requests.actions import ask_for_update
from madoguchi.knowledge.requests.rules import RequestKind
from madoguchi.knowledge.usage.actions import (
    count_read,
    count_used,
    draft_report,
    hand_over,
    uncount_used,
    write_proposals,
)
from madoguchi.knowledge.usage.jobs import draft_last_month
from madoguchi.knowledge.usage.models import UsageReport
from madoguchi.knowledge.usage.queries import figures_of, ranking, reports_visible_to
from madoguchi.knowledge.usage.refusals import AlreadyHanded, MonthIsNotOver
from madoguchi.knowledge.usage.rules import Counted, MonthFigures, hours_taken, month_after, month_before, rows_of
from madoguchi.municipality.actions import change_settings
from tests.knowledge.shelf import WRITER, bring_out, content, published
from tests.worlds import ADMIN, CLERK, OPERATOR, TODAY, applied

pytestmark = pytest.mark.django_db
MONTH = date(2026, 12, 1)
NEXT = datetime(2027, 1, 1, 0, 30, tzinfo=clock.TOKYO)


@pytest.mark.req("FAQ-08", "FAQ-12")
@pytest.mark.preset_key("faq.use_counts")
def test_each_use_in_an_answer_is_counted_for_its_faq_where_the_contract_counts() -> None:
    applied("nishitokyo")
    quiet, much, read = (published(content(text)).article for text in ("静か", "よく使う", "よく読む"))
    for _ in range(3):
        count_used(much.number)
    uncount_used(much.number, on=TODAY)
    count_used("FAQ-9999")  # gone meanwhile
    for _ in range(2):
        count_read(read.number)
    count_opened(read)
    found = ranking(WRITER, first=TODAY, last=TODAY)
    assert [(one.article, one.used, one.read, one.by_citizens) for one in found] == [
        (much, 2, 0, 0),
        (read, 0, 2, 1),
        (quiet, 0, 0, 0),
    ]
    assert not any(one.used for one in ranking(WRITER, first=TODAY - timedelta(5), last=TODAY - timedelta(1)))
    assert [one.article for one in ranking(WRITER, first=TODAY, last=TODAY, category=Category.objects.get())]
    change_settings({"faq.use_counts": False}, effective_on=TODAY, by=ADMIN)
    count_used(much.number)
    assert ArticleUse.objects.get(article=much).used == 2


@pytest.mark.req("FAQ-06")
def test_the_report_of_a_month_says_updates_requests_and_use_and_is_frozen_once_handed_over(
    present: time_machine.Traveller,
) -> None:
    applied("nishitokyo")
    first = published(content("一", audience=Audience.PUBLIC, review_on=date(2026, 12, 24), to_confirm=True))
    bring_out(revise(first.article, content("一の二", review_on=date(2026, 12, 24)), based_on=1, by=WRITER))
    gone = published(content("取り下げる"))
    asked = ask_for_update(kind=RequestKind.CHANGE, article=first.article, subject="直して", wish="住所", by=CLERK)
    ask_for_update(kind=RequestKind.NEW, subject="新しく", wish="支所", by=CLERK)
    present.shift(timedelta(hours=5))
    bring_out(revise(first.article, content("一の三", review_on=TODAY), based_on=2, by=WRITER, answers=asked))
    retire(gone, reason="古い", by=SYSTEM)
    count_used(first.article.number)
    note_search("住民票の異動", found=0, place=Place.STAFF, by=OPERATOR)
    note_search("受取り", found=3, place=Place.PUBLIC, by=OPERATOR)
    with pytest.raises(MonthIsNotOver):
        draft_report(TODAY, by=WRITER)

    present.move_to(NEXT)
    count_used(first.article.number)  # belongs to January
    assert draft_last_month.func() == 1
    assert draft_last_month.func() == 0
    report = UsageReport.objects.get()
    figures = MonthFigures.from_json(report.figures)
    assert (figures.published, figures.made, figures.revised, figures.retired) == (1, 2, 2, 1)
    assert (figures.asked, figures.answered, figures.still_open, figures.overdue) == (2, 1, 1, 1)
    assert (figures.hours_median, figures.hours_longest) == (5.0, 5.0)
    assert (figures.used, figures.searches, figures.without_hit) == (1, 2, 1)
    assert figures.most_used == (Counted(first.article.number, "一の三", 1),)
    assert [one.words for one in figures.unanswered] == ["住民票の異動"]

    write_proposals(report, "住民票の言い方を足す", by=WRITER)
    hand_over(report, on=date(2027, 1, 5), note="定例会", by=WRITER)
    for change in (
        lambda: draft_report(MONTH, by=WRITER),
        lambda: write_proposals(report, "やり直し", by=WRITER),
        lambda: hand_over(report, on=date(2027, 1, 6), note="", by=WRITER),
    ):
        with pytest.raises(AlreadyHanded):
            change()
    report.refresh_from_db()
    assert ["改善の提案", "", "住民票の言い方を足す"] in rows_of(figures, report.proposals)[1]
    kinds = set(Event.objects.filter(about_kind="faq_report").values_list("kind", flat=True))
    assert kinds == {"faq_report.drafted", "faq_report.proposed", "faq_report.handed"}
    with pytest.raises(MissingRight):
        draft_report(date(2026, 11, 1), by=OPERATOR)
    assert list(reports_visible_to(OPERATOR)) == [report]


def test_a_month_without_anything_has_a_report_too() -> None:
    figures = figures_of(date(2026, 2, 1))
    assert MonthFigures.from_json(figures.as_json()) == figures
    assert "—" in str(rows_of(figures, ""))


@pytest.mark.django_db(databases=[])
def test_months_and_hours() -> None:
    assert month_before(date(2027, 1, 31)) == date(2026, 12, 1)
    assert month_after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert hours_taken([]) == (None, None)
    assert hours_taken([timedelta(hours=1), timedelta(hours=2), timedelta(hours=9)]) == (2.0, 9.0)
