"""Approvals: entered and withdrawn by the client, used for a file."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from madoguchi.accounts.disclosure import record_export
from madoguchi.contacts.models import ThirdPartyApproval, ThirdPartyHandOver
from madoguchi.contacts.third_parties.history import APPROVAL
from madoguchi.contacts.third_parties.queries import records_covered_by
from madoguchi.contacts.third_parties.refusals import DaysTurned, NotApproved, OnlyTheClientApproves
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.record import About, record

MAY_APPROVE = "keeping.edit"
MAY_HAND_OVER = "keeping.export"


@dataclass(frozen=True)
class Approved:
    """As the client's document says."""

    receiver: str
    purpose: str
    approved_by: str
    document: str
    approved_on: date
    until: date
    first_day: date
    last_day: date
    with_persons: bool = False


def enter_approval(approved: Approved, *, by: Actor) -> ThirdPartyApproval:
    _need_client(by)
    if approved.until < approved.approved_on or approved.last_day < approved.first_day:
        raise DaysTurned
    with transaction.atomic():
        approval = ThirdPartyApproval.objects.create(**vars(approved), entered_by=by.key, entered_at=clock.now())
        facts = {name: str(value) for name, value in vars(approved).items()}
        record("approval.entered", by=by, about=about(approval), facts=facts)
        return approval


def withdraw_approval(approval: ThirdPartyApproval, *, reason: str, by: Actor) -> ThirdPartyApproval:
    _need_client(by)
    with transaction.atomic():
        now = ThirdPartyApproval.objects.select_for_update().get(pk=approval.pk)
        if now.withdrawn_at is None:
            now.withdrawn_at, now.withdrawn_reason = clock.now(), reason
            now.save(update_fields=["withdrawn_at", "withdrawn_reason"])
            record("approval.withdrawn", by=by, about=about(now), facts={"reason": reason})
        return now


def hand_over(approval: ThirdPartyApproval, *, form: str, by: Actor) -> ThirdPartyHandOver:
    """On record before the file leaves; refused without an approval that is in force today."""
    by.need(MAY_HAND_OVER)
    with transaction.atomic():
        now = ThirdPartyApproval.objects.select_for_update().get(pk=approval.pk)
        if not now.is_in_force:
            raise NotApproved
        rows = records_covered_by(now).count()
        done = ThirdPartyHandOver.objects.create(approval=now, at=clock.now(), by=by.key, records=rows)
        facts = {"receiver": now.receiver, "document": now.document, "with_persons": now.with_persons}
        record("approval.used", by=by, about=about(now), facts={**facts, "rows": rows})
        record_export("keeping", by=by, rows=rows, form=form, facts=facts)
        return done


def about(approval: ThirdPartyApproval) -> About:
    return About(APPROVAL, str(approval.pk))


def _need_client(by: Actor) -> None:
    if by.kind is not UserKind.CITY:
        raise OnlyTheClientApproves
    by.need(MAY_APPROVE)
