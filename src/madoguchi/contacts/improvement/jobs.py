"""Counting needs; `config/clockwork.py` says at which hour."""

from django_tasks import task

from madoguchi.contacts.improvement import actions
from madoguchi.core.tasks.marks import at_least_once


@task(queue_name="slow")
@at_least_once  # it reads for long, which no transaction should; counted twice it says the same
def count_needs() -> int:
    return actions.count_needs()
