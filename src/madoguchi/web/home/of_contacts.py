"""What contacts need: marks, hand-overs and their answers, inquiries, promised calls, records that are late."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from madoguchi.contacts.call_backs.queries import are_agreed, open_call_backs, open_wishes
from madoguchi.contacts.drafts.queries import is_told_when_late, unrecorded_visible_to
from madoguchi.contacts.escalations.queries import escalations_with_answer, waiting_for
from madoguchi.contacts.inquiries.queries import takes_inquiries, waiting_visible_to
from madoguchi.contacts.inquiries.rules import WAY_LABELS
from madoguchi.contacts.marks.queries import unseen_marks
from madoguchi.contacts.marks.rules import MARK_LABELS, Mark
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.web.home.need import Need

# Nobody has said so: a day is what whoever writes instead of telephoning expects.
ANSWERED_WITHIN = timedelta(days=1)


def marked(actor: Actor) -> Iterator[Need]:
    kinds = sorted(set(unseen_marks().values_list("kind", flat=True)))
    if kinds:
        names = "・".join(MARK_LABELS[Mark(kind)] for kind in kinds)
        yield Need(
            "warning",
            f"{names}の印が付いた応対があります",
            "すぐに様子を確かめ、決めた手順を進めてください。",
            reverse("contacts:marks"),
            "印と手順を開く",
        )


def escalations(actor: Actor) -> Iterator[Need]:
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


def answers_to_tell(actor: Actor) -> Iterator[Need]:
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


def inquiries(actor: Actor) -> Iterator[Need]:
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


def call_backs(actor: Actor) -> Iterator[Need]:
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


def wished_call_backs(actor: Actor) -> Iterator[Need]:
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


def late_records(actor: Actor) -> Iterator[Need]:
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
