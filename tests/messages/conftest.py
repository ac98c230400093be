"""An installation with a mail server, on a Tuesday inside Hatsukaichi's service period."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time

import pytest
import time_machine
from django.conf import settings

from madoguchi.booking.actions import Person, make_booking
from madoguchi.booking.models import Booking
from madoguchi.booking.rules import Channel
from madoguchi.core.actors import CITIZEN
from madoguchi.core.tasks.runner import run_ready_tasks
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from tests.services.smtp import MailServer, mail_server
from tests.worlds import ADMIN, OPERATOR, PRESENT, TOMORROW, open_for_booking, slot_at, wish

ADDRESS = "hanako@example.jp"


@pytest.fixture(autouse=True)
def present() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PRESENT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def site(db: None) -> Site:
    site = open_for_booking()
    change_settings(
        {
            "messages.sender_domain": "yoyaku.example.jp",
            "web_site.host_name": "yoyaku.example.jp",
            "telephone.number": "0829-00-0000",
        },
        by=ADMIN,
    )
    return site


@pytest.fixture
def smtp(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with mail_server() as server:
        send_by(monkeypatch, server.port)
        yield server


def send_by(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    monkeypatch.setattr(settings, "MAIL_IS_ON", True)
    monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
    monkeypatch.setattr(settings, "EMAIL_PORT", port)
    monkeypatch.setattr(settings, "EMAIL_TIMEOUT", 0.5)


def book(
    site: Site,
    *people: Person,
    day: date = TOMORROW,
    at: time = time(9),
    channel: Channel = Channel.WEB,
    language: str = "ja",
    email: str = ADDRESS,
    name: str = "見本 花子",
) -> Booking:
    wished = replace(wish(slot_at(site, day, at), *people, email=email, name=name), language=language)
    by = OPERATOR if channel is Channel.TELEPHONE else CITIZEN
    return make_booking(wished, channel=channel, by=by)


def work() -> None:
    """What the worker does now."""
    run_ready_tasks()
