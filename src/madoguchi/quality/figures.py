"""Trends of people and of all together, how far two raters agree, and what leaves as a file."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from madoguchi.accounts.queries import names_by_key
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.quality.models import Rating
from madoguchi.quality.queries import (
    MAY_EXPORT,
    MAY_SEE_FIGURES,
    MAY_SEE_OWN,
    MAY_VIEW,
    compared_ratings,
    finished_first_ratings,
)
from madoguchi.quality.rules import (
    FILLED_BY_LABELS,
    Agreement,
    FilledBy,
    MonthMean,
    Pair,
    agreement,
    first_of_month,
    month_after,
    month_mean,
    months_until,
)
from madoguchi.quality.sheet import is_evaluated

MONTHS = 12


@dataclass(frozen=True)
class Trend:
    """`who` "" : all together."""

    who: str
    name: str
    months: tuple[MonthMean, ...]

    @property
    def count(self) -> int:
        return sum(one.count for one in self.months)


@dataclass(frozen=True)
class ItemAgreement:
    label: str
    agreement: Agreement


def team_trend(actor: Actor, last: date, *, months: int = MONTHS) -> Trend | None:
    if not actor.may(MAY_SEE_FIGURES) and not actor.may(MAY_SEE_OWN):
        return None
    return _trends(last, months).get("") if is_evaluated() else None


def trends_of_people(actor: Actor, last: date, *, months: int = MONTHS) -> list[Trend]:
    """By name, never by figure. Whoever may not see others' evaluations sees no person here."""
    if not actor.may(MAY_VIEW) or not is_evaluated():
        return []
    people = [trend for who, trend in _trends(last, months).items() if who and who != actor.key]
    return sorted(people, key=lambda trend: (trend.name, trend.who))


def own_trend(actor: Actor, last: date, *, months: int = MONTHS) -> Trend | None:
    if not actor.may(MAY_SEE_OWN) or not is_evaluated():
        return None
    return _trends(last, months).get(actor.key)


def _trends(last: date, months: int) -> dict[str, Trend]:
    span = months_until(first_of_month(last), count=months)
    totals: dict[str, dict[date, list[tuple[float | None, bool]]]] = defaultdict(lambda: defaultdict(list))
    ratings = finished_first_ratings(span[0], month_after(span[-1]))
    rows = ratings.order_by().values_list("case__operator", "case__happened_at", "total", "is_fatal")
    for operator, happened_at, total, is_fatal in rows:
        month = first_of_month(clock.in_tokyo(happened_at).date())
        for who in ("", operator):
            totals[who][month].append((total, is_fatal))
    names = names_by_key(set(totals) - {""})
    totals[""]  # all together, also when there is nothing yet
    return {
        who: Trend(who, names.get(who, who), tuple(month_mean(month, by_month[month]) for month in span))
        for who, by_month in totals.items()
    }


def agreement_between(since: date, until: date) -> tuple[Agreement, list[ItemAgreement]]:
    """Over all, and item by item in the words that were rated. `until` is outside."""
    everything: list[Pair] = []
    by_item: dict[str, list[Pair]] = defaultdict(list)
    labels: dict[str, str] = {}
    for first, second in compared_ratings(since, until):
        for item in first.sheet.items:
            pair = Pair(first.levels.get(item.item), second.levels.get(item.item), len(item.levels))
            everything.append(pair)
            by_item[item.item].append(pair)
            labels[item.item] = item.label
    return agreement(everything), [ItemAgreement(labels[name], agreement(pairs)) for name, pairs in by_item.items()]


HEADINGS = (
    "応対の月", "評価の記号", "応対者", "選び方", "何人目", "評価者", "終えた日時", "シートの版", "下書き",
    "項目", "配点", "段階", "段階の数", "重大な項目", "合計（100点）", "重大な誤り",
)  # fmt: skip


def rows_for_file(actor: Actor, since: date, until: date) -> Iterator[list[str]]:
    """A line for each item that was rated; no words, nobody's number. `until` is outside."""
    if not actor.may(MAY_EXPORT):
        return
    ratings = (
        Rating.objects.filter(
            case__is_complete=True,
            case__happened_at__gte=clock.start_of(since),
            case__happened_at__lt=clock.start_of(until),
        )
        .exclude(case__operator=actor.key)
        .select_related("case", "sheet")
        .prefetch_related("scores")
        .order_by("case__happened_at", "case", "place")
    )
    for rating in ratings:
        yield from _lines_of(rating)


def _lines_of(rating: Rating) -> Sequence[list[str]]:
    case, levels = rating.case, rating.levels
    begin = [
        f"{clock.in_tokyo(case.happened_at):%Y-%m}", str(case.key), case.operator, case.origin_label,
        str(rating.place), rating.rater,
        f"{clock.in_tokyo(rating.finished_at):%Y-%m-%d %H:%M}" if rating.finished_at else "",
        str(rating.sheet.number), FILLED_BY_LABELS[FilledBy(rating.filled_by)],
    ]  # fmt: skip
    total = "" if rating.total is None else f"{rating.total:.1f}"
    end = [total, "あり" if rating.is_fatal else ""]
    return [
        [
            *begin, item.label, str(item.weight),
            "該当なし" if levels.get(item.item) is None else str(levels[item.item]),
            str(len(item.levels)), "はい" if item.is_fatal else "", *end,
        ]
        for item in rating.sheet.items
    ]  # fmt: skip
