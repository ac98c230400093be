"""How everything of the telephone appears in the history. Each room registers its own kinds; this lists the rooms."""

from madoguchi.calls.agents import history as agents
from madoguchi.calls.announcements import history as announcements
from madoguchi.calls.ledger import history as ledger
from madoguchi.calls.lines import history as lines
from madoguchi.calls.marks import history as marks
from madoguchi.calls.orders import history as orders
from madoguchi.calls.policy import history as policy
from madoguchi.calls.recordings import history as recordings


def register() -> None:
    ledger.register()
    agents.register()
    orders.register()
    marks.register()
    recordings.register()
    announcements.register()
    policy.register()
    lines.register()
