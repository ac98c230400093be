"""For the pages of one's own account."""

import json
from typing import Any

from django import template

register = template.Library()

FACTORS = {"totp": "認証アプリ", "webauthn": "パスキー", "recovery_codes": "回復コード"}


@register.filter
def as_json(value: Any) -> str:
    """For a data attribute: scripts read it there, and no inline script is needed."""
    return json.dumps(value)


@register.filter
def factor_label(kind: str) -> str:
    return FACTORS.get(kind, kind)


@register.filter
def browser(user_agent: str) -> str:
    """A browser's name for itself, in a word or two that its owner knows."""
    names = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = ("Windows", "iPhone", "iPad", "Android", "Mac OS", "Linux")
    name = next((name for sign, name in names if sign in user_agent), "ブラウザ")
    system = next((system for system in systems if system in user_agent), "")
    return f"{name}（{system}）" if system else name
