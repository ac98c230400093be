"""Counting, and making the report of a month. A count is nobody's data and no event: it is one sum by the day."""

from datetime import date

from django.db import transaction
from django.db.models import F

from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.record import About, record
from madoguchi.knowledge.articles.models import Article
from madoguchi.knowledge.articles.rules import MAY_EDIT
from madoguchi.knowledge.usage.history import USAGE_REPORT
from madoguchi.knowledge.usage.models import ArticleUse, UsageReport
from madoguchi.knowledge.usage.queries import counts_uses, figures_of
from madoguchi.knowledge.usage.refusals import AlreadyHanded, MonthIsNotOver
from madoguchi.knowledge.usage.rules import first_of, month_after


def count_read(number: str) -> None:
    """Staff opened it, by itself or during a contact."""
    _add(number, "read", clock.today(), 1)


def count_used(number: str) -> None:
    """FAQ-12: an answer was given out of it."""
    if counts_uses():
        _add(number, "used", clock.today(), 1)


def uncount_used(number: str, *, on: date) -> None:
    """There was no contact after all."""
    ArticleUse.objects.filter(article__number=number, day=on, used__gt=0).update(used=F("used") - 1)


def draft_report(month: date, *, by: Actor) -> UsageReport:
    """What the month says now; drafted again until it is handed to the city, then never."""
    _need_edit(by)
    month = first_of(month)
    if clock.today() < month_after(month):
        raise MonthIsNotOver
    figures = figures_of(month).as_json()
    with transaction.atomic():
        report, is_new = UsageReport.objects.select_for_update().get_or_create(
            month=month, defaults={"figures": figures, "drafted_at": clock.now()}
        )
        if not is_new:
            _refuse_if_handed(report)
            report.figures, report.drafted_at = figures, clock.now()
            report.save(update_fields=["figures", "drafted_at"])
        record("faq_report.drafted", by=by, about=_about(report))
        return report


def write_proposals(report: UsageReport, text: str, *, by: Actor) -> UsageReport:
    _need_edit(by)
    with transaction.atomic():
        current = _held(report)
        current.proposals = text.strip()
        current.save(update_fields=["proposals"])
        record("faq_report.proposed", by=by, about=_about(current))
        return current


def hand_over(report: UsageReport, *, on: date, note: str, by: Actor) -> UsageReport:
    """From now on it reads as it was handed over."""
    _need_edit(by)
    with transaction.atomic():
        current = _held(report)
        current.handed_on, current.handed_note, current.handed_by = on, note.strip(), by.key
        current.save(update_fields=["handed_on", "handed_note", "handed_by"])
        record(
            "faq_report.handed",
            by=by,
            about=_about(current),
            facts={"handed_on": on.isoformat(), "handed_note": note.strip() or None},
        )
        return current


def _add(number: str, what: str, day: date, count: int) -> None:
    article = Article.objects.filter(number=number).first()
    if article is None:
        return
    ArticleUse.objects.bulk_create([ArticleUse(article=article, day=day)], ignore_conflicts=True)
    ArticleUse.objects.filter(article=article, day=day).update(**{what: F(what) + count})


def _held(report: UsageReport) -> UsageReport:
    current = UsageReport.objects.select_for_update().get(pk=report.pk)
    _refuse_if_handed(current)
    return current


def _refuse_if_handed(report: UsageReport) -> None:
    if report.handed_on is not None:
        raise AlreadyHanded


def _need_edit(by: Actor) -> None:
    by.need(MAY_EDIT, also=[UserKind.SYSTEM])


def _about(report: UsageReport) -> About:
    return About(USAGE_REPORT, str(report))
