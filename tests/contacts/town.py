"""Invented contacts that tests start from."""

import uuid
from datetime import datetime
from typing import Any

from madoguchi.contacts.drafts.actions import open_contact
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.actions import close_contact
from madoguchi.contacts.records.written import Written
from madoguchi.contacts.rules import Channel, ContactState, Level
from madoguchi.core.actors import Actor
from tests.worlds import OPERATOR


def written(**values: Any) -> Written:
    """A simple inquiry on the telephone, complete."""
    usual = {
        "channel": Channel.TELEPHONE,
        "topic": "受取り",
        "content": "受取りに必要なものを知りたい",
        "answer": "はがきと本人確認書類を案内した",
    }
    return Written(**{**usual, **values})


def draft(by: Actor = OPERATOR, at: datetime | None = None, channel: Channel = Channel.TELEPHONE) -> Contact:
    return open_contact(uuid.uuid4(), channel=channel, by=by, started_at=at)


def recorded(
    by: Actor = OPERATOR,
    *,
    to: ContactState = ContactState.COMPLETED,
    level: Level = Level.OPERATOR,
    at: datetime | None = None,
    **values: Any,
) -> Contact:
    return close_contact(draft(by, at), written(**values), to=to, level=level, by=by)
