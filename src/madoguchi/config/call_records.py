"""Which answered calls nobody has written about: the ledger of calls and the contacts, which do not know each other."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.rules import Direction
from madoguchi.contacts.drafts.rules import RECORDED_WITHIN
from madoguchi.contacts.models import Contact
from madoguchi.contacts.ports import CallWithoutRecord
from madoguchi.contacts.telephone.rules import BEFORE
from madoguchi.core import clock

# What is older is no work of today any more; the list of calls has it.
LOOKED_BACK = timedelta(days=7)


class CallsOfTheLedger:
    """A contact is of the call that it was taken up for; where nobody said so, of one that its writer answered shortly
    before. Each contact is of one call."""

    def calls_without_record(self) -> Sequence[CallWithoutRecord]:
        since = clock.now() - LOOKED_BACK
        answered = (
            Call.objects.filter(answered_at__gte=since, direction=Direction.INCOMING.value, agent__isnull=False)
            .exclude(outcome="test")
            .select_related("agent__staff")
            .order_by("answered_at")
        )
        of_calls = set(
            Contact.objects.filter(started_at__gte=since - BEFORE)
            .exclude(call_key="")
            .values_list("call_key", flat=True)
        )
        begun: dict[str, list[datetime]] = {}
        for handler, started_at in (
            Contact.objects.filter(started_at__gte=since - BEFORE, call_key="")
            .order_by("started_at")
            .values_list("handler", "started_at")
        ):
            begun.setdefault(handler, []).append(started_at)
        return [
            CallWithoutRecord(call.agent.staff.login_id, call.answered_at, call.caller)
            for call in answered
            if call.key not in of_calls and call.agent and call.answered_at and not _take(begun, call)
        ]


def _take(begun: dict[str, list[datetime]], call: Call) -> bool:
    """Whether something was written of it; the next call needs another one."""
    if not call.agent or not call.answered_at:
        return True
    until = (call.ended_at or clock.now()) + RECORDED_WITHIN
    mine = begun.get(call.agent.staff.login_id, [])
    for place, started_at in enumerate(mine):
        if call.answered_at - BEFORE <= started_at < until:
            del mine[place]
            return True
    return False
