"""What the installation itself needs: work that failed, a history without a seal, doors, tokens, planned changes."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from madoguchi.accounts.allow_lists.queries import roles_without_allow_list
from madoguchi.accounts.rights import ROLE_LABELS
from madoguchi.accounts.tokens.queries import tokens_that_end
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of, newest_event
from madoguchi.core.tasks.queries import failed_tasks
from madoguchi.municipality.queries import planned_changes_visible_to
from madoguchi.web.home.need import Need

# The worker seals every minute; after this long something is wrong with it.
SEALED_WITHIN = timedelta(minutes=10)
PLANS_AHEAD_DAYS = 14
TOKENS_AHEAD_DAYS = 30
FAILED_CHECK_IS_SHOWN = timedelta(days=7)


def failed_work(actor: Actor) -> Iterator[Need]:
    if count := failed_tasks().count():
        names = "、".join(sorted({task.task_path.rpartition(".")[2] for task in failed_tasks()[:20]}))
        yield Need(
            "warning", f"自動の処理が {count} 件失敗しています", f"システムの担当者に知らせてください（{names}）。"
        )


def history_not_sealed(actor: Actor) -> Iterator[Need]:
    oldest = Event.objects.filter(sealed=None).order_by("id").first()
    if oldest and clock.now() - oldest.at > SEALED_WITHIN:
        yield Need(
            "warning", "履歴の封印が止まっています", "自動の処理（worker）が動いているか、確かめてください。"
        )


def data_differ(actor: Actor) -> Iterator[Need]:
    last = newest_event("installation", "madoguchi", "check.failed", "check.passed")
    if last and last.kind == "check.failed" and clock.now() - last.at < FAILED_CHECK_IS_SHOWN:
        checked_at = clock.in_tokyo(last.at)
        yield Need(
            "warning",
            f"データの自己点検で相違が {facts_of(last)['differences']} 件見つかっています",
            f"{checked_at.month}月{checked_at.day}日 {checked_at:%H:%M} の点検です。システムの担当者に知らせてください。",
        )


def open_doors(actor: Actor) -> Iterator[Need]:
    if roles := roles_without_allow_list():
        names = "、".join(ROLE_LABELS[role] for role in roles)
        yield Need(
            "warning",
            "接続元が制限されていない役割があります",
            f"{names}は、どこからでも接続できます。",
            reverse("office_staff:allow_lists"),
            "接続元の制限を確かめる",
        )


def tokens_end_soon(actor: Actor) -> Iterator[Need]:
    """A system that is in use would stand still one morning."""
    today = clock.today()
    for token in tokens_that_end(actor, until=today + timedelta(days=TOKENS_AHEAD_DAYS)):
        yield Need(
            "warning" if token.expires_on <= today + timedelta(days=7) else "info",
            f"APIトークン「{token.name}」の期限は {token.expires_on.month}月{token.expires_on.day}日です",
            "使い続けるときは、新しいトークンを発行して、使うシステムの設定を入れ替えてください。",
            url=reverse("office_staff:token", args=[token.key]),
            action="トークンを見る",
        )


def planned_changes(actor: Actor) -> Iterator[Need]:
    until = clock.today() + timedelta(days=PLANS_AHEAD_DAYS)
    soon = planned_changes_visible_to(actor).filter(effective_on__lte=until)
    if count := soon.count():
        first = min(change.effective_on for change in soon)
        yield Need(
            "info",
            f"予定された設定の変更が {count} 件あります",
            f"最初の適用日は{first.month}月{first.day}日です。",
        )
