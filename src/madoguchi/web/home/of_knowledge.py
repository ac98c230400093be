"""What FAQ, scripts and manuals need: the city's word, a publication, an answer to a department, a review."""

from collections.abc import Iterator

from django.urls import reverse

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.knowledge.articles.queries import (
    drafts_sent_back,
    overdue_reviews,
    waiting_for_approval,
    waiting_for_publication,
)
from madoguchi.knowledge.documents.queries import versions_in_review
from madoguchi.knowledge.requests.queries import open_requests_visible_to
from madoguchi.knowledge.requests.rules import time_taken, written_duration
from madoguchi.web.home.need import Need


def to_approve(actor: Actor) -> Iterator[Need]:
    faqs, documents = waiting_for_approval(actor).count(), versions_in_review(actor).count()
    if faqs or documents:
        parts = [f"FAQ {faqs}件"] if faqs else []
        parts += [f"スクリプト・マニュアル {documents}件"] if documents else []
        yield Need(
            "warning",
            f"内容の確認を待っています：{'、'.join(parts)}",
            "内容を確かめて、承認するか、理由を書いて戻してください。",
            reverse("knowledge:waiting"),
            "確認・承認待ちを開く",
        )


def to_publish(actor: Actor) -> Iterator[Need]:
    if count := waiting_for_publication(actor).count():
        yield Need(
            "info",
            f"承認されて、まだ公開していないFAQが {count} 件あります",
            "公開すると、検索と市民のページに出ます。",
            reverse("knowledge:waiting"),
            "確認・承認待ちを開く",
        )


def sent_back(actor: Actor) -> Iterator[Need]:
    for revision in drafts_sent_back(actor):
        yield Need(
            "warning",
            f"{revision.article.number}「{revision.question}」が戻されました",
            revision.remark,
            reverse("knowledge:revision", args=[revision.article.number, revision.number]),
            "下書きを開く",
        )


def asked_for(actor: Actor) -> Iterator[Need]:
    """004 §7①(エ): at once. The one that waits longest says how long."""
    requests = open_requests_visible_to(actor)
    if first := requests.first():
        waits = time_taken(asked_at=first.asked_at, published_at=None, now=clock.now())
        today = clock.today()
        is_late = requests.filter(wanted_on__lte=today).exists()
        yield Need(
            "warning" if is_late or not first.owner else "info",
            f"FAQの更新依頼が {requests.count()} 件あります",
            f"いちばん古い依頼「{first.subject}」は、{written_duration(waits)}待っています。"
            + ("公開の希望日が来ている依頼があります。" if is_late else ""),
            f"{reverse('knowledge:requests')}?state=open",
            "依頼の一覧を開く",
        )


def to_review(actor: Actor) -> Iterator[Need]:
    if count := overdue_reviews(actor, today=clock.today()).count():
        yield Need(
            "warning",
            f"見直し日を過ぎたFAQが {count} 件あります",
            "内容が今も正しいか確かめて、次の見直し日を決めてください。",
            f"{reverse('knowledge:articles')}?review=due",
            "見直すFAQを開く",
        )
