"""What the clock does about ledgers; `config/clockwork.py` says when."""

from django_tasks import task

from madoguchi.booking.ledger_import.actions import forget_unbooked


@task(queue_name="slow")
def forget_ledgers() -> int:
    return forget_unbooked()
