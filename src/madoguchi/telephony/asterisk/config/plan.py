"""What the contract wants of the exchange, as plain values. Everything that people wrote passes `safe` once, here."""

import re
from dataclasses import dataclass

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
    has_voicebot: bool = False
    checks_bookings: bool = False
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
            "has_voicebot": self.has_voicebot,
            "menu": self.checks_bookings,
            "aside": self.checks_bookings or self.has_voicebot,
        }
        return frozenset(name for name, is_on in named.items() if is_on)
