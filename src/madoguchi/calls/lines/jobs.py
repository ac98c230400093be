"""The checklists follow the contract when its dates or words change."""

from django_tasks import task

from madoguchi.calls.lines.actions import keep_tasks
from madoguchi.core.actors import SYSTEM
from madoguchi.municipality.queries import has_contract


@task(queue_name="slow")
def keep_line_tasks() -> None:
    if has_contract():
        keep_tasks(by=SYSTEM)
