"""What contacts want to know of the telephone. The package of calls implements it and registers itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class CallWithoutRecord:
    """A call that was answered and of which nobody has written anything yet."""

    handler: str  # the login ID of who answered
    began_at: datetime
    caller: str  # digits, or "" when the number was withheld


class CallLedger(Protocol):
    def calls_without_record(self) -> Sequence[CallWithoutRecord]: ...


class NoTelephone:
    """Desk telephones that tell us nothing: only what somebody has begun to write is known (OPC-08)."""

    def calls_without_record(self) -> Sequence[CallWithoutRecord]:
        return ()


_ledger: CallLedger = NoTelephone()


def use_ledger(ledger: CallLedger) -> CallLedger:
    """From now on calls come from there. Gives back what was asked before."""
    global _ledger
    before, _ledger = _ledger, ledger
    return before


def calls_without_record() -> Sequence[CallWithoutRecord]:
    return _ledger.calls_without_record()
