"""One task, one process: what is promised about effects, attempts and leases."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from madoguchi.core import clock
from madoguchi.core.history import registry
from madoguchi.core.history.models import Reaction
from madoguchi.core.history.registry import ReactionTo
from madoguchi.core.tasks import jobs
from madoguchi.core.tasks.leases import LeaseLost, Taken, renew, requeue_lost_tasks, settle_success, take
from madoguchi.core.tasks.models import PeriodicRun, TaskLease, TaskRow
from madoguchi.core.tasks.queries import failed_tasks
from madoguchi.core.tasks.rules import MOST_ATTEMPTS
from madoguchi.core.tasks.runner import LEASE, run_ready_tasks
from tests.tasks import sample_tasks

pytestmark = pytest.mark.django_db

OVER = timedelta(seconds=-1)


def only_task() -> TaskRow:
    return DBTaskResult.objects.get()


def test_a_task_is_done_once_and_leaves_no_lease() -> None:
    sample_tasks.do.enqueue("a")
    assert run_ready_tasks() == 1
    assert run_ready_tasks() == 0
    assert sample_tasks.how_often("a") == 1
    assert only_task().status == TaskResultStatus.SUCCESSFUL
    assert not TaskLease.objects.exists()


def test_a_task_whose_action_was_undone_is_never_run() -> None:
    def undo() -> None:
        with transaction.atomic():
            sample_tasks.do.enqueue("a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undo()
    assert run_ready_tasks() == 0


def test_a_broken_task_leaves_no_effect_and_is_tried_again_later() -> None:
    sample_tasks.do_and_break.enqueue("a")
    assert run_ready_tasks() == 1
    task = only_task()
    assert sample_tasks.how_often("a") == 0
    assert task.status == TaskResultStatus.READY
    assert task.run_after > clock.now()
    assert "broken in mid-task" in task.traceback
    assert not failed_tasks().exists()


def test_a_task_that_stays_broken_fails_for_people_to_see() -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        sample_tasks.do_and_break.enqueue("a")
        for _ in range(MOST_ATTEMPTS):
            assert run_ready_tasks() == 1
            travel.shift(timedelta(hours=1))
        assert run_ready_tasks() == 0
    (failed,) = failed_tasks()
    assert failed.exception_class_path == "builtins.RuntimeError"
    assert len(failed.worker_ids) == MOST_ATTEMPTS


def test_a_locked_database_is_no_end_for_a_task() -> None:
    sample_tasks.lose_the_database.enqueue("a")
    run_ready_tasks()
    assert only_task().status == TaskResultStatus.READY


def test_a_refusal_is_an_answer_and_is_not_tried_again() -> None:
    sample_tasks.refuse.enqueue("a")
    run_ready_tasks()
    assert failed_tasks().count() == 1


def test_a_task_whose_code_is_gone_fails_clearly() -> None:
    sample_tasks.do.enqueue("a")
    DBTaskResult.objects.update(task_path="tests.tasks.sample_tasks.no_longer_here")
    run_ready_tasks()
    (failed,) = failed_tasks()
    assert failed.exception_class_path.endswith(".TaskGone")
    assert "no_longer_here is no task of this version" in failed.traceback


def test_a_task_of_a_vanished_worker_goes_back_at_once() -> None:
    sample_tasks.do.enqueue("a")
    assert take("fast", worker="vanishes", length=OVER)
    assert run_ready_tasks() == 0
    assert requeue_lost_tasks(length=LEASE) == 1
    assert run_ready_tasks() == 1
    assert sample_tasks.how_often("a") == 1


def test_a_task_in_good_hands_is_left_there() -> None:
    sample_tasks.do.enqueue("a")
    assert take("fast", worker="works", length=LEASE)
    assert requeue_lost_tasks(length=LEASE) == 0
    assert take("fast", worker="another", length=LEASE) is None


def test_a_heartbeat_keeps_a_task() -> None:
    sample_tasks.do.enqueue("a")
    taken = take("fast", worker="works", length=OVER)
    assert taken is not None
    assert renew("works", [taken.row.pk], length=LEASE) == 1
    assert requeue_lost_tasks(length=LEASE) == 0


def test_a_lease_from_before_the_clock_was_put_back_is_over() -> None:
    sample_tasks.do.enqueue("a")
    take("fast", worker="vanishes", length=timedelta(hours=1))
    assert requeue_lost_tasks(length=LEASE) == 1


def test_who_lost_the_lease_cannot_complete_the_task() -> None:
    sample_tasks.do.enqueue("a")
    late = take("fast", worker="late", length=OVER)
    assert late is not None
    requeue_lost_tasks(length=LEASE)
    assert take("fast", worker="next", length=LEASE)
    with pytest.raises(LeaseLost):
        _do_and_settle(late)
    assert sample_tasks.how_often("a") == 0
    assert only_task().status == TaskResultStatus.RUNNING


@transaction.atomic
def _do_and_settle(taken: Taken) -> None:
    sample_tasks.note("a")
    settle_success(taken, None)


def test_a_task_that_takes_its_worker_down_every_time_fails() -> None:
    sample_tasks.do.enqueue("a")
    for _ in range(MOST_ATTEMPTS):
        take("fast", worker="vanishes", length=OVER)
        requeue_lost_tasks(length=LEASE)
    (failed,) = failed_tasks()
    assert failed.exception_class_path.endswith(".WorkerLost")


@pytest.mark.django_db(transaction=True)
def test_only_a_reaction_that_talks_to_the_outside_runs_outside_of_a_transaction(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reactions = [
        ReactionTo("sample.done", f"tests.tasks.sample_tasks:{name}") for name in ("react_inside", "react_outside")
    ]
    monkeypatch.setattr(registry, "_reactions", {"sample.done": reactions})
    sample_tasks.TRANSACTIONS.clear()
    with transaction.atomic():
        sample_tasks.note("a")
    assert run_ready_tasks() == 2
    assert sample_tasks.TRANSACTIONS == [True, False]
    assert not Reaction.objects.filter(done_at=None).exists()


def test_a_task_for_later_waits() -> None:
    sample_tasks.do.using(run_after=clock.now() + timedelta(minutes=1)).enqueue("a")
    assert run_ready_tasks() == 0


def test_finished_tasks_are_pruned_and_failed_ones_are_kept_longer() -> None:
    PeriodicRun.objects.create(job="old", due_at=clock.now() - timedelta(days=8), enqueued_at=clock.now())
    sample_tasks.do.enqueue("a")
    sample_tasks.refuse.enqueue("b")
    run_ready_tasks()
    DBTaskResult.objects.update(finished_at=clock.now() - timedelta(days=8))
    sample_tasks.do.enqueue("c")
    run_ready_tasks()
    jobs.prune_tasks.call()
    assert sorted(task.args_kwargs["args"][0] for task in DBTaskResult.objects.all()) == ["b", "c"]
    assert not PeriodicRun.objects.exists()
