"""How reports appear in the history."""

from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from madoguchi.core.actors import Actor
from madoguchi.core.history import registry
from madoguchi.core.history.record import About
from madoguchi.core.history.registry import ObjectKind
from madoguchi.reports.schedule import DUE_LABELS, WAY_LABELS, DueRule, Way

REPORT, REPORT_FORM = "report", "report_form"


def about(number: int) -> About:
    return About(REPORT, str(number))


def register() -> None:
    registry.register_object(
        ObjectKind(
            REPORT,
            label="報告書",
            viewable_with="reports.view",
            link="manager:report",
            visible_keys=_visible_keys,
            describe=_describe,
        )
    )
    registry.register_object(
        ObjectKind(
            REPORT_FORM,
            label="報告書の様式",
            viewable_with="reports.view",
            link="manager:report_form",
            describe=_describe_form,
        )
    )
    registry.register_events(
        {
            "report.drafted": "報告書の数字をまとめました",
            "report.begun": "提出だけを記録する報告を加えました",
            "report.asked": "市が報告を求めました",
            "report.due_named": "報告書の提出日が決まりました",
            "report.written": "報告書の文章を書きました",
            "report.entered": "報告書の数を入れました",
            "report.sent": "報告書を確認に回しました",
            "report.sent_back": "報告書を戻しました",
            "report.issued": "報告書を確定しました",
            "report.reopened": "確定した報告書を直し始めました",
            "report.handed": "報告書を提出しました",
            "report.reminded": "報告書の提出期限を知らせました",
            "report_form.agreed": "報告書の様式を変えました",
            "report_form.due_agreed": "報告書の提出期限の決まりを変えました",
        }
    )
    registry.register_fields(
        {
            "report_version": "報告書の版",
            "report_digest": "内容の照合値",
            "report_text": "文章",
            "report_way": "提出の方法",
            "report_handed_on": "提出した日",
            "report_recipient": "提出した相手",
            "report_due": "提出期限",
            "report_asked_on": "市から求められた日",
            "report_due_rule": "期限の決まり",
            "report_personal": "個人情報ではないと確かめた理由",
            "reports": "報告書の数",
            "report": "報告",
            "period": "期間",
            "due_days": "期限の日数",
        }
    )
    registry.register_words(
        {
            "report": _name_of_kind,
            "report_way": lambda value: WAY_LABELS[Way(value)] if value in set(Way) else value,
            "report_due_rule": lambda value: DUE_LABELS[DueRule(value)] if value in set(DueRule) else value,
        }
    )


def _name_of_kind(code: str) -> str:
    from madoguchi.reports.forms import kind_of
    from madoguchi.reports.publication import PUBLICATION, TITLE

    if code == PUBLICATION:
        return TITLE
    kind = kind_of(code)
    return kind.name if kind else code


def _visible_keys(actor: Actor) -> QuerySet[Any, Any] | None:
    """The city reads of those that it sees."""
    from madoguchi.reports.queries import reports_visible_to, sees_issued_only

    if not sees_issued_only(actor):
        return None
    visible = reports_visible_to(actor).order_by().prefetch_related(None)
    return visible.annotate(key=Cast("pk", CharField())).values_list("key", flat=True)


def _describe(key: str) -> str:
    from madoguchi.reports.queries import title_of_number

    return title_of_number(key)


def _describe_form(key: str) -> str:
    from madoguchi.reports.forms import kind_of

    kind = kind_of(key)
    return kind.name if kind else key
