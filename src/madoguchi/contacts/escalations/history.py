"""How escalations, transfers and agreed call-backs appear in the history."""

from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from madoguchi.contacts.call_backs.rules import RESULT_LABELS, Result
from madoguchi.contacts.escalations.rules import (
    CALLER_LABELS,
    LEVEL_NAMES,
    OUTCOME_LABELS,
    REASON_LABELS,
    STATE_LABELS,
    Caller,
    Outcome,
    Reason,
    State,
)
from madoguchi.contacts.rules import LEVEL_LABELS
from madoguchi.core.actors import Actor
from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

ESCALATION = "escalation"


def register() -> None:
    registry.register_object(
        ObjectKind(
            ESCALATION,
            label="引継ぎ",
            viewable_with="escalations.view",
            personal_with="contact_persons.view",
            link="escalations:escalation",
            visible_keys=_visible_keys,
        )
    )
    registry.register_events(
        {
            "escalation.opened": "応対を引き継ぎました",
            "escalation.handed_up": "上の段階へ引き継ぎました",
            "escalation.taken": "引継ぎの担当になりました",
            "escalation.commented": "引継ぎに書き込みました",
            "escalation.answered": "引継ぎに回答しました",
            "escalation.asked_again": "引継ぎをもう一度たずねました",
            "escalation.given_back": "引継ぎを戻しました",
            "escalation.hung_up": "待つあいだに電話が切れました",
            "escalation.reminded": "引継ぎの期限を知らせました",
            "escalation.closed": "引継ぎを完了しました",
            "escalation.form_opened": "市の電子申請フォームを開きました",
            "escalation.receipt_entered": "電子申請フォームの受付番号を記録しました",
            "contact.transferred": "電話の転送を記録しました",
            "contact.call_back_agreed": "折り返しを約束しました",
            "contact.call_back_wished": "電話の音声案内で、おかけ直しの希望を受け付けました",
            "contact.call_back_tried": "約束した折り返しの電話をしました",
            "contact.call_back_withdrawn": "折り返しの約束を取り下げました",
        }
    )
    registry.register_fields(
        {
            "contact": "応対の番号",
            "department": "所管課",
            "escalation_reason": "引き継ぐ理由",
            "escalation_state": "引継ぎの状態",
            "escalation_level": "段階",
            "caller": "相手の状況",
            "owner": "担当者",
            "is_overdue": "期限を過ぎた",
            "escalation_outcome": "結果",
            "receipt": "受付番号",
            "told_first": "用件を先に伝えた",
            "question": "たずねること",
            "said": "書いたこと",
            "call_back_result": "折り返しの結果",
        }
    )
    registry.register_words(
        {
            "escalation_reason": lambda value: REASON_LABELS[Reason(value)],
            "escalation_state": lambda value: STATE_LABELS[State(value)],
            "escalation_level": _level_in_words,
            "call_back_result": lambda value: RESULT_LABELS[Result(value)],
            "caller": lambda value: CALLER_LABELS[Caller(value)],
            "escalation_outcome": lambda value: OUTCOME_LABELS[Outcome(value)],
        }
    )


def _level_in_words(name: str) -> str:
    return next(LEVEL_LABELS[level] for level, known in LEVEL_NAMES.items() if known == name)


def _visible_keys(actor: Actor) -> QuerySet[Any, Any] | None:
    from madoguchi.contacts.escalations.queries import escalations_visible_to, sees_all

    if sees_all(actor):
        return None
    visible = escalations_visible_to(actor).order_by()
    return visible.annotate(key=Cast("pk", CharField())).values_list("key", flat=True)
