"""What pages show of a recording."""

from django.urls import reverse

from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.shown import direction_label, handler_of, other_side, outcome_label
from madoguchi.calls.ledger.shown import line_of as ledger_line_of
from madoguchi.calls.recordings.models import Recording
from madoguchi.calls.recordings.rules import RecordingState
from madoguchi.core import clock
from madoguchi.core.actors import Actor

BREADCRUMB = "通話の録音"
STATE_KINDS = {RecordingState.READY: "success", RecordingState.FAILED: "error", RecordingState.MISSING: "error"}
WHY = {
    "full": "録音の置き場所がいっぱいです",
    "key": "暗号鍵がありません",
    "disk": "録音の置き場所に書けません",
    "sound": "音声として読めません",
    "damaged": "ファイルが壊れているか、書き換えられています",
    "missing": "ファイルがありません",
}


def state_of(one: Recording) -> str:
    return f"{one.state_label}・保全中" if one.is_on_hold else one.state_label


def state_kind(one: Recording) -> str:
    return STATE_KINDS.get(RecordingState(one.state), "")


def why_not(one: Recording) -> str:
    return WHY.get(one.reason, "暗号鍵が見つかりません" if one.reason.startswith("key") else "")


def began(one: Recording) -> str:
    return f"{clock.in_tokyo(one.started_at):%Y-%m-%d %H:%M}"


def caller_of(actor: Actor, call: Call | None) -> str:
    return other_side(actor, call) if call else "通話台帳に未登録"


def operator_of(call: Call | None) -> str:
    return handler_of(call) if call else ""


def line_of(call: Call | None) -> str:
    return ledger_line_of(call) if call else ""


def rows_of(actor: Actor, one: Recording, call: Call | None) -> list[tuple[str, str]]:
    rows = [("日時", f"{clock.in_tokyo(one.started_at):%Y年%-m月%-d日 %H:%M:%S}"), ("長さ", one.length)]
    if call:
        rows += [
            ("発着", direction_label(call)),
            ("相手の番号", caller_of(actor, call)),
            ("かかってきた番号", line_of(call)),
            ("対応者", operator_of(call)),
            ("結果", outcome_label(call)),
        ]
    else:
        rows.append(("通話", "通話台帳に通話がありません"))
    return [*rows, ("音声のSHA-256", one.plain_sha256)]


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(BREADCRUMB, reverse("telephone:recordings")), *more]
