"""When a call and a record belong together. Pure."""

import uuid
from datetime import datetime, timedelta

from madoguchi.contacts.drafts.rules import RECORDED_WITHIN
from madoguchi.contacts.rules import Channel

BY_TELEPHONE = (Channel.TELEPHONE.value, Channel.RELAY.value)
# Somebody who begins to write while the telephone still rings.
BEFORE = timedelta(minutes=2)


# Names nothing by itself: whoever answers the same call again, in another tab or after a restart, finds the same record.
_OF_CALLS = uuid.UUID("5f0c9f7e-2f8b-5a55-9d0b-6f2f7c9a4e11")


def once_key_of(call_key: str, handler: str) -> uuid.UUID:
    """Under which this person's record of this call is kept. A call that was put through has one for each of them."""
    return uuid.uuid5(_OF_CALLS, f"{call_key}\n{handler}")


def belong_together(*, record_began: datetime, call_answered: datetime, call_ended: datetime | None) -> bool:
    """Begun by who answered, during the call or soon after it."""
    return call_answered - BEFORE <= record_began and (
        call_ended is None or record_began < call_ended + RECORDED_WITHIN
    )
