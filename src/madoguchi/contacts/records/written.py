"""What somebody has written down about a contact: the values of its items, before they are a record."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from madoguchi.contacts.rules import Channel, Kind, Transfer


@dataclass(frozen=True)
class Written:
    channel: Channel
    kind: Kind = Kind.INQUIRY
    topic: str = ""
    content: str = ""
    answer: str = ""
    intention: str = ""
    party_name: str = ""
    party_kana: str = ""
    party_phone: str = ""
    party_mail: str = ""
    booking_number: str = ""
    transfer: Transfer = Transfer.NONE
    transfer_to: str = ""
    language: str = "ja"
    tags: tuple[str, ...] = ()
    has_personal_data: bool = False
    values: Mapping[str, str] = field(default_factory=dict)  # of the items that the municipality has added
    earlier: int | None = None  # the number of the contact that this one goes on from

    def given(self) -> dict[str, str]:
        """By item, for asking what is missing."""
        return {
            **{name: str(value) for name, value in vars(self).items() if isinstance(value, str)},
            "tags": "、".join(self.tags),
            **self.values,
        }
