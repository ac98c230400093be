"""What is wrong with a value, in words for the person who wrote it."""

from collections.abc import Mapping
from typing import Any

_WORDS = {
    "missing": "この項目がありません",
    "extra_forbidden": "知らない項目です",
    "bool_type": "true か false で書きます",
    "bool_parsing": "true か false で書きます",
    "int_type": "整数で書きます",
    "int_parsing": "整数で書きます",
    "int_from_float": "整数で書きます",
    "float_type": "数で書きます",
    "float_parsing": "数で書きます",
    "string_type": "文字列で書きます",
    "list_type": "並び（[ ]）で書きます",
    "tuple_type": "並び（[ ]）で書きます",
    "dict_type": "表で書きます",
    "model_type": "表で書きます",
    "date_type": "日付（2026-07-01）で書きます",
    "date_parsing": "日付（2026-07-01）で書きます",
    "date_from_datetime_parsing": "日付（2026-07-01）で書きます",
    "date_from_datetime_inexact": "時刻のない日付（2026-07-01）で書きます",
    "time_type": "時刻（08:30）で書きます",
    "time_parsing": "時刻（08:30）で書きます",
}


def in_japanese(detail: Mapping[str, Any]) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind in _WORDS:
        reason = _WORDS[kind]
    elif kind in {"literal_error", "enum"}:
        reason = f"次のどれかで書きます: {context['expected'].replace(' or ', ', ')}"
    elif kind in {"greater_than_equal", "greater_than"}:
        reason = f"{context.get('ge', context.get('gt'))} 以上にします"
    elif kind in {"less_than_equal", "less_than"}:
        reason = f"{context.get('le', context.get('lt'))} 以下にします"
    elif kind == "string_too_short":
        reason = "空にできません"
    elif kind == "string_too_long":
        reason = f"{context['max_length']} 文字以下にします"
    elif kind == "string_pattern_mismatch":
        reason = f"形が違います（{context['pattern']}）"
    else:
        reason = str(detail["msg"])
    given = detail.get("input")
    return reason if kind in {"missing", "extra_forbidden"} else f"{reason}（今の値: {given!r}）"
