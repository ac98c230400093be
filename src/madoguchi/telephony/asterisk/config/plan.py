"""What the contract wants of the exchange, as plain values. Everything that people wrote passes `safe` once, here."""

import re
from dataclasses import dataclass

from madoguchi.calls.policy.rules import AFTER_HOURS, AT_OVERFLOW, WHILE_WAITING
from madoguchi.telephony.asterisk.config.machine import Machine

QUEUE = "main"
LONGEST_LABEL = 60


def safe(text: str) -> str:
    """What a person wrote, so that no sign of it means anything to Asterisk: one line, no comment, no variable."""
    return re.sub(r"[^\w ・ー（）()-]", "", " ".join(text.split()))[:LONGEST_LABEL].strip()


def digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def file_name(text: str) -> str:
    return re.sub(r"[^a-z0-9_-]", "", text)


@dataclass(frozen=True)
class PlannedLine:
    number: str
    label: str


@dataclass(frozen=True)
class Plan:
    machine: Machine
    lines: tuple[PlannedLine, ...] = ()
    number: str = ""  # shown to whom we call
    equal_distribution: bool = True
    records: bool = False
    soft_phones: bool = False
    takes_call_backs: bool = False
    call_back_at: frozenset[str] = frozenset({AT_OVERFLOW})
    has_voicebot: bool = False
    checks_bookings: bool = False
    says_position: bool = False
    says_wait: bool = False
    says_again: tuple[str, ...] = ()  # announcements while a caller waits, one after the other
    # What a caller hears when neither the policy nor its schedule is known.
    greeting: tuple[str, ...] = ()
    congestion: tuple[str, ...] = ()

    @property
    def on(self) -> frozenset[str]:
        """The names that lines of the flow wait for."""
        named = {
            "records": self.records,
            "soft_phones": self.soft_phones,
            "takes_call_backs": self.takes_call_backs,
            "call_back_waiting": self.takes_call_backs and WHILE_WAITING in self.call_back_at,
            "call_back_overflow": self.takes_call_backs and AT_OVERFLOW in self.call_back_at,
            "call_back_after_hours": self.takes_call_backs and AFTER_HOURS in self.call_back_at,
            "says_wait": self.says_wait,
            "has_voicebot": self.has_voicebot,
            "menu": self.checks_bookings,
            "aside": self.checks_bookings or self.has_voicebot or self.takes_call_backs,
        }
        return frozenset(name for name, is_on in named.items() if is_on)
