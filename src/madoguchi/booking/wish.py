"""What somebody asks for: who books, who comes for what, and when."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Person:
    """One who comes, and for what (000 Q21: it must be clear who each procedure is for)."""

    name: str
    kana: str
    procedure: str


@dataclass(frozen=True)
class Contact:
    """Who books, and how to reach them."""

    name: str
    kana: str
    phone: str
    email: str = ""
    postal_code: str = ""
    address: str = ""
    note: str = ""
    accommodation: str = ""  # codes with spaces between them
    accommodation_note: str = ""


@dataclass(frozen=True)
class Wish:
    """What somebody asks for; `once_key` makes asking twice harmless."""

    slot_id: int
    contact: Contact
    people: Sequence[Person]
    language: str
    once_key: uuid.UUID = field(default_factory=uuid.uuid4)
