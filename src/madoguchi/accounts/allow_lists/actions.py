"""Changing the allow-lists, and refusing visits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from madoguchi.accounts.allow_lists.queries import allow_list_of, allowed_networks
from madoguchi.accounts.allow_lists.rules import (
    Address,
    AddressRefused,
    WouldLockYourselfOut,
    may_come_from,
    network_of,
)
from madoguchi.accounts.models import AllowedNetwork, Staff
from madoguchi.accounts.rights import Role
from madoguchi.accounts.sign_in.actions import address_fact, is_first_in
from madoguchi.core.actors import CITIZEN, Actor, UserKind
from madoguchi.core.history.record import About, record
from madoguchi.core.text.my_number import number_is_something_else

# A stranger who keeps knocking must not be able to fill the history.
REPEATED_REFUSALS = timedelta(hours=1)


@dataclass(frozen=True)
class AllowedLine:
    cidr: str
    note: str = ""


@transaction.atomic
def set_allow_list(
    role: Role,
    lines: Iterable[AllowedLine],
    *,
    by: Actor,
    own_role: Role | None = None,
    own_address: Address | None = None,
) -> bool:
    """Replace the list of one role; whether anything changed. Whoever changes their own role's list must still be
    able to come in afterwards."""
    by.need("access.edit", also=[UserKind.SYSTEM])
    wanted = {str(network_of(line.cidr)): line.note.strip() for line in lines}
    if own_role is role and own_address is not None:
        networks = [network_of(cidr) for cidr in wanted]
        if not may_come_from(own_address, networks):
            raise WouldLockYourselfOut
    before = {line.cidr: line.note for line in allow_list_of(role)}
    if before == wanted:
        return False
    AllowedNetwork.objects.filter(role=role.value).delete()
    AllowedNetwork.objects.bulk_create(
        AllowedNetwork(role=role.value, cidr=cidr, note=note) for cidr, note in wanted.items()
    )
    with number_is_something_else("接続元のアドレスは番号ではない"):
        record(
            "sign_in.allow_list_changed",
            by=by,
            about=About("sign_in", role.value),
            changes={"networks": (_shown(before), _shown(wanted))},
        )
    return True


def refuse_foreign_staff(staff: Staff, address: Address) -> None:
    """Raise when this person may not come from there; the refusal is on record."""
    if may_come_from(address, allowed_networks()[Role(staff.role)]):
        return
    with transaction.atomic():
        if is_first_in(f"visit:{staff.login_id}:{address}", REPEATED_REFUSALS):
            with address_fact():
                record(
                    "staff.visit_refused",
                    by=staff.actor,
                    about=About("staff", staff.login_id),
                    facts={"from_address": str(address)},
                )
    raise AddressRefused


def refuse_foreign_visitor(address: Address) -> None:
    """Before anybody has signed in: the staff door is shown only where some role may come from."""
    if any(may_come_from(address, networks) for networks in allowed_networks().values()):
        return
    with transaction.atomic():
        if is_first_in(f"visit::{address}", REPEATED_REFUSALS):
            with address_fact():
                record(
                    "sign_in.visit_refused",
                    by=CITIZEN,
                    about=About("sign_in", "-"),
                    facts={"from_address": str(address)},
                )
    raise AddressRefused


def _shown(lines: dict[str, str]) -> list[str]:
    return [f"{cidr} {note}".strip() for cidr, note in lines.items()]
