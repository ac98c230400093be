"""Pages as staff see them, for tests of the office's screens."""

import re
from collections.abc import Mapping, Sequence
from html import unescape

from django.conf import settings
from django.test import Client

from madoguchi.accounts.rights import Role
from tests.services.signed_in import session_for, staff_of

Typed = Mapping[str, str | Sequence[str]]


def client_of(role: Role) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_for(staff_of(role))
    return client


def seen(client: Client, url: str, typed: Typed | None = None) -> str:
    """The page at this address, or the one that sending leads to."""
    answer = client.post(url, typed, follow=True) if typed is not None else client.get(url, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def shown_by(page: str) -> dict[str, str]:
    """What a page says it has shown, to be sent along with what is typed on it."""
    return {name: unescape(mark) for name, mark in re.findall(r'name="(seen[^"]*)" value="([^"]*)"', page)}


def words(page: str) -> str:
    """Without the tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
