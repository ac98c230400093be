"""IDs to sign in with (STF-11): issued one to a person, never changed, never reused."""

import re
import unicodedata
from collections.abc import Iterable

from madoguchi.accounts.rights import Role
from madoguchi.core.refusals import Refusal

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


class LoginIdRefused(Refusal):
    message = "ログインIDは、半角の英小文字・数字・記号（- _ .）3〜40文字で、英字か数字から始めてください。"


class LoginIdTaken(Refusal):
    message = "このログインIDはすでに使われたことがあります。ログインIDは再利用できません。"


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
