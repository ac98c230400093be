"""What the clock does about files; `config/clockwork.py` says when."""

from django_tasks import task

from madoguchi.knowledge.exchange.actions import forget_unfinished


@task(queue_name="slow")
def forget_files() -> int:
    return forget_unfinished()
