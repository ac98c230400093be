"""To whom a caller may be handed on, and whom nobody rings from here. Pure."""

from collections.abc import Collection
from enum import StrEnum

# Dear, or of no use from an exchange: paid services, carriers' codes and abroad, emergency calls, which tell the police
# and the fire brigade the address of this line and not the caller's.
NEVER = ("0990", "0180", "0170", "00", "010")
EMERGENCY = frozenset({"110", "118", "119", "171", "189"})
LONGEST_EXTENSION = 6


class Target(StrEnum):
    INSIDE = "inside"
    KNOWN = "known"  # it stands in the directory
    FREE = "free"
    NEVER = "never"


def target_of(number: str, *, known: Collection[str], extensions: Collection[str]) -> Target:
    """`number`: digits; `known`: those of the directory; `extensions`: of our own seats."""
    if number in extensions:
        return Target.INSIDE
    if number in EMERGENCY or number.startswith(NEVER):
        return Target.NEVER
    if number in known:
        return Target.KNOWN
    if number.startswith("0"):
        return Target.FREE
    return Target.INSIDE if len(number) <= LONGEST_EXTENSION else Target.NEVER  # abroad, without its 010
