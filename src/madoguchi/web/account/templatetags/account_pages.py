"""For the pages of one's own account."""

import json
from typing import Any

from django import template
from django.conf import settings

from madoguchi.accounts.demo import DemoAccount
from madoguchi.accounts.demo import demo_accounts as accounts_of_the_demo

register = template.Library()

FACTORS = {"totp": "認証アプリ", "webauthn": "パスキー", "recovery_codes": "回復コード"}


@register.simple_tag
def demo_accounts() -> list[DemoAccount]:
    """With the codes of this moment; nothing where the installation is no demo."""
    return list(accounts_of_the_demo())


@register.simple_tag
def demo_password() -> str:
    return str(settings.DEMO_PASSWORD)


@register.filter
def as_json(value: Any) -> str:
    """For a data attribute: scripts read it there, and no inline script is needed."""
    return json.dumps(value)


@register.filter
def in_fours(key: str) -> str:
    """So that a person can copy it without losing the place; the apps overlook spaces."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


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
