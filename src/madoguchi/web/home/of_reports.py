"""What reports need: a review, words that were sent back, handing in before their day."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.reports.queries import (
    kinds_without_a_day,
    lines_to_remind_of,
    reports_in_review,
    reports_sent_back,
    reports_visible_to,
    sees_issued_only,
    title_of,
)
from madoguchi.web.home.need import Need

NEW_FOR = timedelta(days=7)
MOST_NAMED = 3


def due(actor: Actor) -> Iterator[Need]:
    """REP-29: from the last working day before it is due."""
    today = clock.today()
    lines = [] if sees_issued_only(actor) else lines_to_remind_of(today)
    if lines:
        late = sum(line.is_late(today) for line in lines)
        first = lines[0]
        yield Need(
            "warning",
            f"提出期限の近い報告書が {len(lines)} 件あります"
            if not late
            else f"提出期限を過ぎた報告書が {late} 件あります",
            f"いちばん早い期限は、「{first.kind.name}」（{first.words}）の{first.due.on:%-m月%-d日}です。",
            reverse("manager:reports"),
            "報告書を開く",
        )


def to_review(actor: Actor) -> Iterator[Need]:
    if count := reports_in_review(actor).count():
        yield Need(
            "warning",
            f"確認を待っている報告書が {count} 件あります",
            "内容を確かめて、確定するか、理由を書いて戻してください。",
            f"{reverse('manager:reports')}?state=review",
            "確認待ちを開く",
        )


def issued_lately(actor: Actor) -> Iterator[Need]:
    """For the city: what it may read since a few days ago."""
    if not sees_issued_only(actor):
        return
    since = clock.now() - NEW_FOR
    titles = [title_of(one) for one in reports_visible_to(actor).filter(issues__issued_at__gte=since).distinct()]
    if titles:
        yield Need(
            "info",
            f"この1週間に確定した報告書が {len(titles)} 件あります",
            f"{'、'.join(titles[:MOST_NAMED])}{'など' if len(titles) > MOST_NAMED else ''}。",
            reverse("manager:reports"),
            "報告書を開く",
        )


def sent_back(actor: Actor) -> Iterator[Need]:
    if count := reports_sent_back(actor).count():
        yield Need(
            "warning",
            f"戻された報告書が {count} 件あります",
            "戻した理由を読んで、直してください。",
            f"{reverse('manager:reports')}?state=draft",
            "下書きを開く",
        )


def without_a_day(actor: Actor) -> Iterator[Need]:
    """A-50."""
    kinds = [] if sees_issued_only(actor) else kinds_without_a_day()
    if kinds:
        yield Need(
            "info",
            f"提出期限の決まっていない報告が {len(kinds)} 種類あります",
            f"{'、'.join(kind.name for kind in kinds)}。市と決めて、入れてください。",
            reverse("manager:report_forms"),
            "様式と期限を開く",
        )
