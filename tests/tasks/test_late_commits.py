"""PostgreSQL commits out of the order of ids: what commits late is still sealed."""

import threading

import pytest
from django.db import connection, connections, transaction

from madoguchi.core.history.models import Event, SealedEvent
from madoguchi.core.history.proof import differences_in_history
from madoguchi.core.history.seal import head, seal_events
from tests.tasks.sample_tasks import note


def write_and_wait(written: threading.Event, go_on: threading.Event) -> None:
    try:
        with transaction.atomic():
            note("commits late")
            written.set()
            go_on.wait(20)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_an_event_that_commits_late_is_sealed_in_the_next_batch() -> None:
    written, go_on = threading.Event(), threading.Event()
    late = threading.Thread(target=write_and_wait, args=(written, go_on))
    late.start()
    assert written.wait(20)
    try:
        if connection.vendor == "postgresql":  # SQLite lets nobody overtake a writer
            with transaction.atomic():
                note("overtakes")
            assert [event.about_key for event in Event.objects.all()] == ["overtakes"]
            assert seal_events() == 1
    finally:
        go_on.set()
        late.join()
    assert seal_events() == 1
    assert SealedEvent.objects.count() == Event.objects.count()
    first = Event.objects.order_by("id")[0]
    assert first.about_key == "commits late"
    assert first.sealed.seal == head()
    assert list(differences_in_history()) == []
