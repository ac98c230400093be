"""The bell on every page, the list of alerts, saying that one knows, the rules."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.alerts.actions import take_stock
from madoguchi.alerts.models import Alert, Watch
from madoguchi.alerts.queries import terms_of_rules
from madoguchi.alerts.rules import Rule, Since, Snapshot
from madoguchi.web.live.register import may_follow
from tests.web.pages import seen, words
from tests.worlds import PRESENT, actor, applied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present"), pytest.mark.req("QUA-02")]
SignedIn = Callable[[Role], Client]
ALERTS = "/staff/supervisor/alerts/"
CALM = Snapshot(at=PRESENT, people=3)


@pytest.fixture
def alert(db: None) -> Alert:
    applied("hatsukaichi")
    take_stock(Snapshot(at=PRESENT, people=3, waiting=(Since("c", PRESENT),) * 7))
    return Alert.objects.get()


@pytest.fixture
def supervisor(alert: Alert, signed_in: SignedIn) -> Client:
    return signed_in(Role.SUPERVISOR)


def test_whoever_is_called_sees_it_on_every_page_and_nobody_else(
    alert: Alert, supervisor: Client, operator: Client, admin: Client
) -> None:
    for url in ("/staff/", "/staff/contacts/", "/staff/supervisor/floor/", "/staff/account/"):
        page = seen(supervisor, url)
        assert "7件の電話が待っています" in page
        assert page.count("data-live-line ") == 1
    for client in (operator, admin):
        assert "data-alert-bell" not in seen(client, "/staff/")
    assert "7件の電話が待っています" in seen(admin, ALERTS)
    assert operator.get(ALERTS).status_code == 403


def test_the_manager_is_called_at_the_next_level(alert: Alert, signed_in: SignedIn) -> None:
    manager = signed_in(Role.MANAGER)
    assert "アラート 0 件" in words(seen(manager, "/staff/"))
    take_stock(
        Snapshot(
            at=PRESENT + timedelta(minutes=5), people=3, waiting=(Since("c", PRESENT + timedelta(minutes=5)),) * 7
        )
    )
    assert "7件の電話が待っています" in seen(manager, "/staff/")


def test_one_press_says_that_one_knows(alert: Alert, supervisor: Client) -> None:
    page = seen(supervisor, ALERTS + "seen/", {"alert": str(alert.pk)})
    assert "アラートを確認しました" in page
    assert "試験 太郎（10:00）" in page
    assert "アラート 0 件" in words(page)
    assert "すでに確認されています" in seen(supervisor, ALERTS + "seen/", {"alert": str(alert.pk)})
    assert supervisor.post(ALERTS + "seen/", {"alert": "x"}).status_code == 400
    assert supervisor.post(ALERTS + "seen/", {"alert": "999"}).status_code == 404


def test_a_note_stands_with_it_and_everything_stands_in_its_history(alert: Alert, supervisor: Client) -> None:
    seen(supervisor, f"{ALERTS}{alert.pk}/", {"note": "席を1つ増やした"})
    take_stock(CALM)
    page = seen(supervisor, f"{ALERTS}{alert.pk}/")
    for what in ("アラートが出ました", "アラートを確認しました", "原因がなくなりました", "席を1つ増やした"):
        assert what in page
    assert "席を1つ増やした" in seen(supervisor, ALERTS + "past/")
    assert "いま出ているアラートはありません" in seen(supervisor, ALERTS)


def test_only_who_may_says_that_they_know_or_sets_rules(alert: Alert, admin: Client) -> None:
    assert admin.post(ALERTS + "seen/", {"alert": str(alert.pk)}).status_code == 403
    assert "確認した</button>" not in seen(admin, f"{ALERTS}{alert.pk}/")
    assert admin.get(ALERTS + "rules/queue_length/").status_code == 403
    assert "queue_length/" not in seen(admin, ALERTS + "rules/")


def test_a_supervisor_changes_a_threshold_on_the_screen(supervisor: Client) -> None:
    url = ALERTS + "rules/queue_length/"
    typed = {"is_used": "on", "threshold": "8", "cool_down_minutes": "1", "escalate_after_minutes": "0"}
    assert "「しきい値」を入力してください" in seen(supervisor, url, {**typed, "threshold": ""})
    page = seen(supervisor, url, typed)
    assert "8件" in page
    terms = terms_of_rules()[Rule.QUEUE_LENGTH]
    assert (terms.threshold, terms.escalate_after) == (8, None)
    seen(supervisor, ALERTS + "rules/exchange_down/", {"cool_down_minutes": "1", "escalate_after_minutes": "1"})
    assert not terms_of_rules()[Rule.EXCHANGE_DOWN].is_used
    assert supervisor.get(ALERTS + "rules/nothing/").status_code == 404


def test_a_watch_that_stands_still_is_said(alert: Alert, supervisor: Client) -> None:
    assert "見張りが止まっています" not in seen(supervisor, ALERTS)
    Watch.objects.update(looked_at=PRESENT - timedelta(minutes=5))
    assert "見張りが止まっています" in seen(supervisor, ALERTS)


def test_the_bell_is_followed_by_whom_it_calls_and_the_list_by_who_may_see_it() -> None:
    roles = {role for role in Role if may_follow(actor(role), "alert-bell")}
    assert roles == {Role.SUPERVISOR, Role.MANAGER}
    assert may_follow(actor(Role.AUDITOR), "alerts")
    assert not may_follow(actor(Role.OPERATOR), "alerts")
