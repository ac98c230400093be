"""What is done about agents from time to time; `config/clockwork.py` says when."""

from django_tasks import task

from madoguchi.calls.agents.following import end_stale_after_call_work
from madoguchi.calls.orders.actions import ask_exchange
from madoguchi.calls.ports import OrderKind
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM


@task(queue_name="fast")
def end_after_call_work() -> int:
    """The switchboard is quicker; this is for seats without a telephone, and for when it does not run."""
    over = end_stale_after_call_work(now=clock.now())
    for row in over:
        if row.agent.has_telephone:
            ask_exchange(OrderKind.UNPAUSE, by=SYSTEM, agent=row.agent)
    return len(over)
