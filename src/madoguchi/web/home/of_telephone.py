"""What the telephone needs: an emergency that is on, an exchange that is down, words without a sound, tasks that are late."""

from collections.abc import Iterator

from django.urls import reverse

from madoguchi.calls.announcements.models import Announcement
from madoguchi.calls.announcements.queries import kinds_offered
from madoguchi.calls.announcements.rules import State
from madoguchi.calls.lines.queries import days_without_a_free_line, open_tasks
from madoguchi.calls.orders.queries import Standing, standing
from madoguchi.calls.policy.queries import closing_on, emergency_on
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.web.home.need import Need

SOON_DAYS = 7


def switched(actor: Actor) -> Iterator[Need]:
    url, look = reverse("telephone:emergency"), "緊急案内・受付停止を開く"
    if emergency := emergency_on():
        since = clock.in_tokyo(emergency.on_at)
        yield Need("warning", "緊急案内が入っています", f"{since:%-m月%-d日 %H:%M}から流れています。", url, look)
    if closing := closing_on():
        until = clock.in_tokyo(closing.until_at)
        yield Need(
            "warning",
            "電話の受付を止めています",
            f"{until:%-m月%-d日 %H:%M}に再開します（{closing.reason}）。",
            url,
            look,
        )


def announcements(actor: Actor) -> Iterator[Need]:
    offered = [kind.value for kind in kinds_offered()]
    rows = Announcement.objects.filter(state=State.APPROVED, kind__in=offered)
    url, look = reverse("telephone:announcements"), "音声案内を開く"
    if count := rows.filter(sound=None).exclude(sound_trouble="").count():
        yield Need("warning", f"音声を作れなかった案内が {count} 件あります", "文面を確かめてください。", url, look)
    drafts = Announcement.objects.filter(state=State.DRAFT, kind__in=offered).count()
    if drafts and actor.may("announcement_approval.edit"):
        yield Need("info", f"承認を待つ音声案内が {drafts} 件あります", "聞いて、承認してください。", url, look)


def line_tasks(actor: Actor) -> Iterator[Need]:
    today = clock.today()
    tasks = [task for task in open_tasks(actor) if (task.due_on - today).days <= SOON_DAYS]
    if not tasks:
        return
    late = [task for task in tasks if task.due_on < today]
    first = (late or tasks)[0]
    yield Need(
        "warning" if late else "info",
        f"期限を過ぎた回線の作業が {len(late)} 件あります"
        if late
        else f"回線の作業が {len(tasks)} 件、期限に近づいています",
        f"{first.title}（期限：{first.due_on.month}月{first.due_on.day}日）",
        reverse("telephone:lines"),
        "電話番号と回線を開く",
    )


def lines_are_short(actor: Actor) -> Iterator[Need]:
    if days := days_without_a_free_line(clock.today()):
        yield Need(
            "info",
            f"すべての回線がふさがった日が {len(days)} 日あります",
            "この2週間です。回線を増やすか、市と協議してください。",
            reverse("telephone:lines"),
            "電話番号と回線を開く",
        )


def out_of_order(actor: Actor) -> Iterator[Need]:
    """Callers hear nothing of it; but states stand still, and nobody can be rung."""
    text = {
        Standing.SWITCHBOARD_DOWN: "着信は続きますが、受付状態と通話の記録が止まっています。システムの担当者に知らせてください（switchboard）。",
        Standing.EXCHANGE_DOWN: "電話を受けられないおそれがあります。システムの担当者に、すぐ知らせてください。",
    }
    now = standing()
    if now in text:
        title = "電話交換機につながりません" if now is Standing.EXCHANGE_DOWN else "電話のつなぎ役が止まっています"
        yield Need("warning", title, text[now])
