"""The clock: each due time once."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.module_loading import import_string
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from madoguchi.config.clockwork import JOBS
from madoguchi.core import clock
from madoguchi.core.tasks.periodic import PeriodicJob, tick
from madoguchi.core.tasks.rules import Daily, Every
from madoguchi.core.tasks.runner import run_ready_tasks

SEAL = "madoguchi.core.tasks.jobs.seal_history"
MINUTELY = PeriodicJob("minutely", SEAL, Every(seconds=60))
DAILY = PeriodicJob("daily", SEAL, Daily(at="02:00"))


@pytest.mark.django_db
def test_a_due_time_is_enqueued_once() -> None:
    now = clock.now()
    assert tick([MINUTELY], now=now) == ["minutely"]
    assert tick([MINUTELY], now=now) == []
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_after_a_stop_only_the_newest_due_time_is_made_up() -> None:
    with time_machine.travel("2026-10-01T01:59:30+09:00", tick=False) as travel:
        assert tick([MINUTELY, DAILY], now=clock.now()) == ["minutely", "daily"]
        travel.shift(timedelta(days=3))
        assert tick([MINUTELY, DAILY], now=clock.now()) == ["minutely", "daily"]
        assert tick([MINUTELY, DAILY], now=clock.now()) == []
    assert DBTaskResult.objects.count() == 4


@pytest.mark.django_db
def test_a_clock_put_back_doubles_nothing() -> None:
    with time_machine.travel("2026-10-01T02:00:10+09:00", tick=False) as travel:
        for _ in range(5):
            tick([MINUTELY, DAILY], now=clock.now())
            travel.shift(timedelta(minutes=1))
        before = DBTaskResult.objects.count()
        travel.shift(timedelta(minutes=-5))
        for _ in range(5):
            assert tick([MINUTELY, DAILY], now=clock.now()) == []
            travel.shift(timedelta(minutes=1))
        assert DBTaskResult.objects.count() == before == 6


@pytest.mark.django_db
def test_a_clock_that_was_wrong_for_a_while_does_not_silence_the_jobs() -> None:
    with time_machine.travel("2027-10-01T12:00:00+09:00", tick=False) as travel:
        tick([MINUTELY], now=clock.now())
        travel.move_to("2026-10-01T12:00:00+09:00")
        assert tick([MINUTELY], now=clock.now()) == ["minutely"]


def test_every_job_of_the_clockwork_is_a_task_without_arguments_and_has_a_name_of_its_own() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)
    for job in JOBS:
        task = import_string(job.task)
        assert isinstance(task, Task)
        assert task.func.__code__.co_argcount == 0


@pytest.mark.django_db
def test_every_job_of_the_clockwork_runs() -> None:
    tick(JOBS, now=clock.now())
    assert run_ready_tasks() == len(JOBS)
    assert {row.status for row in DBTaskResult.objects.all()} == {"SUCCESSFUL"}
