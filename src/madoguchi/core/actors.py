"""Who acts: a citizen, the call centre, the city, or the system itself (001 §7(4)エ; reading A-10)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from madoguchi.core.refusals import MissingRight


class UserKind(StrEnum):
    CITIZEN = "citizen"
    CALL_CENTRE = "call_centre"
    CITY = "city"
    SYSTEM = "system"


USER_KIND_LABELS = {
    UserKind.CITIZEN: "市民",
    UserKind.CALL_CENTRE: "コールセンター",
    UserKind.CITY: "市",
    UserKind.SYSTEM: "システム",
}


@dataclass(frozen=True)
class Actor:
    """Who does something, and what they may do. `key` names the staff member; it is empty for the others."""

    kind: UserKind
    key: str = ""
    rights: frozenset[str] = field(default_factory=frozenset)

    def may(self, right: str) -> bool:
        return right in self.rights

    def need(self, right: str, *, also: Collection[UserKind] = ()) -> None:
        """The first line of most actions. `also`: who does it without a right."""
        if self.kind not in also and not self.may(right):
            raise MissingRight(right)


CITIZEN = Actor(UserKind.CITIZEN)
SYSTEM = Actor(UserKind.SYSTEM)
