"""Workers that really run look every few seconds: what began calls somebody, what is over ends, by itself (QUA-02)."""

import uuid
from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from madoguchi.alerts.models import Alert
from madoguchi.alerts.queries import calling, watching
from madoguchi.config.clockwork import WATCHES
from madoguchi.config.presets import apply_preset, folder_of
from madoguchi.contacts.drafts.actions import open_contact
from madoguchi.contacts.marks.actions import mark_contact, see_mark
from madoguchi.contacts.marks.rules import Mark
from madoguchi.contacts.rules import Channel
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from tests.calls.people import SUPERVISOR
from tests.services.processes import Installation, new_installation, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def installation(django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    with new_installation() as made, django_db_blocker.unblock(), made.as_own_database():
        apply_preset(folder_of("hatsukaichi"))
        yield made


@pytest.mark.req("QUA-02", "INC-16")
def test_what_begins_and_ends_is_found_by_whoever_of_two_workers_looks_first_and_told_once(
    installation: Installation,
) -> None:
    assert [watch.seconds for watch in WATCHES if watch.name == "alerts"] == [3]
    assert not watching().is_alive
    installation.worker()
    installation.worker()
    wait_until(lambda: watching().is_alive, seconds=60)
    assert not Alert.objects.filter(rule="emergency").exists()
    contact = open_contact(uuid.uuid4(), channel=Channel.TELEPHONE, started_at=clock.now(), by=SUPERVISOR)
    mark = mark_contact(contact, Mark.EMERGENCY, by=SUPERVISOR)
    wait_until(lambda: "emergency" in [one.rule for one in calling(SUPERVISOR)], seconds=30)
    see_mark(mark, by=SUPERVISOR)
    wait_until(lambda: Alert.objects.filter(rule="emergency", ended_at__isnull=False).exists(), seconds=30)
    assert "emergency" not in [one.rule for one in calling(SUPERVISOR)]
    alert = Alert.objects.get(rule="emergency")
    told = Event.objects.filter(about_kind="alert", about_key=str(alert.pk)).order_by("id")
    assert list(told.values_list("kind", flat=True)) == ["alert.raised", "alert.ended"]
