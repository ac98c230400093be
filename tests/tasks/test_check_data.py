"""Every night the data prove themselves; what differs is told in the log, in the history and on the staff home."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from madoguchi.accounts.rights import Role
from madoguchi.config import joint_jobs
from madoguchi.config.clockwork import JOBS
from madoguchi.config.history import INSTALLATION
from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import events_visible_to, facts_of
from madoguchi.core.tasks.rules import Daily
from madoguchi.web.home.needs import needs_of
from tests.tasks.sample_tasks import note
from tests.worlds import PRESENT, actor

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-20")]
AUDITOR = actor(Role.AUDITOR)


def change_behind_the_back(old: str, new: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_event SET about_key = %s WHERE about_kind = 'sample' AND about_key = %s", [new, old]
        )


def warnings_for(person: Actor) -> list[str]:
    return [need.title for need in needs_of(person) if "自己点検" in need.title]


def told() -> list[str]:
    return list(Event.objects.filter(about_kind=INSTALLATION.kind).order_by("id").values_list("kind", flat=True))


def test_the_data_are_checked_every_night() -> None:
    (job,) = [job for job in JOBS if job.name == "check-data"]
    assert job.task == "madoguchi.config.joint_jobs.check_data"
    assert job.schedule == Daily(at="04:00")


def test_sound_data_are_passed_over_in_silence(caplog: pytest.LogCaptureFixture) -> None:
    note("a")
    assert joint_jobs.check_data.call() == 0
    assert told() == []
    assert caplog.text == ""
    assert warnings_for(AUDITOR) == []


def test_what_differs_is_logged_as_an_error_and_written_into_the_history(caplog: pytest.LogCaptureFixture) -> None:
    note("a")
    change_behind_the_back("a", "b")
    with caplog.at_level(logging.ERROR):
        assert joint_jobs.check_data.call() == 1
    assert "行の内容が書かれた時と違います" in caplog.text
    failed = events_visible_to(AUDITOR).get(kind="check.failed")
    assert facts_of(failed) == {"differences": 1}


def test_the_staff_home_warns_those_who_may_see_the_history() -> None:
    note("a")
    change_behind_the_back("a", "b")
    joint_jobs.check_data.call()
    assert warnings_for(AUDITOR) == ["データの自己点検で相違が 1 件見つかっています"]
    without = replace(AUDITOR, rights=AUDITOR.rights - {"history.view"})
    assert warnings_for(without) == []


def test_the_warning_goes_when_a_later_check_finds_nothing() -> None:
    note("a")
    change_behind_the_back("a", "b")
    joint_jobs.check_data.call()
    change_behind_the_back("b", "a")
    joint_jobs.check_data.call()
    joint_jobs.check_data.call()
    assert told() == ["check.failed", "check.passed"]
    assert warnings_for(AUDITOR) == []


@pytest.mark.parametrize(("after", "warned"), [(timedelta(days=6), True), (timedelta(days=8), False)])
def test_the_warning_ends_a_week_after_the_last_failed_check(after: timedelta, warned: bool) -> None:
    with time_machine.travel(PRESENT, tick=False):
        note("a")
        change_behind_the_back("a", "b")
        joint_jobs.check_data.call()
    with time_machine.travel(PRESENT + after, tick=False):
        assert bool(warnings_for(AUDITOR)) is warned


def test_what_only_looked_wrong_while_the_check_was_reading_is_no_difference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks = iter([["履歴 1: …", "予約枠 2: …"], ["予約枠 2: …"]])
    monkeypatch.setattr(joint_jobs, "differences", lambda kept_heads: iter(next(looks)))
    assert joint_jobs.check_data.call() == 1
