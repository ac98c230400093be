"""Real workers, killed, crowded, cut off from their database."""

import os
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from madoguchi.config.clockwork import JOBS
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.tasks.models import PeriodicRun, TaskLease
from tests.services import postgres
from tests.services.processes import Installation, Running, new_installation, wait_until
from tests.shared import vendor_of_this_run
from tests.tasks import sample_tasks

pytestmark = pytest.mark.slow

HASTY = ("--poll-seconds", "0.02", "--lease-seconds", "1.5")
ROUNDS = 50


def all_done() -> bool:
    return not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists()


def done_by_name() -> Counter[str]:
    return Counter(Event.objects.filter(kind="sample.done").values_list("about_key", flat=True))


def test_fifty_workers_killed_in_mid_task_lose_and_double_nothing(
    installation: Installation, tmp_path: Path
) -> None:
    workers = {worker.pid: worker for worker in (start_hasty(installation) for _ in range(3))}
    names = []
    for number in range(ROUNDS):
        with transaction.atomic():
            for kind in ("before", "after"):
                sample_tasks.do.enqueue(f"{number}-{kind}")
                names.append(f"{number}-{kind}")
            sample_tasks.do_and_hang_at_first.enqueue(f"{number}-hangs", str(tmp_path))
            names.append(f"{number}-hangs")
        wait_until(lambda: list(tmp_path.iterdir()), seconds=60, pause=0.005)
        (hanging,) = tmp_path.iterdir()
        victim = workers.pop(int(hanging.suffix[1:]))
        victim.kill()
        hanging.unlink()
        replacement = start_hasty(installation)
        workers[replacement.pid] = replacement
    wait_until(all_done, seconds=60)
    assert done_by_name() == Counter(names)
    assert not TaskLease.objects.exists()


def start_hasty(installation: Installation) -> Running:
    return installation.worker("--no-clock", *HASTY)


TICKING = """
from datetime import timedelta
from madoguchi.config.clockwork import JOBS
from madoguchi.core import clock
from madoguchi.core.tasks.periodic import tick
start = clock.now() + timedelta(hours=1)
for minute in range(180):
    tick(JOBS, now=start + timedelta(minutes=minute))
"""


def test_four_workers_enqueue_each_periodic_job_once(installation: Installation) -> None:
    for _ in range(4):
        installation.worker(*HASTY)
    wait_until(lambda: PeriodicRun.objects.count() >= len(JOBS), seconds=60)
    wait_until(all_done)
    assert enqueued_by_task() == due_by_task()
    with ThreadPoolExecutor() as pool:  # and four clocks that run through three hours side by side
        list(pool.map(installation.python, [TICKING] * 4))
    wait_until(all_done, seconds=60)
    assert enqueued_by_task() == due_by_task()
    assert sum(due_by_task().values()) >= 180


def enqueued_by_task() -> Counter[str]:
    return Counter(DBTaskResult.objects.values_list("task_path", flat=True))


def due_by_task() -> Counter[str]:
    task_of = {job.name: job.task for job in JOBS}
    return Counter(task_of[name] for name in PeriodicRun.objects.values_list("job", flat=True))


def test_a_slow_task_does_not_hold_up_a_fast_one(installation: Installation) -> None:
    sample_tasks.take_long.enqueue("slow", 4.0)
    installation.worker("--no-clock", *HASTY)
    wait_until(lambda: TaskLease.objects.exists(), seconds=60)
    sample_tasks.do.enqueue("fast")
    wait_until(lambda: sample_tasks.how_often("fast"))
    assert not sample_tasks.how_often("slow")
    wait_until(lambda: sample_tasks.how_often("slow"))  # longer than its lease: the heartbeat kept it
    wait_until(all_done)
    assert done_by_name() == Counter(["slow", "fast"])


def test_a_worker_that_is_asked_to_stop_finishes_what_it_has_in_hand(installation: Installation) -> None:
    sample_tasks.take_long.enqueue("in hand", 2.0)
    sample_tasks.take_long.enqueue("waits", 2.0)
    worker = installation.worker("--no-clock", "--poll-seconds", "0.02", "--lease-seconds", "60")
    wait_until(lambda: TaskLease.objects.exists(), seconds=60)
    assert worker.stop() == 0
    assert done_by_name() == Counter(["in hand"])
    assert DBTaskResult.objects.get(status="READY").args_kwargs["args"][0] == "waits"


def test_a_locked_database_makes_a_worker_wait_and_not_end(installation: Installation) -> None:
    if connection.vendor != "sqlite":
        return  # PostgreSQL has no lock over everything; its restart is the next test
    worker = installation.worker("--no-clock", *HASTY)
    sample_tasks.do.enqueue("before")
    wait_until(all_done, seconds=60)
    sample_tasks.do.enqueue("behind the lock")
    with transaction.atomic():  # IMMEDIATE: nobody else writes while we are in here
        time.sleep(22)  # longer than a writer's patience of 20 s
    wait_until(all_done, seconds=60)
    assert worker.process.poll() is None
    assert done_by_name() == Counter(["before", "behind the lock"])
    assert "database is locked; waiting" in worker.said()
    assert worker.said().count("fast-0: database is locked") == 1


def test_a_restarted_database_makes_a_worker_wait_and_not_end(installation: Installation) -> None:
    if vendor_of_this_run() != "postgres":
        return  # SQLite has no server; its lock is the test before
    server = postgres.new_cluster()
    with new_installation(server=server) as made, made.as_own_database():
        worker = made.worker("--no-clock", *HASTY)
        sample_tasks.do.enqueue("before")
        wait_until(all_done, seconds=60)
        sample_tasks.take_long.enqueue("under way", 3.0)
        wait_until(lambda: TaskLease.objects.exists())
        connection.close()
        server.stop()
        time.sleep(2)
        server.start()
        sample_tasks.do.enqueue("after")
        wait_until(all_done, seconds=60)
        assert worker.process.poll() is None
        assert done_by_name() == Counter(["before", "under way", "after"])
        assert worker.said().count("fast-0: ") <= 4  # each kind of trouble once at most, and that it is over
        worker.stop()
        connection.close()
    server.remove()


def test_several_workers_share_the_work_and_each_task_is_done_once(installation: Installation) -> None:
    with transaction.atomic():
        for number in range(200):
            sample_tasks.do.enqueue(str(number))
    for _ in range(4):
        installation.worker("--no-clock", "--threads", "2", *HASTY)
    wait_until(all_done, seconds=60)
    assert done_by_name() == Counter(str(number) for number in range(200))
    assert all(len(row.worker_ids) == 1 for row in DBTaskResult.objects.all())


def test_a_frozen_worker_that_wakes_up_late_completes_nothing(installation: Installation, tmp_path: Path) -> None:
    if connection.vendor == "sqlite":
        return  # frozen in mid-transaction it keeps the only lock: nobody can overtake it
    frozen = installation.worker("--no-clock", *HASTY)
    sample_tasks.do_and_hang_at_first.enqueue("a", str(tmp_path))
    wait_until(lambda: list(tmp_path.iterdir()), seconds=60)
    os.kill(frozen.pid, signal.SIGSTOP)
    installation.worker("--no-clock", *HASTY)
    wait_until(all_done, seconds=60)
    os.kill(frozen.pid, signal.SIGCONT)
    assert done_by_name() == Counter(["a"])
    frozen.kill()
    assert clock.now() >= DBTaskResult.objects.get().finished_at
