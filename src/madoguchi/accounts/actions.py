"""Issuing IDs and administering staff. Each action by somebody, each in the history, nobody on themselves."""

import secrets
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from madoguchi.accounts.administration import (
    LastAdministrator,
    administered_roles,
    refuse_unless_administered,
    refuse_unless_grantable,
)
from madoguchi.accounts.login_ids import LoginIdTaken, next_login_id, refuse_bad_login_id, spelled_login_id
from madoguchi.accounts.models import RightChange, Staff
from madoguchi.accounts.rights import ALL_RIGHTS, RIGHTS_BY_ROLE, USER_KINDS, Role
from madoguchi.accounts.sign_in.actions import forget_attempts
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.erasure import erase_personal_values
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import MissingRight, Refusal

# Without characters that are mistaken for one another when somebody reads them out (0 O 1 l I).
READABLE = "abcdefghijkmnpqrstuvwxyz23456789"
ERASED_NAME = "（消去済み）"


class StillActive(Refusal):
    message = "利用中の人の情報は消去できません。先に利用を停止してください。"


class ReasonMissing(Refusal):
    message = "理由を入力してください。"


@dataclass(frozen=True)
class IssuedAccount:
    staff: Staff
    temporary_password: str


@transaction.atomic
def issue_account(
    *, name: str, role: Role, by: Actor, login_id: str = "", email: str = "", temporary_password: str = ""
) -> IssuedAccount:
    """Issue an ID with a password that must be changed at the first sign-in. Without `login_id` the next free one
    of the role is taken. The history holds no password."""
    if role not in administered_roles(by):
        raise MissingRight("staff.edit")
    used = set(Staff.objects.values_list("login_id", flat=True))
    login_id = spelled_login_id(login_id) or next_login_id(role, used)
    refuse_bad_login_id(login_id)
    if login_id in used:
        raise LoginIdTaken
    password = temporary_password or make_temporary_password()
    staff = Staff(login_id=login_id, name=name.strip(), email=email, role=role.value, must_change_password=True)
    staff.set_password(password)
    try:
        with transaction.atomic():
            staff.save(force_insert=True)
    except IntegrityError as error:
        raise LoginIdTaken from error
    record(
        "staff.issued",
        by=by,
        about=_about(staff),
        changes={"role": (None, role.value)},
        personal={"staff_name": (None, staff.name), "staff_email": (None, email)},
    )
    return IssuedAccount(staff, password)


def make_temporary_password() -> str:
    """Sixteen readable characters in groups: 79 bits."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(4))


@transaction.atomic
def change_person(staff: Staff, *, name: str, email: str, role: Role, by: Actor) -> bool:
    """Whether anything changed. A new role takes the individual changes of rights with it: they were made for the
    old one."""
    refuse_unless_administered(staff.person, by=by)
    if role not in administered_roles(by):
        raise MissingRight("staff.edit")
    if role is not Role(staff.role):
        _refuse_to_lose_the_last_administrator(staff)
    before = (staff.name, staff.email, staff.role)
    if before == (name, email, role.value):
        return False
    if role.value != staff.role:
        staff.right_changes.all().delete()
    staff.name, staff.email, staff.role = name, email, role.value
    staff.save(update_fields=["name", "email", "role"])
    record(
        "staff.changed",
        by=by,
        about=_about(staff),
        changes={"role": (before[2], staff.role)},
        personal={"staff_name": (before[0], name), "staff_email": (before[1], email)},
    )
    return True


@transaction.atomic
def set_right(staff: Staff, right: str, *, held: bool, reason: str, by: Actor) -> bool:
    """Give or take one right of one person (SEC-06); whether anything changed. Only a right that one holds oneself
    can be given."""
    refuse_unless_administered(staff.person, by=by)
    if right not in ALL_RIGHTS:
        raise KeyError(right)
    if staff.actor.may(right) == held:
        return False
    if not reason.strip():
        raise ReasonMissing
    if held:
        refuse_unless_grantable([right], by=by)
    is_of_role = right in RIGHTS_BY_ROLE[Role(staff.role)]
    if held == is_of_role:
        staff.right_changes.filter(right=right).delete()
        kind = "staff.right_restored"
    else:
        RightChange.objects.create(staff=staff, right=right, is_granted=held, reason=reason)
        kind = "staff.right_granted" if held else "staff.right_withdrawn"
    if right == "staff.edit" and not held:
        _refuse_to_lose_the_last_administrator(staff)
    record(kind, by=by, about=_about(staff), facts={"right": right, "reason": reason})
    _forget_prefetched_rights(staff)
    return True


@transaction.atomic
def set_rights(staff: Staff, rights: frozenset[str], *, reason: str, by: Actor) -> bool:
    """Make these the person's rights, each difference an event of its own; whether anything changed."""
    refuse_unless_administered(staff.person, by=by)
    differing = sorted(staff.actor.rights ^ rights)
    for right in differing:
        set_right(staff, right, held=right in rights, reason=reason, by=by)
    return bool(differing)


@transaction.atomic
def reissue_password(staff: Staff, *, by: Actor) -> str:
    """A new temporary password: ends all sessions and a lock-out; the person must set their own."""
    refuse_unless_administered(staff.person, by=by)
    password = make_temporary_password()
    staff.set_password(password)
    staff.must_change_password = True
    staff.session_round += 1
    staff.save(update_fields=["password", "must_change_password", "session_round"])
    forget_attempts(staff.login_id)
    record("staff.password_reissued", by=by, about=_about(staff))
    return password


@transaction.atomic
def unlock(staff: Staff, *, by: Actor) -> bool:
    refuse_unless_administered(staff.person, by=by)
    if not forget_attempts(staff.login_id):
        return False
    record("staff.unlocked", by=by, about=_about(staff))
    return True


@transaction.atomic
def reset_second_factors(staff: Staff, *, reason: str, by: Actor) -> bool:
    """For a lost telephone: the person sets up a new second factor at the next sign-in."""
    refuse_unless_administered(staff.person, by=by)
    if not reason.strip():
        raise ReasonMissing
    gone, _ = Authenticator.objects.filter(user_id=staff.pk).delete()
    if not gone:
        return False
    _end_sessions(staff)
    record("staff.second_factors_reset", by=by, about=_about(staff), facts={"reason": reason})
    return True


@transaction.atomic
def end_sessions(staff: Staff, *, by: Actor) -> None:
    refuse_unless_administered(staff.person, by=by)
    _end_sessions(staff)
    record("staff.sessions_ended", by=by, about=_about(staff))


@transaction.atomic
def deactivate(staff: Staff, *, reason: str, by: Actor) -> bool:
    """The person cannot act from this moment: the next request of any session finds nobody."""
    refuse_unless_administered(staff.person, by=by)
    if not staff.is_active:
        return False
    if not reason.strip():
        raise ReasonMissing
    _refuse_to_lose_the_last_administrator(staff)
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    _end_sessions(staff)
    record("staff.deactivated", by=by, about=_about(staff), facts={"reason": reason})
    return True


@transaction.atomic
def reactivate(staff: Staff, *, by: Actor) -> str:
    """With a new temporary password: what was known before the break no longer opens."""
    refuse_unless_administered(staff.person, by=by)
    staff.is_active = True
    staff.save(update_fields=["is_active"])
    record("staff.reactivated", by=by, about=_about(staff))
    return reissue_password(staff, by=by)


def erase_person(staff: Staff, *, reason: str, by: Actor) -> None:
    """Name and address of somebody who has left are erased, also in the history; the ID stays issued for ever."""
    refuse_unless_administered(staff.person, by=by)
    by.need("staff.delete", also=[UserKind.SYSTEM])
    if staff.is_active:
        raise StillActive
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        staff.name, staff.email = ERASED_NAME, ""
        staff.set_unusable_password()
        staff.save(update_fields=["name", "email", "password"])
        Authenticator.objects.filter(user_id=staff.pk).delete()
        record("staff.erased", by=by, about=_about(staff), facts={"reason": reason})
    erase_personal_values(_about(staff), by=by, reason=reason)


def _end_sessions(staff: Staff) -> None:
    staff.session_round += 1
    staff.save(update_fields=["session_round"])


def _refuse_to_lose_the_last_administrator(staff: Staff) -> None:
    """Somebody must always be able to administer staff on the city's side."""
    if USER_KINDS[Role(staff.role)] is not UserKind.CITY:
        return
    others = (
        Staff.objects.get_queryset()
        .active()
        .exclude(pk=staff.pk)
        .of_roles([Role.CITY_ADMIN])
        .prefetch_related("right_changes")
    )
    if Role(staff.role) is Role.CITY_ADMIN and not any(other.actor.may("staff.edit") for other in others):
        raise LastAdministrator


def _forget_prefetched_rights(staff: Staff) -> None:
    getattr(staff, "_prefetched_objects_cache", {}).pop("right_changes", None)


def _about(staff: Staff) -> About:
    return About("staff", staff.login_id)
