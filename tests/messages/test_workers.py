"""Real workers killed while they send. ADR 0013 in the flesh: nothing is lost; twice only where nobody can know."""

import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from madoguchi.booking.models import Booking, Slot
from madoguchi.config.presets import apply_preset, folder_of
from madoguchi.core import clock
from madoguchi.messages.actions import write_message
from madoguchi.messages.models import Message
from madoguchi.messages.rules import Kind, State
from madoguchi.municipality.queries import sites_in_use
from tests.services.processes import Installation, Running, new_installation, wait_until
from tests.services.smtp import MailServer, mail_server

pytestmark = pytest.mark.slow
HASTY = ("--no-clock", "--poll-seconds", "0.02", "--lease-seconds", "1.5")
KILLS = 3


@pytest.fixture(autouse=True)
def present() -> None:
    """The workers live in this very moment, and so does everything here."""


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def installation(server: MailServer, django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    with new_installation() as made, django_db_blocker.unblock(), made.as_own_database():
        inherited = made.environment()
        made.environment = lambda: {**inherited, "MADOGUCHI_MAIL_URL": server.url}  # type: ignore[method-assign]
        apply_preset(folder_of("hatsukaichi"))
        yield made


def start(installation: Installation) -> Running:
    return installation.worker(*HASTY)


def booking() -> Booking:
    """A row is enough: what is proven begins with its message."""
    starts_at = clock.now() + timedelta(days=1)
    slot, _ = Slot.objects.get_or_create(
        site=sites_in_use().get(),
        defaults={
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=30),
            "people_limit": 9,
            "bookings_limit": 9,
        },
    )
    return Booking.objects.create(
        number=f"{Booking.objects.count():08}",
        state="booked",
        slot=slot,
        channel="web",
        language="ja",
        name="見本 花子",
        phone="09000000001",
        email=f"mihon{Booking.objects.count()}@example.jp",
        made_at=clock.now(),
        once_key=uuid.uuid4(),
    )


def write() -> Message:
    with transaction.atomic():
        message = write_message(booking(), Kind.MADE, occasion=uuid.uuid4().hex)
    assert message is not None
    return message


def all_sent() -> bool:
    return not Message.objects.exclude(state=State.SENT).exists()


def arrived(server: MailServer) -> Counter[str]:
    return Counter(taken.mail["Message-ID"] for taken in server.taken)


@pytest.mark.req("NTF-01", "NTF-03")
def test_three_workers_send_each_mail_once(installation: Installation, server: MailServer) -> None:
    for _ in range(30):
        write()
    for _ in range(3):
        start(installation)
    wait_until(all_sent, seconds=60)
    assert sorted(arrived(server).values()) == [1] * 30


@pytest.mark.req("NTF-01")
def test_a_worker_killed_before_the_server_has_the_mail_loses_and_doubles_nothing(
    installation: Installation, server: MailServer
) -> None:
    server.holds_recipient = True
    write()
    victim = start(installation)
    wait_until(server.has_recipient.is_set, seconds=60)
    victim.kill()
    server.holds_recipient = False
    server.go_on.set()
    start(installation)
    wait_until(all_sent, seconds=60)
    assert list(arrived(server).values()) == [1]


@pytest.mark.req("NTF-01")
def test_a_worker_killed_when_only_the_server_knows_sends_the_same_mail_again(
    installation: Installation, server: MailServer
) -> None:
    """Each kill doubles at most the one mail that was on its way, and both carry the same ID."""
    messages = []
    for _ in range(KILLS):
        server.holds_back = True
        server.has_content.clear()
        server.go_on.clear()
        messages.append(write())
        victim = start(installation)
        wait_until(server.has_content.is_set, seconds=60)
        victim.kill()
        server.holds_back = False
        server.go_on.set()
        replacement = start(installation)
        wait_until(all_sent, seconds=60)
        replacement.stop()
    counts = arrived(server)
    assert len(counts) == len(messages)
    assert set(counts.values()) <= {1, 2}
    assert {(message.state, message.claimed_by) for message in Message.objects.all()} == {("sent", "")}
