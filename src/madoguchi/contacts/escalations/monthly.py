"""転送件数・転送率・引継ぎ件数 by month (ESC-10). A call belongs to the month in which it came in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q

from madoguchi.contacts.escalations.models import CallTransfer, Escalation, EscalationStep
from madoguchi.contacts.escalations.rules import rate_percent
from madoguchi.contacts.models import Contact
from madoguchi.contacts.rules import RECORDED, Channel, Level, Transfer
from madoguchi.core import clock

CALLS = (Channel.TELEPHONE.value, Channel.RELAY.value)


@dataclass(frozen=True)
class MonthOfTransfers:
    first: date
    calls: int  # answered: every call that has a record
    transferred: int
    numbers_told: int
    not_reached: int
    to_supervisor: int
    to_general_manager: int
    to_department: int
    escalated: int
    answered_in_time: int
    answered: int

    @property
    def transfer_rate(self) -> float | None:
        """転送率: calls put through ÷ calls answered (targets.transfer_rate)."""
        return rate_percent(self.transferred, self.calls)

    @property
    def in_time_rate(self) -> float | None:
        return rate_percent(self.answered_in_time, self.answered)


def months_of_transfers(last: date, count: int) -> list[MonthOfTransfers]:
    """So many months, the newest first."""
    return [_month(first, until) for first, until in _months(last, count)]


def _months(last: date, count: int) -> Iterator[tuple[date, date]]:
    first = last.replace(day=1)
    for _ in range(count):
        yield first, (first + timedelta(days=31)).replace(day=1)
        first = (first - timedelta(days=1)).replace(day=1)


def _month(first: date, until: date) -> MonthOfTransfers:
    since, before = clock.start_of(first), clock.start_of(until)
    # Without what a former system recorded: those calls were another's.
    calls = Contact.objects.filter(
        state__in=RECORDED, takeover=None, channel__in=CALLS, started_at__gte=since, started_at__lt=before
    )
    of_calls = calls.aggregate(
        calls=Count("pk"),
        transferred=Count("pk", filter=_had(Transfer.TRANSFERRED)),
        numbers_told=Count("pk", filter=_had(Transfer.NUMBER_TOLD)),
        not_reached=Count("pk", filter=_had(Transfer.NOT_REACHED) | _had(Transfer.HUNG_UP)),
    )
    opened = Escalation.objects.filter(opened_at__gte=since, opened_at__lt=before)
    of_escalations = opened.aggregate(
        escalated=Count("pk"),
        to_supervisor=Count("pk", filter=_went_to(Level.SUPERVISOR)),
        to_general_manager=Count("pk", filter=_went_to(Level.GENERAL_MANAGER)),
        to_department=Count("pk", filter=_went_to(Level.DEPARTMENT)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        answered_in_time=Count("pk", filter=Q(answered_at__lte=F("due_at"))),
    )
    return MonthOfTransfers(first=first, **of_calls, **of_escalations)


def _had(result: Transfer) -> Q:
    rows = CallTransfer.objects.filter(contact=OuterRef("pk"), result=result.value)
    return Q(transfer=result.value) | Q(Exists(rows))


def _went_to(level: Level) -> Q:
    return Q(Exists(EscalationStep.objects.filter(escalation=OuterRef("pk"), level=level.value)))
