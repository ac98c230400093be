"""Periodic work of the public FAQ."""

from django_tasks import task

from madoguchi.knowledge.public.actions import fold_days


@task(queue_name="slow")
def fold_faq_days() -> int:
    return fold_days()
