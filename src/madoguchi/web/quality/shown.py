"""What several pages show of an evaluation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse

from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.shown import duration, line_of, other_side
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.queries import MAY_SEE_PERSONS, contacts_visible_to
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.text.masking import masked
from madoguchi.quality.models import Case, Rating
from madoguchi.quality.rules import months_until
from madoguchi.quality.sheet import is_evaluated
from madoguchi.web.frame.forms import FrameForm, offer

MONTHS_SHOWN = 12
CRUMB = "評価する通話"


@dataclass(frozen=True)
class Line:
    """One item as one or two rated it."""

    label: str
    weight: int
    is_fatal: bool
    answers: tuple[tuple[str, str, str], ...]  # of each rater: their name, the step in words, the remark
    apart: str  # how far the two lie apart, in words; "" for one alone


def need_evaluation() -> None:
    """Where nothing is evaluated these pages do not exist."""
    if not is_evaluated():
        raise Http404


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(CRUMB, reverse("quality:home")), *more]


def moment(case: Case) -> str:
    return f"{clock.in_tokyo(case.happened_at):%Y-%m-%d %H:%M}"


def month_words(month: date) -> str:
    return f"{month.year}年{month.month}月"


def month_choices() -> list[tuple[str, str]]:
    """The newest first."""
    return [(f"{one:%Y-%m}", month_words(one)) for one in months_until(clock.today(), count=MONTHS_SHOWN)[::-1]]


def month_asked(text: str) -> date:
    """One that can be chosen, or this one."""
    asked = dict(month_choices())
    year, _, month = (text if text in asked else f"{clock.today():%Y-%m}").partition("-")
    return date(int(year), int(month), 1)


class MonthForm(FrameForm):
    month = forms.ChoiceField(label="応対の月", required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        offer(self, "month", month_choices())


def percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.0f}%"


def points(value: float | None) -> str:
    """As precisely as the charts write it: the same sum reads alike wherever it stands."""
    return "—" if value is None else f"{value:.1f}"


def total_words(rating: Rating) -> str:
    if rating.total is None:
        return "評価できる項目なし"
    return f"{points(rating.total)}点（100点のうち）"


def lines_of(ratings: Sequence[Rating], names: Mapping[str, str]) -> list[Line]:
    """All rated by the same version of the sheet."""
    if not ratings:
        return []
    scores = [{score.item: score for score in rating.scores.all()} for rating in ratings]
    lines = []
    for item in ratings[0].sheet.items:
        levels = [one[item.item].level if item.item in one else None for one in scores]
        words = ["該当なし" if level is None else f"{level}：{item.levels[level - 1]}" for level in levels]
        remarks = [one[item.item].comment if item.item in one else "" for one in scores]
        raters = [names.get(rating.rater, rating.rater) for rating in ratings]
        answers = tuple(zip(raters, words, remarks, strict=True))
        lines.append(Line(item.label, item.weight, item.is_fatal, answers, _apart(levels)))
    return lines


def _apart(levels: list[int | None]) -> str:
    if len(levels) < 2:
        return ""
    first, second = levels[:2]
    if first == second:
        return "同じ"
    if first is None or second is None:
        return "片方だけ該当なし"
    return f"{abs(first - second)}段階の差"


def call_rows(actor: Actor, call: Call | None) -> list[tuple[str, str]]:
    if call is None:
        return []
    return [
        ("相手の番号", other_side(actor, call)),
        ("かかってきた番号", line_of(call)),
        ("待ち", duration(call.wait_seconds)),
        ("通話", duration(call.talk_seconds)),
        ("保留", duration(call.hold_seconds)),
        ("後処理", duration(call.after_call_seconds)),
    ]


def contact_rows(actor: Actor, contact: Contact | None) -> list[tuple[str, str]]:
    """Who may not see persons reads masked words, and whoever may not read records at all reads none."""
    if contact is None or not contacts_visible_to(actor).filter(pk=contact.pk).exists():
        return []
    rows = [
        ("種別", contact.kind_label),
        ("問合せの区分", contact.topic),
        ("内容", _text(actor, contact.content)),
        ("回答", _text(actor, contact.answer)),
        ("転送状況", contact.transfer_label),
        ("状態", contact.state_label),
        ("使ったFAQ", "、".join(contact.articles.filter(is_used=True).values_list("article_number", flat=True))),
    ]
    return [row for row in rows if row[1]]


def _text(actor: Actor, text: str) -> str:
    return text if actor.may(MAY_SEE_PERSONS) else masked(text)


def state_of(case: Case, actor: Actor) -> tuple[str, str]:
    """In words, with the kind of its tag."""
    ratings: list[Any] = list(case.ratings.all())
    if case.is_complete:
        return ("評価済み", "success")
    if any(rating.rater == actor.key and not rating.is_finished for rating in ratings):
        return ("自分が記入中", "key")
    if not ratings:
        return ("未評価", "warning")
    finished = sum(rating.is_finished for rating in ratings)
    if case.is_for_two and finished:
        return ("二人目待ち", "warning")
    return ("ほかの人が記入中", "")
