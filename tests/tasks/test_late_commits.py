"""PostgreSQL commits out of the order of ids: what commits late must still be read and sealed, in its place."""

import threading

import pytest
from django.db import connection, connections, transaction

from madoguchi.core.history.models import Event, SealedEvent
from madoguchi.core.history.queries import surely_committed
from madoguchi.core.history.seal import seal_events
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
def test_an_event_that_commits_late_is_not_lost_by_readers_and_the_sealer() -> None:
    written, go_on = threading.Event(), threading.Event()
    late = threading.Thread(target=write_and_wait, args=(written, go_on))
    late.start()
    assert written.wait(20)
    try:
        if connection.vendor == "postgresql":  # SQLite lets nobody overtake a writer
            with transaction.atomic():
                note("overtakes")
            assert [event.about_key for event in Event.objects.all()] == ["overtakes"]
            assert not surely_committed(Event.objects.all())
            assert seal_events() == 0
    finally:
        go_on.set()
        late.join()
    events = list(surely_committed(Event.objects.all()))
    assert events[0].about_key == "commits late"
    assert seal_events() == len(events)
    assert SealedEvent.objects.count() == Event.objects.count()
