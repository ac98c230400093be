"""Who administers whom: the manager the call centre's people, the city administrator everybody (WFM-19).

Nobody administers themselves, nor a role with more power than they have, so nobody can raise their own rights.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from madoguchi.accounts.rights import RIGHTS_BY_ROLE, USER_KINDS, Role
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.refusals import MissingRight, NotAllowed, Refusal


class OwnAccount(NotAllowed):
    message = "自分自身の役割・権限・利用状態は変更できません。別の管理者に依頼してください。"


class RightNotHeld(NotAllowed):
    message = "自分が持っていない権限を、ほかの人に与えることはできません。"


class LastAdministrator(Refusal):
    message = "市の管理者が一人もいなくなるため、変更できません。先に別の管理者を登録してください。"


@dataclass(frozen=True)
class Person:
    """What the rules need to know of a staff member."""

    key: str
    role: Role


def administered_roles(by: Actor) -> tuple[Role, ...]:
    """The roles that this actor may give and whose holders they may administer."""
    if by.kind is UserKind.SYSTEM:
        return tuple(Role)
    if not by.may("staff.edit"):
        return ()
    own = (role for role in Role if by.kind is UserKind.CITY or USER_KINDS[role] is by.kind)
    return tuple(role for role in own if all(by.may(right) for right in RIGHTS_BY_ROLE[role] if _is_power(right)))


# How the contractor's people work is the contractor's own: no power over citizens' data, so the city's administrator,
# who has none of it, still administers everybody.
CONTRACTORS_OWN = {"quality"}


def _is_power(right: str) -> bool:
    """Whoever issues an account, or a new password for it, could use it: not one with more power than their own."""
    subject, _, verb = right.partition(".")
    return subject in {"staff", "access"} or (verb in {"delete", "export"} and subject not in CONTRACTORS_OWN)


def seen_roles(by: Actor) -> tuple[Role, ...]:
    if by.kind is UserKind.SYSTEM:
        return tuple(Role)
    if not by.may("staff.view"):
        return ()
    return tuple(role for role in Role if by.kind is UserKind.CITY or USER_KINDS[role] is by.kind)


def refuse_unless_administered(person: Person, *, by: Actor) -> None:
    if person.role not in administered_roles(by):
        raise MissingRight("staff.edit")
    if by.key and person.key == by.key:
        raise OwnAccount


def refuse_unless_grantable(rights: Iterable[str], *, by: Actor) -> None:
    if by.kind is UserKind.SYSTEM:
        return
    if not all(by.may(right) for right in rights):
        raise RightNotHeld
