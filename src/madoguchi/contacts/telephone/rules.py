"""When a call and a record belong together. Pure."""

from datetime import datetime, timedelta

from madoguchi.contacts.drafts.rules import RECORDED_WITHIN
from madoguchi.contacts.rules import Channel

BY_TELEPHONE = (Channel.TELEPHONE.value, Channel.RELAY.value)
# Somebody who begins to write while the telephone still rings.
BEFORE = timedelta(minutes=2)


def belong_together(*, record_began: datetime, call_answered: datetime, call_ended: datetime | None) -> bool:
    """Begun by who answered, during the call or soon after it."""
    return call_answered - BEFORE <= record_began and (
        call_ended is None or record_began < call_ended + RECORDED_WITHIN
    )
