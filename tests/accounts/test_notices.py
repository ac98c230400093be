"""ASVS 6.3.7: people learn by mail of changes to their own account that they may not have made."""

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured

from madoguchi.accounts import actions
from madoguchi.accounts.notices import NOTIFIED, notice_about
from madoguchi.accounts.rights import Role
from madoguchi.config.reactions import REACTIONS
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.models import Event, Reaction
from madoguchi.core.history.registry import event_label
from madoguchi.notify.account_mail import mail_account_change
from madoguchi.notify.mail import server_of
from tests.accounts.conftest import issued

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-01", "SEC-20")]


def test_a_new_password_is_told_to_the_person_without_the_password(mailoutbox: list, settings: object) -> None:  # type: ignore[type-arg]
    settings.MAIL_IS_ON = True  # type: ignore[attr-defined]
    staff = issued(Role.OPERATOR, email="hanako@example.jp").staff
    password = actions.reissue_password(staff, by=SYSTEM)
    mail_account_change(Event.objects.get(kind="staff.password_reissued"))
    (mail,) = mailoutbox
    assert mail.to == ["hanako@example.jp"]
    assert "仮パスワードを発行しました" in mail.subject
    assert password not in mail.body
    assert staff.login_id not in mail.body


def test_nothing_is_sent_without_a_mail_server(mailoutbox: list) -> None:  # type: ignore[type-arg]
    staff = issued(Role.OPERATOR, email="hanako@example.jp").staff
    actions.reissue_password(staff, by=SYSTEM)
    mail_account_change(Event.objects.get(kind="staff.password_reissued"))
    assert not django_settings.MAIL_IS_ON
    assert mailoutbox == []


def test_who_has_no_address_is_told_nothing() -> None:
    actions.reissue_password(issued().staff, by=SYSTEM)
    assert notice_about(Event.objects.get(kind="staff.password_reissued")) is None


def test_every_change_of_credentials_promises_the_mail() -> None:
    actions.reissue_password(issued().staff, by=SYSTEM)
    assert Reaction.objects.filter(
        event__kind="staff.password_reissued", name__endswith="mail_account_change"
    ).exists()
    assert {reaction.kind for reaction in REACTIONS if reaction.do.endswith("mail_account_change")} == set(NOTIFIED)
    assert all(event_label(kind) != kind for kind in NOTIFIED)


@pytest.mark.parametrize(
    ("url", "port", "starts_tls", "is_tls"),
    [
        ("smtp://relay.example.jp", 25, False, False),
        ("smtp+tls://user:p%40ss@relay.example.jp", 587, True, False),
        ("smtps://relay.example.jp:4650", 4650, False, True),
    ],
)
def test_a_mail_server_is_named_by_one_address(url: str, port: int, starts_tls: bool, is_tls: bool) -> None:
    server = server_of(url)
    assert server is not None
    assert (server.port, server.starts_tls, server.is_tls) == (port, starts_tls, is_tls)
    assert server.password in {"", "p@ss"}


def test_a_wrong_mail_address_of_the_server_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured):
        server_of("relay.example.jp:25")
