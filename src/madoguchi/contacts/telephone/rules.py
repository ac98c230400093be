"""When a call and a record belong together. Pure."""

from datetime import datetime, timedelta

from madoguchi.contacts.rules import Channel

BY_TELEPHONE = (Channel.TELEPHONE.value, Channel.RELAY.value)
# The record is opened when it rings, at the latest while the caller still speaks or just afterwards.
OPENED_BEFORE, OPENED_AFTER = timedelta(minutes=1), timedelta(minutes=10)


def belong_together(*, record_began: datetime, call_answered: datetime, call_ended: datetime | None) -> bool:
    return call_answered - OPENED_BEFORE <= record_began and (
        call_ended is None or record_began <= call_ended + OPENED_AFTER
    )
