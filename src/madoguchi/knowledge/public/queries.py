"""What citizens read, and what the figures say."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Count, F, Q, QuerySet, Sum

from madoguchi.core.actors import Actor
from madoguchi.knowledge.articles.models import Article, Category, Revision
from madoguchi.knowledge.articles.queries import public_articles, related_to
from madoguchi.knowledge.articles.rules import MAY_VIEW
from madoguchi.knowledge.languages import MAIN_LANGUAGE
from madoguchi.knowledge.public.models import FaqCount, FaqDay, FaqVerdict, FaqVisit
from madoguchi.knowledge.public.rules import HELPED, OPENED, UNHELPED, has_told, is_solved, percent
from madoguchi.municipality.queries import is_on


def is_public() -> bool:
    return is_on("public_faq")


def faqs() -> QuerySet[Article]:
    """Published, for the public, and confirmed by the city: nothing that is still 要確認."""
    return public_articles().filter(current__to_confirm=False)


def categories_with_faqs() -> list[Category]:
    """Those in which there is something to read, with `faqs` as how much."""
    shown = Q(articles__current__in=Revision.objects.filter(current_of__in=faqs().order_by()))
    counted = Category.objects.filter(is_active=True).annotate(faqs=Count("articles", filter=shown))
    return list(counted.filter(faqs__gt=0).order_by("position", "name"))


def read_most(*, since: date, most: int) -> list[Article]:
    """What is opened most since a day; where nothing was opened yet, the first of them."""
    read = Sum("counts__count", filter=Q(counts__what=OPENED, counts__day__gte=since))
    return list(faqs().annotate(read=read).order_by(F("read").desc(nulls_last=True), "number")[:most])


def related_faqs(article: Article) -> list[Article]:
    return related_to(_revision_of(article), faqs())


@dataclass(frozen=True)
class Shown:
    """An article in the reader's language; in Japanese where nobody has put it into that language yet."""

    number: str
    question: str
    short_answer: str
    full_answer: str
    is_translated: bool
    is_reviewed: bool


def in_language(articles: Sequence[Article], language: str) -> list[Shown]:
    """All of them with two queries at most."""
    texts = {} if language == MAIN_LANGUAGE else _translations(articles, language)
    return [_shown(article, texts) for article in articles]


def _translations(articles: Sequence[Article], language: str) -> dict[int, tuple[str, str, str, bool]]:
    of_them = Revision.objects.filter(current_of__in=[article.pk for article in articles])
    rows = of_them.filter(translations__language=language).values_list(
        "pk",
        "translations__question",
        "translations__short_answer",
        "translations__full_answer",
        "translations__is_reviewed",
    )
    return {pk: (question, short, full, is_reviewed) for pk, question, short, full, is_reviewed in rows}


def _shown(article: Article, texts: dict[int, tuple[str, str, str, bool]]) -> Shown:
    revision = _revision_of(article)
    if revision.pk not in texts:
        return Shown(article.number, revision.question, revision.short_answer, revision.full_answer, False, True)
    question, short, full, is_reviewed = texts[revision.pk]
    return Shown(article.number, question, short, full, True, is_reviewed)


def _revision_of(article: Article) -> Revision:
    if article.current is None:
        raise Article.DoesNotExist
    return article.current


# Figures


@dataclass(frozen=True)
class Figures:
    """Of a stretch of days, today among them as far as it has come."""

    told: int = 0
    solved: int = 0
    helped: int = 0
    unhelped: int = 0
    to_telephone: int = 0
    to_booking: int = 0
    to_form: int = 0

    @property
    def rate(self) -> int | None:
        """自己解決率, in percent; None while nobody has told us anything."""
        return percent(self.solved, self.told)

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Figures)))


def figures_by_day(actor: Actor, first: date, last: date) -> dict[date, Figures]:
    """Both days inside; days without a word from anybody are left out."""
    if not actor.may(MAY_VIEW):
        return {}
    names = [one.name for one in fields(Figures)]
    over = FaqDay.objects.filter(day__range=(first, last)).values_list("day", *names)
    days = {day: Figures(*counts) for day, *counts in over}
    for day, seen in _of_visits(FaqVisit.objects.filter(day__range=(first, last))).items():
        days[day] = days.get(day, Figures()) + seen
    return dict(sorted(days.items(), reverse=True))


def figures_of_visits(day: date) -> Figures:
    return _of_visits(FaqVisit.objects.filter(day=day)).get(day, Figures())


def _of_visits(visits: QuerySet[FaqVisit]) -> dict[date, Figures]:
    days: dict[date, Figures] = {}
    for day, helped, unhelped, to_telephone, to_booking, to_form in visits.values_list(
        "day", "helped", "unhelped", "to_telephone", "to_booking", "to_form"
    ):
        told = has_told(helped=helped, unhelped=unhelped, to_telephone=to_telephone, to_form=to_form)
        solved = is_solved(helped=helped, to_telephone=to_telephone, to_form=to_form)
        one = Figures(told, solved, helped, unhelped, to_telephone, to_booking, to_form)
        days[day] = days.get(day, Figures()) + one
    return days


@dataclass(frozen=True)
class ArticleFigures:
    article: Article
    opened: int
    helped: int
    unhelped: int
    reasons: dict[str, int]

    @property
    def helped_percent(self) -> int | None:
        return percent(self.helped, self.helped + self.unhelped)


def figures_by_article(actor: Actor, first: date, last: date) -> list[ArticleFigures]:
    """Those that did not help most often come first: they are the ones to mend (FAQ-10)."""
    if not actor.may(MAY_VIEW):
        return []
    counts: dict[int, dict[str, int]] = {}
    kept = FaqCount.objects.filter(day__range=(first, last))
    for article, what, count in kept.values_list("article", "what").annotate(total=Sum("count")):
        counts.setdefault(article, {})[what] = count
    verdicts = FaqVerdict.objects.filter(visit__day__range=(first, last)).values_list("article", "helped", "reason")
    for article, helped, reason in verdicts:
        of_one = counts.setdefault(article, {})
        for what in filter(None, (HELPED if helped else UNHELPED, reason)):
            of_one[what] = of_one.get(what, 0) + 1
    articles = Article.objects.select_related("current").in_bulk(counts)
    figures = [_of_article(articles[pk], of_one) for pk, of_one in counts.items()]
    return sorted(figures, key=lambda one: (-one.unhelped, -one.opened, one.article.number))


def _of_article(article: Article, counts: dict[str, int]) -> ArticleFigures:
    known = {OPENED, HELPED, UNHELPED}
    reasons = {what: count for what, count in counts.items() if what not in known}
    return ArticleFigures(article, counts.get(OPENED, 0), counts.get(HELPED, 0), counts.get(UNHELPED, 0), reasons)
