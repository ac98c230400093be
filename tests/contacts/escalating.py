"""People and departments between whom cases go up and down."""

from typing import Any

from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import Role
from madoguchi.contacts.escalations.actions import escalate
from madoguchi.contacts.escalations.models import Escalation
from madoguchi.contacts.escalations.rules import Caller, Reason
from madoguchi.contacts.models import Contact
from madoguchi.contacts.rules import ContactState, Kind, Level
from madoguchi.core.actors import Actor
from madoguchi.municipality.departments.actions import make_department, set_members
from madoguchi.municipality.departments.models import Department
from tests.contacts.town import recorded
from tests.worlds import ADMIN, OPERATOR, actor

SV, MANAGER = actor(Role.SUPERVISOR), actor(Role.MANAGER)
ALL_WEEK = {kind: ["08:30-17:15"] for kind in ("mon", "tue", "wed", "thu", "fri")}


def a_department(code: str = "shimin", *, members: tuple[Staff, ...] = (), **fields: Any) -> Department:
    usual = {
        "name": "見本市民課",
        "reading": "みほんしみんか",
        "duties": "カードの交付",
        "week": ALL_WEEK,
        "note": "見本",
    }
    made = make_department(code, by=ADMIN, **{**usual, **fields})
    set_members(made, members, by=ADMIN)
    return made


def clerk(login_id: str = "shimin-a") -> Staff:
    found, _ = Staff.objects.get_or_create(
        login_id=login_id, defaults={"name": "見本 課員", "role": Role.CITY_CLERK}
    )
    return found


def a_complaint(**values: Any) -> Contact:
    usual = {
        "kind": Kind.COMPLAINT,
        "content": "窓口で長く待たされた",
        "intention": "待つ時間を先に知らせてほしい",
        "answer": "",
        "party_name": "見本 花子",
        "party_phone": "09000000001",
    }
    return recorded(to=ContactState.IN_PROGRESS, **{**usual, **values})


def handed_on(
    contact: Contact | None = None,
    *,
    to: Level = Level.SUPERVISOR,
    by: Actor = OPERATOR,
    caller: Caller = Caller.CALLS_AGAIN,
    question: str = "待つ時間をどう知らせるか、決めてください",
    **values: Any,
) -> Escalation:
    usual: dict[str, Any] = {"reason": Reason.COMPLAINT}
    return escalate(contact or a_complaint(), to=to, caller=caller, question=question, by=by, **{**usual, **values})
