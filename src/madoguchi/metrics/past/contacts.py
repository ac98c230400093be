"""Counting contacts over a period: records that were begun in it, drafts and what a former system recorded left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)

from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.rules import Direction
from madoguchi.contacts.call_backs.models import CallBack
from madoguchi.contacts.escalations.models import CallTransfer, Escalation, EscalationStep
from madoguchi.contacts.marks.models import ContactMark
from madoguchi.contacts.marks.rules import Mark
from madoguchi.contacts.models import Contact
from madoguchi.contacts.rules import RECORDED, Channel, ContactState, Kind, Level, Transfer
from madoguchi.contacts.telephone.rules import BY_TELEPHONE
from madoguchi.core.actors import SYSTEM
from madoguchi.metrics.past.hours import HourOf, hour_from
from madoguchi.metrics.past.rules import Contacts, RecordedCalls

TRANSFERRED = Q(transfer=Transfer.TRANSFERRED.value) | Q(
    Exists(CallTransfer.objects.filter(contact=OuterRef("pk"), result=Transfer.TRANSFERRED.value))
)
WAS_WITH_DEPARTMENT = Q(
    Exists(EscalationStep.objects.filter(escalation__contact=OuterRef("pk"), level=Level.DEPARTMENT.value))
)
COMPLAINED = Q(kind=Kind.COMPLAINT.value) | Q(
    Exists(ContactMark.objects.filter(contact=OuterRef("pk"), kind=Mark.COMPLAINT.value, withdrawn_at=None))
)
IS_COMPLETED = Q(state=ContactState.COMPLETED.value)
COMPLETED_IN_CENTRE = IS_COMPLETED & Q(transfer=Transfer.NONE.value) & ~TRANSFERRED & ~WAS_WITH_DEPARTMENT
# As one list, not looked up for each: most records go on from none, and SQLite would then not use the index.
GONE_ON_FROM = Contact.objects.filter(earlier__isnull=False, state__in=RECORDED).values("earlier")
FIRST_COMPLETED = Q(
    ~Exists(CallBack.objects.filter(contact=OuterRef("pk"))),
    ~Q(pk__in=GONE_ON_FROM),
    first_answer=True,
    earlier=None,
)
# Nobody answered these: we rang them, or they left their number by keys.
OUR_OWN_CALL = Q(Exists(Call.objects.filter(key=OuterRef("call_key"), direction=Direction.OUTGOING.value)))
WISHED_BY_KEYS = Q(Exists(CallBack.objects.filter(contact=OuterRef("pk"), agreed_by=SYSTEM.key)))


@dataclass(frozen=True)
class Row:
    """So many contacts of one hour that are of the same kind and came by the same channel."""

    hour: datetime
    kind: Kind
    channel: Channel
    contacts: int

    @property
    def by_telephone(self) -> int:
        return self.contacts if self.channel in BY_TELEPHONE else 0


def recorded_between(since: datetime, until: datetime) -> QuerySet[Contact]:
    return Contact.objects.filter(state__in=RECORDED, takeover=None, started_at__gte=since, started_at__lt=until)


def answered_calls_of(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """Those among them that tell of a call that somebody rang us with and that was answered."""
    return contacts.filter(channel__in=BY_TELEPHONE).exclude(OUR_OWN_CALL).exclude(WISHED_BY_KEYS)


def rows_between(since: datetime, until: datetime) -> list[Row]:
    found = (
        recorded_between(since, until)
        .order_by()
        .values("kind", "channel", hour=HourOf("started_at"))
        .annotate(contacts=Count("pk"))
    )
    rows = [
        Row(hour_from(one["hour"]), Kind(one["kind"]), Channel(one["channel"]), one["contacts"]) for one in found
    ]
    return sorted(rows, key=lambda row: row.hour)


def contacts_between(since: datetime, until: datetime) -> Contacts:
    counted = recorded_between(since, until).aggregate(
        recorded=Count("pk"),
        complaints=Count("pk", filter=COMPLAINED),
        to_city=Count("pk", filter=TRANSFERRED | WAS_WITH_DEPARTMENT),
    )
    return Contacts(**counted, escalations=escalations_between(since, until).count())


def recorded_calls_between(since: datetime, until: datetime) -> RecordedCalls:
    """By call, not by record: of a call that went through two hands each has written one."""
    alone = Case(When(call_key="", then=F("number")), default=Value(0))
    by_call = (
        answered_calls_of(recorded_between(since, until))
        .order_by()
        .values("call_key", alone=alone)
        .annotate(
            put_through=Count("pk", filter=TRANSFERRED),
            unfinished=Count("pk", filter=~COMPLETED_IN_CENTRE),
            not_at_once=Count("pk", filter=Q(first_answer=False)),
            not_for_good=Count("pk", filter=~FIRST_COMPLETED),
        )
    )
    counted = by_call.aggregate(
        calls=Count("alone"),
        transferred=_how_many(put_through__gt=0),
        completed_in_centre=_how_many(unfinished=0),
        first_answered=_how_many(not_at_once=0),
        first_completed=_how_many(not_for_good=0),
    )
    return RecordedCalls(**{name: count or 0 for name, count in counted.items()})


def _how_many(**condition: int) -> Sum:
    return Sum(Case(When(**condition, then=Value(1)), default=Value(0)))


def topics_between(since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
    """Each topic with its contacts, those that came by telephone, those that complained, those that are done."""
    yield from (
        recorded_between(since, until)
        .values("topic")
        .annotate(
            contacts=Count("pk"),
            by_telephone=Count("pk", filter=Q(channel__in=BY_TELEPHONE)),
            complaints=Count("pk", filter=COMPLAINED),
            complaints_completed=Count("pk", filter=COMPLAINED & IS_COMPLETED),
        )
        .order_by("-contacts", "topic")
    )


def transfers_between(since: datetime, until: datetime) -> list[tuple[str, Transfer, int]]:
    """Attempts by destination and result, of contacts of the period; also where only the record tells of one."""
    contacts = recorded_between(since, until)
    attempts = (
        CallTransfer.objects.filter(contact__in=contacts)
        .order_by()
        .values_list("destination", "result")
        .annotate(times=Count("pk"))
    )
    only_told = (
        contacts.exclude(transfer=Transfer.NONE.value)
        .exclude(Exists(CallTransfer.objects.filter(contact=OuterRef("pk"))))
        .order_by()
        .values_list("transfer_to", "transfer")
        .annotate(times=Count("pk"))
    )
    return [(to, Transfer(result), times) for found in (attempts, only_told) for to, result, times in found]


def escalations_between(since: datetime, until: datetime) -> QuerySet[Escalation]:
    return Escalation.objects.filter(opened_at__gte=since, opened_at__lt=until)


def levels_between(since: datetime, until: datetime) -> list[tuple[Level, int, int, int]]:
    """Each level with the escalations that were at it, those answered, those answered in time; a case may have been at
    several."""
    was_at = {
        level: Q(Exists(EscalationStep.objects.filter(escalation=OuterRef("pk"), level=level.value)))
        for level in Level
        if level is not Level.OPERATOR
    }
    answered, in_time = Q(answered_at__isnull=False), Q(answered_at__lte=F("due_at"))
    found = escalations_between(since, until).aggregate(
        **{
            f"{level.name}_{name}": Count("pk", filter=at & condition)
            for level, at in was_at.items()
            for name, condition in (("all", Q()), ("answered", answered), ("in_time", in_time))
        }
    )
    return [
        (level, *(found[f"{level.name}_{name}"] for name in ("all", "answered", "in_time"))) for level in was_at
    ]
