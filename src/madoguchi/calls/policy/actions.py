"""Switching at once: the emergency announcement, closing the telephone, letting test calls through."""

from datetime import datetime, timedelta

from django.db import transaction

from madoguchi.calls.announcements.actions import say_at_once
from madoguchi.calls.announcements.models import Announcement
from madoguchi.calls.announcements.rules import MAY_APPROVE, MAY_EDIT, Kind, State
from madoguchi.calls.orders.actions import ask_exchange
from madoguchi.calls.policy.history import TELEPHONE
from madoguchi.calls.policy.models import Closing, Emergency, TestTime
from madoguchi.calls.policy.queries import closing_on, emergency_on, forget_notice, time_of_tests
from madoguchi.calls.ports import OrderKind
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM, Actor
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import MissingRight, Refusal
from madoguchi.core.turns import take_turn

LONGEST_CLOSING = timedelta(days=31)
LONGEST_TEST = timedelta(hours=4)
LONGEST_NOTICE = 400


class AlreadyOn(Refusal):
    message = "緊急案内は、すでに入っています。文面を変えるときは、いったん切ってください。"


class NotOn(Refusal):
    message = "緊急案内は、すでに切れています。"


class NothingToSay(Refusal):
    message = "流す案内を選ぶか、文面を入力してください。"


class NotApprovedYet(Refusal):
    message = "この案内は、まだ使えません。承認され、音声のできた案内を選んでください。"


class NoticeTooLong(Refusal):
    message = f"サイトのお知らせは、{LONGEST_NOTICE}字までにしてください。"


class ReasonMissing(Refusal):
    message = "理由を入力してください。履歴に残ります。"


class EndsTooEarly(Refusal):
    message = "終わりの日時は、いまより後にしてください。"


class TooLong(Refusal):
    message = f"受付の停止は、長くても{LONGEST_CLOSING.days}日までです。休業日は、設定の画面で登録してください。"


class ClosedAlready(Refusal):
    message = "電話の受付は、すでに止めています。いったん再開してから、止め直してください。"


class OpenAlready(Refusal):
    message = "電話の受付は、すでに再開しています。"


class TestsOnAlready(Refusal):
    message = "試験の電話を受ける時間は、すでに始まっています。"


def may_switch(actor: Actor) -> bool:
    """Whoever writes announcements or approves them: it must not wait for one certain person."""
    return actor.may(MAY_EDIT) or actor.may(MAY_APPROVE)


def switch_emergency_on(
    *,
    by: Actor,
    reason: str,
    notice: str = "",
    chosen: Announcement | None = None,
    text: str = "",
    closes_lines: bool = False,
) -> Emergency:
    """INC-12: at once, on the line and on the site. A prepared announcement, or words of this minute, which need the
    right to approve."""
    _need_to_switch(by)
    if not reason.strip():
        raise ReasonMissing
    if len(notice) > LONGEST_NOTICE:
        raise NoticeTooLong
    if emergency_on() is not None:
        raise AlreadyOn
    said = say_at_once(Kind.EMERGENCY, text, reason=reason, by=by) if text.strip() else chosen
    if said is None:
        raise NothingToSay
    if said.kind != Kind.EMERGENCY or said.state != State.APPROVED or said.sound_id is None:
        raise NotApprovedYet
    with transaction.atomic():
        now = _our_turn()
        if emergency_on() is not None:
            raise AlreadyOn
        emergency = Emergency.objects.create(
            announcement=said,
            notice=notice.strip(),
            closes_lines=closes_lines,
            reason=reason.strip(),
            on_at=now,
            on_by=by.key,
        )
        _record(
            "emergency.on",
            "emergency",
            by,
            version=said.number,
            text=said.text,
            notice=notice.strip() or None,
            closes_lines=closes_lines,
            reason=reason.strip(),
        )
    return emergency


def switch_emergency_off(*, by: Actor) -> Emergency:
    _need_to_switch(by)
    with transaction.atomic():
        current = Emergency.objects.select_for_update(of=("self",)).filter(off_at=None).first()
        if current is None:
            raise NotOn
        current.off_at, current.off_by = clock.now(), by.key
        current.save(update_fields=["off_at", "off_by"])
        _record("emergency.off", "emergency", by, switched_on=current.on_at.isoformat())
        return current


def close_now(*, until_at: datetime, reason: str, by: Actor, agreed_with: str = "") -> Closing:
    """From this moment to before that one. A day closed as agreed beforehand is a setting (CAL-12), not this."""
    _need_to_switch(by)
    now = clock.now()
    if not reason.strip():
        raise ReasonMissing
    if until_at <= now:
        raise EndsTooEarly
    if until_at - now > LONGEST_CLOSING:
        raise TooLong
    with transaction.atomic():
        now = _our_turn()
        if closing_on(now) is not None:
            raise ClosedAlready
        closing = Closing.objects.create(
            from_at=now,
            until_at=until_at,
            reason=reason.strip(),
            agreed_with=agreed_with.strip(),
            made_by=by.key,
            made_at=now,
        )
        _record(
            "closing.made",
            "closing",
            by,
            lines_closed_until=until_at.isoformat(),
            reason=reason.strip(),
            agreed_with=agreed_with.strip() or None,
        )
        return closing


def open_again(*, by: Actor) -> Closing:
    _need_to_switch(by)
    with transaction.atomic():
        now = _our_turn()
        current = Closing.objects.filter(from_at__lte=now, until_at__gt=now).first()
        if current is None:
            raise OpenAlready
        before = current.until_at
        # Closed and opened in the same moment: it was closed for the least that there is.
        current.until_at = max(now, current.from_at + timedelta(microseconds=1))
        current.ended_by = by.key
        current.save(update_fields=["until_at", "ended_by"])
        _record("closing.ended", "closing", by, planned_until=before.isoformat())
        return current


def begin_test_time(*, minutes: int, by: Actor) -> TestTime:
    """TEL-23: calls from outside reach the seats although the telephone is not open yet, and count as tests."""
    _need_to_switch(by)
    length = timedelta(minutes=minutes)
    if not timedelta(0) < length <= LONGEST_TEST:
        raise EndsTooEarly
    with transaction.atomic():
        now = _our_turn()
        if time_of_tests(now) is not None:
            raise TestsOnAlready
        begun = TestTime.objects.create(from_at=now, until_at=now + length, made_by=by.key)
        _record("test_time.begun", "test_time", by, tested_until=begun.until_at.isoformat())
        return begun


def end_test_time(*, by: Actor) -> None:
    _need_to_switch(by)
    with transaction.atomic():
        now = _our_turn()
        ended = TestTime.objects.filter(from_at__lt=now, until_at__gt=now).update(until_at=now)
        if ended:
            _record("test_time.ended", "test_time", by)


def _our_turn() -> datetime:
    """The moment that counts is the one after the waiting: what another has just switched began before it."""
    take_turn("switches of the telephone")
    return clock.now()


def _record(kind: str, key: str, by: Actor, **facts: object) -> None:
    """With its row in the history, the exchange learns of it, and every page."""
    record(kind, by=by, about=About(TELEPHONE, key), facts=facts)
    ask_exchange(OrderKind.TELL_SCHEDULE, by=SYSTEM)
    transaction.on_commit(forget_notice)


def _need_to_switch(by: Actor) -> None:
    if not may_switch(by):
        raise MissingRight(MAY_EDIT)
