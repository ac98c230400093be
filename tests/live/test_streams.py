"""A real server and real streams: what happened reaches the screen, and only a screen that may show it."""

import time
import urllib.request
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from madoguchi.accounts.rights import Role
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.record import About, record
from tests.services.processes import Installation, wait_until
from tests.services.signed_in import session_for, staff_of
from tests.services.streams import following

pytestmark = pytest.mark.slow


def note(what: str) -> None:
    """Something that everybody who may see the history may see."""
    record("backup.made", by=SYSTEM, about=About("installation", what))


@transaction.atomic
def happens(what: str) -> None:
    note(what)


def test_a_stream_begins_with_everything_and_then_tells_what_happens(
    installation: Installation, auditor: str
) -> None:
    happens("before")
    with following(installation.port, auditor, "history") as heard:
        wait_until(lambda: "<strong>1</strong>" in heard.newest("history"))
        happens("after")
        wait_until(lambda: "<strong>2</strong>" in heard.newest("history"))
        assert set(heard.events()) == {"fragment"}


def test_a_quiet_stream_says_again_and_again_that_it_lives_and_what_time_it_is(
    installation: Installation, auditor: str
) -> None:
    with following(installation.port, auditor, "history") as heard:
        wait_until(lambda: len(heard.beats) >= 3, seconds=60)
    assert sorted(heard.beats, key=datetime.fromisoformat) == heard.beats


def test_what_was_undone_is_never_told(installation: Installation, auditor: str) -> None:
    with following(installation.port, auditor, "history") as heard:
        wait_until(lambda: heard.said)
        with transaction.atomic():
            note("undone")
            transaction.set_rollback(True)
        happens("done")
        wait_until(lambda: "<strong>1</strong>" in heard.newest("history"))


def test_a_storm_is_told_at_most_twice_a_second_and_its_end_is_told(
    installation: Installation, auditor: str
) -> None:
    with following(installation.port, auditor, "history") as heard:
        wait_until(lambda: heard.said)
        started = time.monotonic()
        for number in range(200):
            happens(str(number))
        wait_until(lambda: "<strong>200</strong>" in heard.newest("history"))
        seconds = time.monotonic() - started
        assert len(heard.said) <= 2 * seconds + 3


@pytest.mark.req("SEC-04")
def test_only_who_may_see_a_topic_can_follow_it(installation: Installation, auditor: str) -> None:
    withdrawn = staff_of(Role.AUDITOR, "nobody")
    withdrawn.right_changes.create(right="history.view", is_granted=False)
    for session, topic, status in (
        (auditor, "history", 200),
        (session_for(withdrawn), "history", 403),
        (auditor, "unheard-of", 403),
        ("forged", "history", 401),
    ):
        with following(installation.port, session, topic) as heard:
            assert heard.status == status


def test_a_person_who_signs_out_or_loses_the_right_is_shown_nothing_more(
    installation: Installation, auditor: str
) -> None:
    watched = staff_of(Role.AUDITOR, "watched")
    with (
        following(installation.port, auditor, "history") as left,
        following(installation.port, session_for(watched), "history") as lost,
        following(installation.port, session_for(staff_of(Role.AUDITOR, "another")), "history") as kept,
    ):
        wait_until(lambda: left.said and lost.said and kept.said)
        Session.objects.filter(pk=auditor).delete()
        watched.right_changes.create(right="history.view", is_granted=False)
        wait_until(lambda: left.has_ended and lost.has_ended, seconds=30)
        assert left.events()[-1] == lost.events()[-1] == "signed-out"
        assert not kept.has_ended


def test_one_session_opens_only_so_many_streams(installation: Installation, auditor: str) -> None:
    def open_streams(left: int) -> Iterator[int]:
        with following(installation.port, auditor, "history") as heard:
            yield heard.status
            if left:
                yield from open_streams(left - 1)

    assert list(open_streams(6)) == [200] * 6 + [429]
    with following(installation.port, auditor, "history") as heard:
        wait_until(lambda: heard.status == 200)


def test_open_streams_do_not_hold_up_the_stop_of_the_server(installation: Installation, auditor: str) -> None:
    with following(installation.port, auditor, "history") as heard:
        wait_until(lambda: heard.said)
        started = time.monotonic()
        assert installation.running[0].stop() == 0
        assert time.monotonic() - started < 5
        wait_until(lambda: heard.has_ended)
    assert "Traceback" not in installation.running[0].said()


def test_open_streams_hold_no_thread_and_no_database_connection(installation: Installation, auditor: str) -> None:
    def threads() -> int:
        return len(list((installation.folder / "tasks").iterdir()))

    (installation.folder / "tasks").symlink_to(f"/proc/{installation.running[0].pid}/task")
    sessions = [session_for(staff_of(Role.AUDITOR)) for _ in range(12)]

    def with_streams(left: list[str]) -> int:
        if not left:
            wait_until(lambda: threads() < 16)
            urllib.request.urlopen(f"{installation.address}/healthz").close()
            return threads()
        with following(installation.port, left[0], "history") as heard:
            wait_until(lambda: heard.said)
            return with_streams(left[1:])

    assert with_streams(sessions) < 16


def test_after_a_lost_listen_streams_are_told_and_begin_anew(installation: Installation, auditor: str) -> None:
    if connection.vendor == "sqlite":
        return  # polled: there is no LISTEN to lose
    with following(installation.port, auditor, "history") as heard:
        wait_until(lambda: heard.said)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%%LISTEN%%' AND pid <> pg_backend_pid() AND datname = current_database()"
            )
            assert cursor.rowcount == 1
        happens("while nobody listened")
        wait_until(lambda: "<strong>1</strong>" in heard.newest("history"))
        assert "resync" in heard.events()
        happens("later")
        wait_until(lambda: "<strong>2</strong>" in heard.newest("history"))
