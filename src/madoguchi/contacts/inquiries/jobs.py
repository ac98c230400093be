"""Periodic work of the inquiry form."""

from django_tasks import task

from madoguchi.contacts.inquiries.actions import forget_lines


@task(queue_name="slow")
def forget_lines_of_inquiries() -> int:
    return forget_lines()
