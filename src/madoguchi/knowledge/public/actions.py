"""Counting what readers tell us. Nothing of it is anybody's data: no event, no person, and gone by the morning but for
the sums."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from madoguchi.core import clock
from madoguchi.knowledge.articles.models import Article
from madoguchi.knowledge.public.models import FaqCount, FaqDay, FaqVerdict, FaqVisit
from madoguchi.knowledge.public.queries import figures_of_visits
from madoguchi.knowledge.public.rules import HELPED, MOST_VISITS_OF_A_LINE, OPENED, UNHELPED, Reason, Step


@dataclass(frozen=True)
class Reader:
    """Digests of the browser and of the line, of today."""

    visitor: str
    line: str


def count_opened(article: Article) -> None:
    _add(article.pk, clock.today(), OPENED, 1)


@transaction.atomic
def note_verdict(article: Article, *, helped: bool, reason: Reason | None = None, reader: Reader) -> None:
    visit = _visit_of(reader)
    if visit is None:
        return
    FaqVerdict.objects.update_or_create(
        visit=visit,
        article=article,
        defaults={"helped": helped, "reason": reason.value if reason and not helped else ""},
    )
    # By all that the visit has said: whoever takes a verdict back has not told it.
    said = set(FaqVerdict.objects.filter(visit=visit).values_list("helped", flat=True))
    FaqVisit.objects.filter(pk=visit.pk).update(helped=True in said, unhelped=False in said)


@transaction.atomic
def note_went_on(step: Step, *, reader: Reader) -> None:
    visit = _visit_of(reader)
    if visit is not None:
        FaqVisit.objects.filter(pk=visit.pk).update(**{f"to_{step.value}": True})


def fold_days() -> int:
    """Every night: what is over becomes a sum, and whose browser it was is gone. How many days."""
    today = clock.today()
    days = list(FaqVisit.objects.filter(day__lt=today).values_list("day", flat=True).distinct())
    for day in days:
        _fold(day)
    return len(days)


@transaction.atomic
def _fold(day: date) -> None:
    FaqDay.objects.update_or_create(day=day, defaults=asdict(figures_of_visits(day)))
    sums: Counter[tuple[int, str]] = Counter()
    for article, helped, reason in FaqVerdict.objects.filter(visit__day=day).values_list(
        "article", "helped", "reason"
    ):
        sums[article, HELPED if helped else UNHELPED] += 1
        if reason:
            sums[article, reason] += 1
    for (article, what), count in sums.items():
        _add(article, day, what, count)
    FaqVisit.objects.filter(day=day).delete()


def _visit_of(reader: Reader) -> FaqVisit | None:
    """None where a line sends more than any office could."""
    today = clock.today()
    known = FaqVisit.objects.filter(day=today, visitor=reader.visitor).first()
    if known is not None:
        return known
    if FaqVisit.objects.filter(day=today, line=reader.line).count() >= MOST_VISITS_OF_A_LINE:
        return None
    return FaqVisit.objects.get_or_create(day=today, visitor=reader.visitor, defaults={"line": reader.line})[0]


def _add(article: int, day: date, what: str, count: int) -> None:
    counted = FaqCount.objects.filter(article=article, day=day, what=what)
    if not counted.update(count=F("count") + count):
        _, is_new = FaqCount.objects.get_or_create(
            article_id=article, day=day, what=what, defaults={"count": count}
        )
        if not is_new:  # another one came first
            counted.update(count=F("count") + count)
