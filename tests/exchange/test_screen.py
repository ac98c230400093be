"""The screen 「交換機」: whoever may, sees what would change and applies what they saw."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from madoguchi.telephony.asterisk.config import running
from madoguchi.telephony.asterisk.config.machine import Machine, Trunk
from tests.telephone.town import signed_in
from tests.worlds import ADMIN, PRESENT, applied

pytestmark = pytest.mark.django_db
SCREEN = "/staff/telephone/exchange/"


@pytest.fixture(autouse=True)
def here(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(
        folder=tmp_path / "exchange",
        program=Path("/usr/sbin/asterisk"),
        ami_secret="secret-of-the-manager",
        policy_token="token-of-the-exchange",
        trunks=(Trunk(1, True, "sip.example.jp", 5060, "0501234", "password-of-the-trunk"),),
    )
    monkeypatch.setattr(settings, "EXCHANGE_MACHINE", machine)
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        yield machine


def page(client: Client) -> str:
    return client.get(SCREEN).content.decode()


def digest_on(text: str) -> str:
    return text.partition('name="digest" value="')[2].partition('"')[0]


def test_a_person_sees_what_would_change_and_applies_just_that(here: Machine) -> None:
    manager = signed_in(Role.MANAGER)
    shown = page(manager)
    assert "まだ書かれていません" in shown
    assert not [secret for secret in ("secret-of-the", "token-of-the", "password-of") if secret in shown]
    answer = manager.post(f"{SCREEN}apply/", {"digest": digest_on(shown)}, follow=True).content.decode()
    assert "次に起動したときに読み込みます" in answer
    assert "違いはありません" in answer
    assert (here.folder / "etc/extensions.conf").exists()
    event = Event.objects.get(kind="exchange.configured")
    assert event.actor_key
    change_settings({"telephone.equal_distribution": False}, by=ADMIN, effective_on=clock.today())
    shown = page(manager)
    assert "-strategy=leastrecent" in shown
    assert "+strategy=rrmemory" in shown


def test_what_changed_after_the_look_is_not_applied(here: Machine) -> None:
    manager = signed_in(Role.MANAGER)
    digest = digest_on(page(manager))
    change_settings({"telephone.equal_distribution": False}, by=ADMIN, effective_on=clock.today())
    answer = manager.post(f"{SCREEN}apply/", {"digest": digest}, follow=True).content.decode()
    assert "設定がまた変わりました" in answer
    assert not (here.folder / "etc").exists()


def test_who_may_only_look_finds_no_button_and_no_way_round() -> None:
    clerk = signed_in(Role.CITY_ADMIN)
    shown = page(clerk)
    assert "設定の違い" in shown
    assert "この内容を反映する" not in shown
    assert clerk.post(f"{SCREEN}apply/", {"digest": "x"}).status_code == 403
    assert signed_in(Role.OPERATOR).get(SCREEN).status_code == 403


def test_a_running_exchange_is_described_with_its_trunks(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {
        "core show version": "Asterisk 22.10.1+dfsg built by x",
        "core show uptime seconds": "System uptime: 3723\nLast reload: 180",
        "core show channels count": "4 active channels\n2 active calls\n9 calls processed",
        "queue show main": "main has 3 calls (max unlimited)\n   Members:\n      agent:101 (PJSIP/101) (Not in use)\n",
        "pjsip show registrations": " trunk1/sip:sip.example.jp:5060    trunk1    Registered  (exp. 200s)",
    }
    monkeypatch.setattr(running, "ask", lambda machine, command: said.get(command, ""))
    shown = page(signed_in(Role.MANAGER))
    for text in ("Asterisk 22.10.1", "1時間2分", "2件", "3人", "1席", "つながっています"):
        assert text in shown


def test_without_an_exchange_the_screen_says_what_to_do(here: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "EXCHANGE_MACHINE", replace(here, ami_secret="", policy_token=""))
    assert "交換機がありません" in page(signed_in(Role.MANAGER))
