"""What needs somebody's attention now. One function a question; each says nothing when there is nothing to say."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.urls import reverse

from madoguchi.accounts.allow_lists.queries import roles_without_allow_list
from madoguchi.accounts.rights import ROLE_LABELS
from madoguchi.accounts.tokens.queries import tokens_that_end
from madoguchi.booking.capacity.queries import booking_window, last_published_day, takes_bookings
from madoguchi.booking.deliveries.queries import deliveries_visible_to, standing
from madoguchi.booking.outages.queries import lines_of, open_outages
from madoguchi.booking.paper.queries import sites_without_list
from madoguchi.booking.queries import open_on
from madoguchi.booking.to_telephone.queries import open_tasks_visible_to
from madoguchi.calls.orders.queries import Standing as TelephoneStanding
from madoguchi.calls.orders.queries import standing as telephone_standing
from madoguchi.contacts.call_backs.queries import are_agreed, open_call_backs, open_wishes
from madoguchi.contacts.drafts.queries import is_told_when_late, unrecorded_visible_to
from madoguchi.contacts.escalations.queries import escalations_with_answer, waiting_for
from madoguchi.contacts.inquiries.queries import takes_inquiries, waiting_visible_to
from madoguchi.contacts.inquiries.rules import WAY_LABELS
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of, newest_event
from madoguchi.core.tasks.queries import failed_tasks
from madoguchi.messages.stops.queries import stops_unseen_by_city
from madoguchi.municipality.queries import agreed_closures, planned_changes_visible_to, sites_in_use
from madoguchi.web.home import (
    of_contacts,
    of_equipment,
    of_figures,
    of_knowledge,
    of_meetings,
    of_proposals,
    of_quality,
    of_recordings,
    of_reports,
    of_telephone,
    of_workforce,
)
from madoguchi.web.home.need import Need

# The worker seals every minute; after this long something is wrong with it.
SEALED_WITHIN = timedelta(minutes=10)
PUBLISHED_AHEAD_DAYS = 14
PLANS_AHEAD_DAYS = 14
CLOSURES_AHEAD_DAYS = 90
TOKENS_AHEAD_DAYS = 30
FAILED_CHECK_IS_SHOWN = timedelta(days=7)
# Nobody has said so: a day is what whoever writes instead of telephoning expects.
ANSWERED_WITHIN = timedelta(days=1)


def needs_of(actor: Actor) -> list[Need]:
    """The urgent ones first."""
    found = [need for right, ask in QUESTIONS if actor.may(right) for need in ask(actor)]
    return sorted(found, key=lambda need: need.level != "warning")


def _failed_work(actor: Actor) -> Iterator[Need]:
    if count := failed_tasks().count():
        names = "、".join(sorted({task.task_path.rpartition(".")[2] for task in failed_tasks()[:20]}))
        yield Need(
            "warning", f"自動の処理が {count} 件失敗しています", f"システムの担当者に知らせてください（{names}）。"
        )


def _history_not_sealed(actor: Actor) -> Iterator[Need]:
    oldest = Event.objects.filter(sealed=None).order_by("id").first()
    if oldest and clock.now() - oldest.at > SEALED_WITHIN:
        yield Need(
            "warning", "履歴の封印が止まっています", "自動の処理（worker）が動いているか、確かめてください。"
        )


def _tokens_that_end(actor: Actor) -> Iterator[Need]:
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


def _data_differ(actor: Actor) -> Iterator[Need]:
    last = newest_event("installation", "madoguchi", "check.failed", "check.passed")
    if last and last.kind == "check.failed" and clock.now() - last.at < FAILED_CHECK_IS_SHOWN:
        checked_at = clock.in_tokyo(last.at)
        yield Need(
            "warning",
            f"データの自己点検で相違が {facts_of(last)['differences']} 件見つかっています",
            f"{checked_at.month}月{checked_at.day}日 {checked_at:%H:%M} の点検です。システムの担当者に知らせてください。",
        )


def _slots_running_out(actor: Actor) -> Iterator[Need]:
    if not takes_bookings():
        return
    today = clock.today()
    for site in sites_in_use():
        last = last_published_day(site)
        if last is None:
            yield Need(
                "warning", f"{site.name}の予約枠がまだ公開されていません", "公開するまで、だれも予約できません。"
            )
        elif last < min(
            booking_window(site, today=today).last_day(clock.now()), today + timedelta(days=PUBLISHED_AHEAD_DAYS)
        ):
            yield Need(
                "warning",
                f"{site.name}の予約枠は{last.month}月{last.day}日までです",
                "その先の日は、まだ予約できません。予約枠を公開してください。",
            )


def _people_before_closed_counters(actor: Actor) -> Iterator[Need]:
    """A day was closed as agreed while people had booked it: nobody shall stand before a locked door."""
    if not takes_bookings():
        return
    today = clock.today()
    for site in sites_in_use():
        for day in sorted(agreed_closures("counter", today, today + timedelta(days=CLOSURES_AHEAD_DAYS), site)):
            if count := open_on(day).filter(slot__site=site).count():
                yield Need(
                    "warning",
                    f"休業日に、まだ予約が{count}件あります",
                    f"{site.name}の{day.month}月{day.day}日です。ほかの日に移して、知らせてください。",
                    reverse("office_slots:move_day", args=[site.code, day]),
                    "この日の予約を移す",
                )


def _outages(actor: Actor) -> Iterator[Need]:
    for outage in open_outages():
        left = sum(line.is_open for line in lines_of(outage))
        starts_at = clock.in_tokyo(outage.starts_at)
        is_running = outage.starts_at <= clock.now()
        since = f"{starts_at.month}月{starts_at.day}日 {starts_at:%H:%M}から"
        yield Need(
            "warning" if left or is_running else "info",
            "J-LISが停止しています" if is_running else "J-LISの停止が予定されています",
            f"{since}です。まだ移っていない予約は{left}件です。",
            reverse("office_outages:outage", args=[outage.pk]),
            "一覧を開く",
        )


def _open_doors(actor: Actor) -> Iterator[Need]:
    if roles := roles_without_allow_list():
        names = "、".join(ROLE_LABELS[role] for role in roles)
        yield Need(
            "warning",
            "接続元が制限されていない役割があります",
            f"{names}は、どこからでも接続できます。",
            reverse("office_staff:allow_lists"),
            "接続元の制限を確かめる",
        )


def _planned_changes(actor: Actor) -> Iterator[Need]:
    until = clock.today() + timedelta(days=PLANS_AHEAD_DAYS)
    soon = planned_changes_visible_to(actor).filter(effective_on__lte=until)
    if count := soon.count():
        first = min(change.effective_on for change in soon)
        yield Need(
            "info",
            f"予定された設定の変更が {count} 件あります",
            f"最初の適用日は{first.month}月{first.day}日です。",
        )


def _deliveries(actor: Actor) -> Iterator[Need]:
    if not takes_bookings():
        return
    now, url, look = standing(), reverse("city:deliveries"), "市への提出を開く"
    if now.overdue and now.last_due:
        passed = now.last_due.at
        yield Need(
            "warning",
            f"市への提出の期限（{passed.month}月{passed.day}日 {passed:%H:%M}）を過ぎています",
            f"期限までの入力のうち、{now.overdue}件がまだ提出されていません。",
            url,
            look,
        )
    elif now.waiting and now.next_due and now.is_close(clock.now()) and not now.automatic:
        due = now.next_due.at
        yield Need(
            "warning",
            f"市への提出の期限は、{due.month}月{due.day}日 {due:%H:%M}です",
            f"予約{now.waiting}件をまだ提出していません。",
            url,
            look,
        )
    unread = deliveries_visible_to(actor).filter(received_at=None).count() if actor.kind is UserKind.CITY else 0
    if unread:
        yield Need(
            "info", f"まだ受領していない提出が {unread} 件あります", "内容を見て、受領してください。", url, look
        )


def _no_paper_list(actor: Actor) -> Iterator[Need]:
    if takes_bookings() and (sites := sites_without_list(clock.today())):
        yield Need(
            "warning",
            "今日の紙の名簿がありません",
            f"{'、'.join(site.name for site in sites)}。停電や停止に備えて、いま作って印刷してください。",
            reverse("city:paper"),
            "紙の名簿を開く",
        )


def _calls_to_make(actor: Actor) -> Iterator[Need]:
    calls = open_tasks_visible_to(actor)
    if count := calls.count():
        soon = calls.filter(due_at__lt=clock.start_of(clock.today() + timedelta(days=2))).count()
        yield Need(
            "warning" if soon else "info",
            f"電話で知らせる予約が {count} 件あります",
            f"うち {soon} 件は、明日までの予約です。" if soon else "来庁の日までに、電話してください。",
            reverse("operator:to_telephone"),
            "電話する一覧を開く",
        )


def _stops_the_city_has_not_seen(actor: Actor) -> Iterator[Need]:
    is_city = actor.kind is UserKind.CITY
    for stop in stops_unseen_by_city():
        starts, ends = clock.in_tokyo(stop.starts_at), clock.in_tokyo(stop.ends_at)
        yield Need(
            "warning" if is_city or stop.mail_trouble else "info",
            f"予約サイトの計画停止：{starts:%-m月%-d日 %H:%M}〜{ends:%-m月%-d日 %H:%M}",
            f"{stop.reason}（作業：{stop.done_by}）。"
            + ("確かめたら、記録してください。" if is_city else "市は、まだ確かめていません。"),
            reverse("stops:stop", args=[stop.pk]),
            "計画停止の知らせを確かめる" if is_city else "計画停止を見る",
        )


def _escalations(actor: Actor) -> Iterator[Need]:
    cases = list(waiting_for(actor))
    if not cases:
        return
    now = clock.now()
    overdue = sum(case.due_at <= now for case in cases)
    soon = sum(case.remind_at <= now < case.due_at for case in cases)
    due = clock.in_tokyo(cases[0].due_at)
    yield Need(
        "warning" if overdue or soon else "info",
        f"回答を待っている引継ぎが {len(cases)} 件あります",
        f"うち {overdue} 件は、期限を過ぎています。"
        if overdue
        else f"いちばん早い期限は、{due:%-m月%-d日 %H:%M}です。",
        reverse("escalations:home"),
        "引継ぎを開く",
    )


def _answers_to_tell(actor: Actor) -> Iterator[Need]:
    """Who waits on the line, or was promised a call, hears the answer now; the others when they ring again."""
    if actor.kind is UserKind.CITY:
        return
    if count := escalations_with_answer().filter(caller="waits").count():
        yield Need(
            "warning",
            f"回答のあった引継ぎが {count} 件あります",
            "相手が電話口で待っています。回答を伝えてください。",
            reverse("escalations:home"),
            "引継ぎを開く",
        )


def _inquiries(actor: Actor) -> Iterator[Need]:
    waiting = waiting_visible_to(actor) if takes_inquiries() else None
    if waiting and waiting.since:
        ways = "、".join(f"{WAY_LABELS[way]} {count}件" for way, count in waiting.by_way.items())
        is_late = clock.now() - waiting.since > ANSWERED_WITHIN
        yield Need(
            "warning" if is_late else "info",
            f"フォームの問い合わせが {waiting.count} 件、回答を待っています",
            f"回答の方法：{ways}。",
            url=reverse("contacts:inquiries"),
            action="問い合わせを見る",
        )


def _call_backs(actor: Actor) -> Iterator[Need]:
    calls = open_call_backs(actor)
    if are_agreed() and (count := calls.count()):
        late = calls.filter(due_at__lte=clock.now()).count()
        yield Need(
            "warning" if late else "info",
            f"約束した折り返しが {count} 件あります",
            f"うち {late} 件は、約束の時刻を過ぎています。" if late else "約束の時刻までに、電話してください。",
            reverse("escalations:call_backs"),
            "折り返しの約束を開く",
        )


def _wished_call_backs(actor: Actor) -> Iterator[Need]:
    """TEL-12."""
    wishes = open_wishes(actor)
    if count := wishes.count():
        late = wishes.filter(due_at__lte=clock.now()).count()
        yield Need(
            "warning" if late else "info",
            f"おかけ直しの希望が {count} 件あります",
            f"うち {late} 件は、目安の時刻を過ぎています。" if late else "目安の時刻までに、電話してください。",
            reverse("escalations:wished"),
            "おかけ直しの一覧を開く",
        )


def _late_records(actor: Actor) -> Iterator[Need]:
    """003 第2-2(4)セ: written down promptly, without exception."""
    late = [one for one in unrecorded_visible_to(actor) if one.is_late]
    if late and is_told_when_late():
        yield Need(
            "warning",
            f"記録が遅れている応対が {len(late)} 件あります",
            "書きかけの応対と、記録のない電話です。すぐに記録してください。",
            url=reverse("contacts:unrecorded"),
            action="応対を記録する",
        )


def _telephone_down(actor: Actor) -> Iterator[Need]:
    """Callers hear nothing of it; but states stand still, and nobody can be rung."""
    text = {
        TelephoneStanding.SWITCHBOARD_DOWN: "着信は続きますが、受付状態と通話の記録が止まっています。システムの担当者に知らせてください（switchboard）。",
        TelephoneStanding.EXCHANGE_DOWN: "電話を受けられないおそれがあります。システムの担当者に、すぐ知らせてください。",
    }
    now = telephone_standing()
    if now in text:
        title = (
            "電話交換機につながりません"
            if now is TelephoneStanding.EXCHANGE_DOWN
            else "電話のつなぎ役が止まっています"
        )
        yield Need("warning", title, text[now])


QUESTIONS: tuple[tuple[str, Callable[[Actor], Iterator[Need]]], ...] = (
    ("handed_to_supervisor.edit", of_contacts.marked),
    ("agents.view", _telephone_down),
    ("settings.edit", _failed_work),
    ("announcements.view", of_telephone.switched),
    ("announcements.edit", of_telephone.announcements),
    ("staffing.edit", of_workforce.shifts_today),
    ("lines.edit", of_telephone.line_tasks),
    ("lines.edit", of_telephone.lines_are_short),
    ("bookings.edit", _calls_to_make),
    ("escalations.edit", _escalations),
    ("contacts.edit", _late_records),
    ("contacts.edit", _answers_to_tell),
    ("contacts.edit", _call_backs),
    ("contacts.edit", _wished_call_backs),
    ("contacts.edit", _inquiries),
    ("own_quality.view", of_quality.notes_to_read),
    ("faq_approval.edit", of_knowledge.to_approve),
    ("faq.edit", of_knowledge.sent_back),
    ("faq.edit", of_knowledge.asked_for),
    ("faq.edit", of_knowledge.to_publish),
    ("faq.edit", of_knowledge.to_review),
    ("settings.view", _stops_the_city_has_not_seen),
    ("figures.edit", of_figures.availability),
    ("history.view", _history_not_sealed),
    ("history.view", _data_differ),
    ("slots.edit", _slots_running_out),
    ("slots.edit", _people_before_closed_counters),
    ("bookings.view", _outages),
    ("deliveries.view", _deliveries),
    ("paper.edit", _no_paper_list),
    ("recordings.view", of_recordings.in_trouble),
    ("recordings.edit", of_recordings.to_report),
    ("report_issue.edit", of_reports.to_review),
    ("reports.edit", of_reports.due),
    ("reports.edit", of_reports.sent_back),
    ("reports.view", of_reports.issued_lately),
    ("report_issue.edit", of_reports.without_a_day),
    ("staff.edit", _open_doors),
    ("access.edit", _tokens_that_end),
    ("settings.view", _planned_changes),
    ("settings.edit", of_equipment.terminal_missing),
    ("proposal_answers.edit", of_proposals.to_answer),
    ("proposals.edit", of_proposals.to_look_at_again),
    ("reports.edit", of_meetings.missing),
    ("reports.edit", of_meetings.minutes),
)
