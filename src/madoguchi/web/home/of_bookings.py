"""What bookings need: slots, people before a closed counter, an outage, a delivery, a list on paper, a call."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from madoguchi.booking.capacity.queries import booking_window, last_published_day, takes_bookings
from madoguchi.booking.deliveries.queries import deliveries_visible_to, standing
from madoguchi.booking.outages.queries import lines_of, open_outages
from madoguchi.booking.paper.queries import sites_without_list
from madoguchi.booking.queries import open_on
from madoguchi.booking.to_telephone.queries import open_tasks_visible_to
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.messages.stops.queries import stops_unseen_by_city
from madoguchi.municipality.queries import agreed_closures, sites_in_use
from madoguchi.web.home.need import Need

PUBLISHED_AHEAD_DAYS = 14
CLOSURES_AHEAD_DAYS = 90


def slots_running_out(actor: Actor) -> Iterator[Need]:
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


def people_before_closed_counters(actor: Actor) -> Iterator[Need]:
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


def outages(actor: Actor) -> Iterator[Need]:
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


def calls_to_make(actor: Actor) -> Iterator[Need]:
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


def deliveries(actor: Actor) -> Iterator[Need]:
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


def without_paper_list(actor: Actor) -> Iterator[Need]:
    if takes_bookings() and (sites := sites_without_list(clock.today())):
        yield Need(
            "warning",
            "今日の紙の名簿がありません",
            f"{'、'.join(site.name for site in sites)}。停電や停止に備えて、いま作って印刷してください。",
            reverse("city:paper"),
            "紙の名簿を開く",
        )


def stops_the_city_has_not_seen(actor: Actor) -> Iterator[Need]:
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
