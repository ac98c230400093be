"""Records and bookings, made up row by row, and counted again out of what was made up."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import strategies as st

from madoguchi.calls.models import Call
from madoguchi.contacts.models import CallBack, CallTransfer, Contact, ContactMark, Escalation, EscalationStep
from madoguchi.contacts.rules import Channel, ContactState, Kind, Level, Transfer
from madoguchi.core.actors import SYSTEM

TELEPHONE = (Channel.TELEPHONE, Channel.RELAY)
RANG_US, RANG_THEM = ("rang-1", "rang-2"), "rang-out"


@dataclass(frozen=True)
class Record:
    at: datetime
    state: ContactState
    channel: Channel
    kind: Kind
    topic: str
    call: str  # "" where nobody said which
    transfer: Transfer
    attempt: Transfer  # what a row of its own tells, or NONE
    with_department: bool
    marked: str  # "", complaint, withdrawn
    call_back: str  # "", agreed, wished
    first_answer: bool
    goes_on: bool  # from the record before

    @property
    def counts(self) -> bool:
        return self.state is not ContactState.DRAFT

    @property
    def was_put_through(self) -> bool:
        return Transfer.TRANSFERRED in (self.transfer, self.attempt)

    @property
    def complained(self) -> bool:
        return self.kind is Kind.COMPLAINT or self.marked == "complaint"

    @property
    def is_of_an_answered_call(self) -> bool:
        return self.channel in TELEPHONE and self.call != RANG_THEM and self.call_back != "wished"

    @property
    def stayed_in_centre(self) -> bool:
        return (
            self.state is ContactState.COMPLETED
            and self.transfer is Transfer.NONE
            and not self.was_put_through
            and not self.with_department
        )


def records(*boundaries: datetime) -> st.SearchStrategy[list[Record]]:
    """Many of them within seconds of a boundary."""
    moments = st.sampled_from(boundaries).flatmap(
        lambda boundary: st.integers(-90, 90).map(lambda seconds: boundary + timedelta(seconds=seconds))
    )
    often = st.sampled_from
    one = st.builds(
        Record,
        moments,
        often([*ContactState, ContactState.COMPLETED, ContactState.COMPLETED]),
        often([*Channel, Channel.TELEPHONE, Channel.TELEPHONE]),
        often([Kind.INQUIRY, Kind.COMPLAINT, Kind.WISH]),
        often(["", "受取り", "申請"]),
        often(["", "", *RANG_US, RANG_THEM]),
        often([Transfer.NONE] * 4 + list(Transfer)),
        often([Transfer.NONE] * 4 + [Transfer.TRANSFERRED, Transfer.NOT_REACHED]),
        often([False, False, False, True]),
        often(["", "", "complaint", "withdrawn"]),
        often(["", "", "", "agreed", "wished"]),
        st.booleans(),
        often([False, False, False, True]),
    )
    return st.lists(one, max_size=9)


def write(made: Sequence[Record]) -> None:
    """Straight into the tables, so that combinations stand there that no action would make."""
    for key, direction in ((RANG_US[0], "incoming"), (RANG_US[1], "incoming"), (RANG_THEM, "outgoing")):
        Call.objects.create(key=key, direction=direction, arrived_at=datetime.fromisoformat("2020-01-01T00:00:00Z"))
    before: Contact | None = None
    for one in made:
        contact = Contact.objects.create(
            once_key=uuid.uuid4(),
            state=one.state.value,
            started_at=one.at,
            recorded_at=one.at if one.counts else None,
            channel=one.channel.value,
            kind=one.kind.value,
            topic=one.topic,
            call_key=one.call,
            transfer=one.transfer.value,
            transfer_to="市民課" if one.transfer is not Transfer.NONE else "",
            first_answer=one.first_answer,
            earlier=before if one.goes_on else None,
        )
        _beside(contact, one)
        before = contact


def _beside(contact: Contact, one: Record) -> None:
    if one.attempt is not Transfer.NONE:
        CallTransfer.objects.create(
            contact=contact, at=one.at, by="op", destination="市民課", told_first=True, result=one.attempt.value
        )
    if one.with_department:
        escalation = Escalation.objects.create(
            contact=contact,
            level=Level.OPERATOR.value,  # given back since
            state="closed",
            reason="hard",
            caller="gone",
            opened_by="op",
            opened_at=one.at,
            due_at=one.at,
            remind_at=one.at,
            closed_at=one.at,
            answered_at=one.at + timedelta(seconds=one.at.second - 30),
        )
        for start, end in ((Level.OPERATOR, Level.DEPARTMENT), (Level.DEPARTMENT, Level.OPERATOR)):
            EscalationStep.objects.create(
                escalation=escalation, at=one.at, by="op", kind="opened", from_level=start.value, level=end.value
            )
    if one.marked:
        ContactMark.objects.create(
            contact=contact,
            kind="complaint",
            marked_by="op",
            marked_at=one.at,
            withdrawn_at=one.at if one.marked == "withdrawn" else None,
        )
    if one.call_back:
        by = SYSTEM.key if one.call_back == "wished" else "op"
        CallBack.objects.create(contact=contact, agreed_at=one.at, agreed_by=by, due_at=one.at)


def by_call(made: Sequence[Record], since: datetime, until: datetime) -> list[list[int]]:
    """The places in `made` of the records of each answered call."""
    calls: dict[str, list[int]] = {}
    for place, one in enumerate(made):
        if one.counts and since <= one.at < until and one.is_of_an_answered_call:
            calls.setdefault(one.call or f"alone {place}", []).append(place)
    return list(calls.values())


def is_for_good(made: Sequence[Record], place: int) -> bool:
    """Nothing before it, nothing after it, no promise."""
    one = made[place]
    is_first = not (one.goes_on and place > 0)
    follows = place + 1 < len(made) and made[place + 1].goes_on and made[place + 1].counts
    return one.first_answer and is_first and not follows and not one.call_back
