"""A citizen's way through the pages, as a browser without JavaScript takes it."""

import re
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from madoguchi.booking.models import Slot
from madoguchi.booking.online.address import new_token

TYPED = {"name": "見本 花子", "kana": "みほん はなこ", "phone": "090-0000-0001", "email": ""}


def browser(name: str = "a") -> Client:
    """One that has seen a page with a form before, as every browser has that sends one."""
    client = Client()
    client.cookies[settings.CSRF_COOKIE_NAME] = name * 32
    return client


def page(answer: Any) -> str:
    return str(answer.content.decode())


def press(client: Client, address: str, data: dict[str, object], **extra: str) -> HttpResponse:
    """Send a form, and see where it leads: every step of the way answers with a redirect."""
    answer = client.post(address, data, follow=True, **extra)  # type: ignore[arg-type]
    assert isinstance(answer, HttpResponse)
    return answer


def hold(
    client: Client, slot: Slot, *procedures: str, key: str = "", language: str = "", **extra: str
) -> HttpResponse:
    data: dict[str, object] = {
        "key": key or new_token(),
        "slot": slot.pk,
        "procedure": list(procedures) or ["pickup"],
    }
    return press(client, f"{language}/book/hold/", data, **extra)


def address_of(answer: HttpResponse) -> str:
    """Where one stands after the redirects."""
    return str(answer.request["PATH_INFO"])  # type: ignore[attr-defined]


def fill_in(client: Client, held: HttpResponse, *, do: str = "check", **typed: str) -> HttpResponse:
    return press(client, address_of(held), {**TYPED, "do": do, **typed})


def confirm(client: Client, checked: HttpResponse, *, do: str = "book") -> HttpResponse:
    return press(client, address_of(checked), {"do": do})


def book(client: Client, slot: Slot, *procedures: str, **typed: str) -> HttpResponse:
    return confirm(client, fill_in(client, hold(client, slot, *procedures), **typed))


def number_in(answer: HttpResponse) -> str:
    found = re.search(r"big-number\">(\d{4}-\d{4})<", page(answer))
    assert found, page(answer)
    return found[1]
