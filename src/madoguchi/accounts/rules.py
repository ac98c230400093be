"""Who may do what. The table is the rule: read it, change it here, and every screen follows.

v view · e edit (make, change, cancel) · d delete (erase) · x export (take out of the system)
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.refusals import MissingRight, NotAllowed, Refusal


class Role(StrEnum):
    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    DATA_STAFF = "data_staff"
    CITY_CLERK = "city_clerk"
    CITY_ADMIN = "city_admin"
    AUDITOR = "auditor"


ROLE_LABELS = {
    Role.OPERATOR: "オペレーター",
    Role.SUPERVISOR: "スーパーバイザー",
    Role.MANAGER: "業務責任者",
    Role.DATA_STAFF: "情報処理要員",
    Role.CITY_CLERK: "市 窓口担当",
    Role.CITY_ADMIN: "市 管理者",
    Role.AUDITOR: "監査担当",
}

# Reading A-10: the manager acts as the call centre.
USER_KINDS = {
    Role.OPERATOR: UserKind.CALL_CENTRE,
    Role.SUPERVISOR: UserKind.CALL_CENTRE,
    Role.MANAGER: UserKind.CALL_CENTRE,
    Role.DATA_STAFF: UserKind.CALL_CENTRE,
    Role.CITY_CLERK: UserKind.CITY,
    Role.CITY_ADMIN: UserKind.CITY,
    Role.AUDITOR: UserKind.CITY,
}

VERBS = {"v": "view", "e": "edit", "d": "delete", "x": "export"}
VERB_LABELS = {"view": "閲覧", "edit": "編集", "delete": "削除", "export": "持ち出し"}
SUBJECT_LABELS = {
    "bookings": "予約",
    "slots": "予約枠",
    "settings": "設定",
    "staff": "職員・従事者",
    "access": "ログインと接続元",
    "history": "履歴",
}

RIGHTS_TABLE = """
            operator  supervisor  manager  data_staff  city_clerk  city_admin  auditor
bookings    ve..      ve..        ve.x     v...        ve..        vedx        v...
slots       v...      v...        v...     ve..        ve..        ve..        v...
settings    v...      v...        ve.x     ve.x        v...        ve.x        v...
staff       ....      v...        ve..     ....        ....        vedx        v...
access      ....      ....        v...     ....        ....        ve..        v...
history     v...      v...        v..x     v...        v...        vdx.        v..x
"""


def right(subject: str, verb: str) -> str:
    return f"{subject}.{verb}"


def _rights_by_role() -> dict[Role, frozenset[str]]:
    header, *lines = [line.split() for line in RIGHTS_TABLE.strip().splitlines()]
    return {
        Role(role): frozenset(
            right(subject, VERBS[letter]) for subject, *cells in lines for letter in cells[column].replace(".", "")
        )
        for column, role in enumerate(header)
    }


RIGHTS_BY_ROLE = _rights_by_role()
ALL_RIGHTS = frozenset(right(subject, verb) for subject in SUBJECT_LABELS for verb in VERBS.values())


def rights_of(role: Role, *, granted: frozenset[str], withdrawn: frozenset[str]) -> frozenset[str]:
    """The role's rights, changed for one person."""
    return (RIGHTS_BY_ROLE[role] | granted) - withdrawn


def right_label(name: str) -> str:
    subject, _, verb = name.partition(".")
    return f"{SUBJECT_LABELS[subject]}の{VERB_LABELS[verb]}"


# Who administers whom: the manager the call centre's people, the city administrator everybody (WFM-19).
# Nobody administers themselves, so nobody can raise their own rights.


class OwnAccount(NotAllowed):
    message = "自分自身の役割・権限・利用状態は変更できません。別の管理者に依頼してください。"


class RightNotHeld(NotAllowed):
    message = "自分が持っていない権限を、ほかの人に与えることはできません。"


class LastAdministrator(Refusal):
    message = "市の管理者が一人もいなくなるため、変更できません。先に別の管理者を登録してください。"


class LoginIdRefused(Refusal):
    message = "ログインIDは、半角の英小文字・数字・記号（- _ .）3〜40文字で、英字か数字から始めてください。"


class LoginIdTaken(Refusal):
    message = "このログインIDはすでに使われたことがあります。ログインIDは再利用できません。"


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
    return tuple(role for role in Role if by.kind is UserKind.CITY or USER_KINDS[role] is by.kind)


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


# IDs (STF-11): issued one to a person, never changed, never reused.

LOGIN_ID = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
ID_PREFIXES = {
    Role.OPERATOR: "op",
    Role.SUPERVISOR: "sv",
    Role.MANAGER: "mg",
    Role.DATA_STAFF: "ds",
    Role.CITY_CLERK: "city",
    Role.CITY_ADMIN: "admin",
    Role.AUDITOR: "audit",
}


def spelled_login_id(text: str) -> str:
    """The one spelling of an ID, whichever keyboard it came from (全角, capitals)."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def refuse_bad_login_id(login_id: str) -> None:
    if not LOGIN_ID.fullmatch(login_id):
        raise LoginIdRefused


def next_login_id(role: Role, used: Iterable[str]) -> str:
    """`op-0007`, one after the highest ever issued."""
    form = re.compile(rf"{ID_PREFIXES[role]}-(\d{{1,8}})")
    numbers = [int(match[1]) for match in map(form.fullmatch, used) if match]
    return f"{ID_PREFIXES[role]}-{max(numbers, default=0) + 1:04d}"
