"""Who holds which task, and which due times have been seen to."""

from typing import Any

from django.db import models
from django_tasks_db.models import DBTaskResult

from madoguchi.core.fields import MachineCharField

TaskRow = DBTaskResult[..., Any]


class TaskLease(models.Model):
    """A running task belongs to one worker until `expires_at`. No row: nobody runs it. The worker that still has
    its row when it finishes may write its result; everybody else comes too late."""

    task = models.OneToOneField(DBTaskResult, on_delete=models.CASCADE, primary_key=True, related_name="lease")
    worker = MachineCharField(max_length=64)
    attempt = models.PositiveIntegerField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="task_lease_end")]


class PeriodicRun(models.Model):
    """A due time of a periodic job that has been enqueued: once, however many workers see it."""

    job = MachineCharField(max_length=60)
    due_at = models.DateTimeField()
    enqueued_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "due_at"], name="periodic_run_once")]
