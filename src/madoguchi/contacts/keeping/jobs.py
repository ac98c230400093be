"""When terms end; `config/clockwork.py` says at which hour."""

from django_tasks import task

from madoguchi.contacts.keeping.actions import end_terms
from madoguchi.core.tasks.marks import at_least_once


@task(queue_name="slow")
@at_least_once  # one short transaction a record; what has ended does not end again
def end_terms_of_records() -> list[int]:
    return list(end_terms())
